import Readiness
import Reports
import Text

extension RemedyTable {
  static let builderRemedies: [String: Planner] = [
    "builder-unreachable": { subjects in
      guard let host = subjects.first?.host else { return nil }
      if let fault = host.facts.containers.builderFault {
        return Remedy(fault.advice(engine: host.engine?.answer?.kind))
      }
      return Remedy(
        "start BuildKit at that address, remove the node with 'docker buildx create --leave', or "
          + "choose another builder: 'docker buildx ls' lists them")
    },
    "builder-single-platform": { _ in
      Remedy(
        "create a builder in a container, and use it",
        commands: ["docker buildx create --driver docker-container --use"], needsRoot: false)
    },
    "builder-unusable": { subjects in
      guard let builder = subjects.first?.host.builder else { return nil }
      let paused = builder.faults.map(\.node).filter {
        $0.containerState == "paused" && $0.isContainer(ofDriver: builder.driver)
      }
      guard !paused.isEmpty, paused.count == builder.faults.count else {
        return Remedy(
          "repair what the error names, or choose another builder: 'docker buildx ls' lists them")
      }
      return Remedy(
        "let the builder's own container go on",
        commands: paused.map { "docker unpause \(Shell.quoted($0.containerName))" },
        needsRoot: false)
    },
    "builder-not-started": { subjects in
      guard let builder = subjects.first?.host.builder else { return nil }
      let name = builder.isRequired == true ? " --builder \(Shell.quoted(builder.name.text))" : ""
      return Remedy(
        "start the builder, and see what it can build",
        commands: [
          "crossready verify --bootstrap\(name) "
            + subjects.map(\.platform.description).unique.joined(separator: " ")
        ], needsRoot: false)
    },
    "builder-lacks-platform": { subjects in
      let names = subjects.map(\.platform.description).unique.joined(separator: " ")
      return Remedy("on the builder's machine, run 'crossready \(names)': it says what is missing")
    },
    "builder-stale": { subjects in
      guard let host = subjects.first?.host, let builder = host.builder else { return nil }
      if subjects.allSatisfy(\.executes) {
        return Remedy(
          "nothing to do: BuildKit builds it, and looks for new handlers at most every 20 seconds")
      }
      let own = (builder.nodes ?? []).filter { $0.isContainer(ofDriver: builder.driver) }
      guard !own.isEmpty else { return Remedy.registering(subjects) }
      return Remedy(
        "restart the builder's own container",
        commands: own.map { "docker restart \(Shell.quoted($0.containerName))" }, needsRoot: false)
    },
    "builder-bundled-emulator": { Remedy.registering($0) },
  ]
}

extension BuilderFault {
  /// What to do about it.
  fileprivate func advice(engine: String?) -> String {
    switch self {
    case .noBuildx where engine == "podman", .nameless:
      "podman builds without a builder of buildx: leave out '--builder', or name docker with "
        + "'--engine docker'"
    case .noBuildx:
      "install buildx: the package docker-buildx-plugin of Docker's own repository, or "
        + "docker-buildx of the distribution"
    case .noSuchBuilder:
      "name one that 'docker buildx ls' lists, or create it with 'docker buildx create'"
    case .notStarted:
      "see why the builder's container does not start: 'docker buildx inspect --bootstrap'"
    case .other:
      "see what 'docker buildx inspect' says of it, and 'docker buildx ls' of the others"
    }
  }
}
