package import Facts
import Platforms
import Reports
import Text

extension Check {
  static let builderChecks: [Check] = [
    builderUnreachable, builderSinglePlatform, builderLacksPlatform, builderStale,
    builderBundledEmulator,
  ]

  private static let builderUnreachable = Check(
    "builder-unreachable", .builder, .hides, "the builder that was named could not be asked",
    explanation: [
      "`--builder` names a builder, and `docker buildx inspect` does not describe it: buildx, which "
        + "is a package of its own, is not installed, there is no builder of that name, or its "
        + "machine does not answer. Builders belong to a user: those of root are others."
    ],
    repair: "Read the evidence, and see what `docker buildx ls` lists.",
    examine: { subject in
      guard let failure = subject.host.facts.containers.builderFailure else { return nil }
      return Observation(evidence: [BuilderFault(failure).reason] + failure.evidence)
    })

  private static let builderSinglePlatform = Check(
    "builder-single-platform", .builder, .degrades,
    "the builder builds for one platform at a time",
    explanation: [
      "The driver `docker` is the engine's own BuildKit. With the engine's classic image store, "
        + "which holds one platform under a name, it refuses a build for several: \"Multi-platform "
        + "build is not supported for the docker driver\"."
    ],
    repair: "Use a builder of the driver docker-container, or the containerd image store.",
    examine: { subject in
      guard subject.host.asked.count > 1, let builder = subject.host.builder,
        builder.driver == "docker", let answer = subject.host.engine?.answer,
        answer.usesContainerdStore == false
      else { return nil }
      return Observation(
        "builder \(builder.name): driver docker, image store \(answer.imageStore ?? "unknown")",
        severity: builder.severity)
    })

  private static let builderLacksPlatform = Check(
    "builder-lacks-platform", .builder, .degrades, "the builder does not offer the platform",
    explanation: [
      "The host executes programs of the platform, but the builder's list of platforms was written "
        + "by hand (`--platform` of `buildx create`, or buildkitd.toml) and does not have it."
    ],
    repair: "Create the builder again without a list of platforms.",
    examine: { subject in
      guard let builder = subject.host.builder, !subject.offers(builder), subject.executes,
        !builder.forced.isEmpty
      else { return nil }
      return Observation(
        "builder \(builder.name) offers, by hand: \(builder.forced.joined(separator: ", "))",
        severity: builder.severity)
    })

  private static let builderStale = Check(
    "builder-stale", .builder, .degrades, "the builder has not noticed what is registered now",
    explanation: [
      "BuildKit looks for platforms when it starts, and later only adds to its list. Handlers that "
        + "were registered since may be missing from it, and those that were removed stay in it, so "
        + "that RUN steps end with \"exec format error\"."
    ],
    repair: "Restart the builder: the engine's service, or the container of the builder.",
    examine: { subject in
      guard let builder = subject.host.builder, !subject.isJudgedElsewhere else { return nil }
      let offers = subject.offers(builder)
      let isMissing = !offers && subject.executes && builder.forced.isEmpty
      let isLeftOver =
        offers && !subject.executes && builder.driver == "docker" && subject.wasExecuted
      guard isMissing || isLeftOver else { return nil }
      return Observation(
        isMissing
          ? "builder \(builder.name) does not offer what this host executes: "
            + builder.platforms.joined(separator: ", ")
          : "builder \(builder.name) offers what this host does not execute",
        severity: builder.severity)
    })

  private static let builderBundledEmulator = Check(
    "builder-bundled-emulator", .builder, .degrades,
    "the builder emulates what this host cannot execute",
    explanation: [
      "BuildKit's image brings emulators of its own, and uses them where the host has no handler. "
        + "So builds pass, and what they build does not run: `docker run` of the image ends with "
        + "\"exec format error\". They serve only processes that BuildKit starts itself; programs "
        + "that look each other up in PATH, as `which` does, fail in them."
    ],
    repair: "Register handlers on the host, and restart the builder.",
    examine: { subject in
      guard let builder = subject.host.builder, subject.offers(builder), !subject.executes,
        !subject.isJudgedElsewhere, subject.wasExecuted, let driver = builder.driver,
        driver != "docker", driver != "podman", !subject.isForced(builder)
      else { return nil }
      return Observation(
        "builder \(builder.name), driver \(driver), offers what this host does not execute",
        severity: builder.severity)
    })
}

extension Host {
  /// The builder, if there is one.
  package var builder: BuilderFacts? { facts.containers.builder }
}

/// What asking for a builder failed for.
package enum BuilderFault: Sendable {
  /// The client has no buildx.
  case noBuildx
  /// There is none of that name.
  case noSuchBuilder
  /// Something else.
  case other

  /// Told by the client's words.
  package init(_ call: EngineCall) {
    let said = call.words.lines.joined(separator: "\n").lowercased()
    // From Docker's client without the plugin, of old and new releases, and from podman.
    let unknown = ["is not a docker command", "unknown command", "unrecognized command"]
    if said.contains("buildx"), unknown.contains(where: said.contains) {
      self = .noBuildx
    } else if said.contains("no builder"), said.contains("found") {
      self = .noSuchBuilder
    } else {
      self = .other
    }
  }

  fileprivate var reason: String {
    switch self {
    case .noBuildx: "buildx is not installed"
    case .noSuchBuilder: "there is no builder of that name"
    case .other: "asking for the builder failed"
    }
  }
}

extension BuilderFacts {
  /// What its defects do: they block only where it was asked for by name.
  fileprivate var severity: Severity { isRequired == true ? .blocks : .degrades }
}

extension Subject {
  /// Whether a builder's list has the platform.
  func offers(_ builder: BuilderFacts) -> Bool { isIn(builder.platforms) }

  /// Whether somebody wrote the platform into a builder's list.
  fileprivate func isForced(_ builder: BuilderFacts) -> Bool { isIn(builder.forced) }

  /// Whether executing programs of the platform was tried, with whatever result.
  fileprivate var wasExecuted: Bool { run != nil || containerRun != nil }

  private func isIn(_ names: [String]) -> Bool {
    names.contains { name in
      (try? Platform(parsing: name).normalized) == platform
    }
  }
}
