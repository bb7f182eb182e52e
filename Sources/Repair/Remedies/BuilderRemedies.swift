import Readiness
import Reports
import Text

extension RemedyTable {
  static let builderRemedies: [String: Planner] = [
    "builder-unreachable": { subjects in
      subjects.first?.host.facts.containers.builderFailure.map { Remedy(BuilderFault($0).advice) }
    },
    "builder-single-platform": { _ in
      Remedy(
        "create a builder in a container, and use it",
        commands: ["docker buildx create --driver docker-container --use"], needsRoot: false)
    },
    "builder-lacks-platform": { subjects in
      guard let builder = subjects.first?.host.builder, let driver = builder.driver,
        driver == "docker-container"
      else { return nil }
      let name = Shell.quoted(builder.name.text)
      return Remedy(
        "create it again without a list",
        commands: [
          "docker buildx rm \(name)",
          "docker buildx create --name \(name) --driver docker-container --use",
        ], needsRoot: false)
    },
    "builder-stale": { subjects in
      guard let host = subjects.first?.host, let builder = host.builder else { return nil }
      if builder.driver == "docker-container" {
        let container = Shell.quoted("buildx_buildkit_\(builder.name)0")
        return Remedy(
          "restart the builder", commands: ["docker restart \(container)"], needsRoot: false)
      }
      guard host.facts.system.isBootedBySystemd.value == true else { return nil }
      return Remedy("restart the engine's service", commands: ["systemctl restart docker"])
    },
    "builder-bundled-emulator": { Remedy.registering($0) },
  ]
}

extension BuilderFault {
  /// What to do about it.
  fileprivate var advice: String {
    switch self {
    case .noBuildx:
      "install buildx: the package docker-buildx-plugin of Docker's own repository, or "
        + "docker-buildx of the distribution"
    case .noSuchBuilder:
      "name one that 'docker buildx ls' lists, or create it with 'docker buildx create'"
    case .other:
      "see what 'docker buildx inspect' says of it, and 'docker buildx ls' of the others"
    }
  }
}
