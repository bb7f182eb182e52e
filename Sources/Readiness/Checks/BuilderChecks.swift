import Facts
import Platforms
import Reports
import Text

extension Check {
  static let builderChecks: [Check] = [
    builderUnreachable, builderUnusable, builderNotStarted, builderSinglePlatform,
    builderLacksPlatform, builderStale, builderBundledEmulator,
  ]

  private static let builderUnreachable = Check(
    "builder-unreachable", .builder, .hides, "the builder does not answer",
    explanation: [
      "`docker buildx inspect` does not describe the builder: buildx, which is a package of its own, "
        + "is not installed, there is no builder of the name that `--builder` or BUILDX_BUILDER "
        + "gives, or the machine of one of its nodes does not answer. Builders belong to a user: "
        + "those of root are others.",
      "A build fails if one of its nodes does not answer, also where the other nodes do.",
    ],
    repair: "Read the evidence, and see what `docker buildx ls` lists.",
    examine: { subject in
      let containers = subject.host.facts.containers
      if let fault = containers.builderFault {
        let isNamed = containers.isBuilderNamed ?? true
        // Who names no builder need not have any, and an engine that is gone is found before.
        guard isNamed || (fault != .noBuildx && subject.host.engine?.answer != nil) else {
          return nil
        }
        return Observation(
          evidence: [fault.reason] + (containers.builderFailure?.evidence ?? []),
          severity: isNamed ? .hides : .degrades)
      }
      return subject.host.builder.flatMap { $0.observation(of: .silent, $0.doubt) }
    })

  private static let builderUnusable = Check(
    "builder-unusable", .builder, .degrades, "the builder cannot build",
    explanation: [
      "`docker buildx inspect` has an error for one of the builder's nodes, and a build ends with the "
        + "same error. A paused container of a builder is one reason."
    ],
    repair: "Read the evidence, and repair that node or choose another builder.",
    examine: { subject in
      subject.host.builder.flatMap { $0.observation(of: .broken, $0.severity) }
    })

  private static let builderNotStarted = Check(
    "builder-not-started", .builder, .degrades, "the builder is not running",
    explanation: [
      "A builder of the driver docker-container or kubernetes is started by its first build, which "
        + "pulls BuildKit's image if it is missing. Before that, nobody knows what it can build, or "
        + "whether it starts."
    ],
    repair: "Start it: `crossready verify --bootstrap`, or `docker buildx inspect --bootstrap`.",
    examine: { subject in
      subject.host.builder.flatMap { $0.observation(of: .notStarted, $0.doubt) }
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
      "The builder runs on another machine, and its list of platforms does not have this one. What "
        + "this host executes does not matter there. BuildKit's own image brings emulators that are not "
        + "in the list, so that a build may succeed all the same."
    ],
    repair: "Register a handler on the builder's machine, or add a node that has the platform.",
    examine: { subject in
      guard let builder = subject.host.builder, builder.canBuild, !subject.offers(builder),
        subject.host.isElsewhere(builder), subject.wasExecuted, subject.isWanted
      else { return nil }
      return Observation(
        "builder \(builder.name) offers: \(builder.platforms.joined(separator: ", "))",
        severity: builder.doubt)
    })

  private static let builderStale = Check(
    "builder-stale", .builder, .degrades, "the builder's list of platforms is out of date",
    explanation: [
      "BuildKit looks for platforms when it starts and at most every 20 seconds, and only adds to its "
        + "list. What was removed since stays in it, so that RUN steps end with \"exec format "
        + "error\". What was registered since may be missing from it for a while; it is built all the "
        + "same, so that this is a note."
    ],
    repair: "Register the handlers again that the list names.",
    examine: { subject in
      guard let builder = subject.host.builder, builder.canBuild, builder.driver != "podman",
        !subject.host.isElsewhere(builder)
      else { return nil }
      if subject.isStale(in: builder) {
        return Observation(
          "builder \(builder.name) offers what this host does not execute",
          severity: builder.severity)
      }
      guard subject.executes, !subject.offers(builder), builder.forced.isEmpty else { return nil }
      return Observation(
        "builder \(builder.name) does not list what this host executes: "
          + builder.platforms.joined(separator: ", "), severity: .note)
    })

  private static let builderBundledEmulator = Check(
    "builder-bundled-emulator", .builder, .degrades,
    "the builder emulates what this host cannot execute",
    explanation: [
      "BuildKit's image brings emulators of its own, and uses them where the host has no handler. "
        + "So builds pass, and what they build does not run: `docker run` of the image ends with "
        + "\"exec format error\". They serve only processes that BuildKit starts itself; programs "
        + "that look each other up in PATH, as `which` does, fail in them. BuildKit's list of "
        + "platforms does not name what they run."
    ],
    repair: "Register handlers on the host.",
    examine: { subject in
      guard let builder = subject.host.builder, builder.canBuild, !subject.executes,
        subject.wasExecuted, !subject.host.isElsewhere(builder),
        let emulator = subject.bundledEmulator(of: builder)
      else { return nil }
      return Observation(
        "builder \(builder.name) brings /usr/bin/\(emulator), and this host executes no "
          + "\(subject.architecture.name)")
    })
}

extension BuilderFacts {
  /// What is wrong of one kind; nil where nothing is.
  fileprivate func observation(of kind: BuilderNodeFault.Kind, _ severity: Severity) -> Observation?
  {
    let evidence = faults.filter { $0.kind == kind }.map(\.evidence)
    return evidence.isEmpty ? nil : Observation(evidence: evidence, severity: severity)
  }

  /// What its defects do: they block only where it was asked for by name.
  fileprivate var severity: Severity { isRequired == true ? .blocks : .degrades }

  /// What it does that nobody knows whether it builds.
  fileprivate var doubt: Severity { isRequired == true ? .hides : .degrades }
}

extension Subject {
  /// Whether a builder takes builds for the platform: by containerd's order, in which who has arm64
  /// also has arm.
  func offers(_ builder: BuilderFacts) -> Bool {
    builder.listed.contains { $0.accepts(platform) }
  }

  /// Whether a builder's list has the platform, which this host does not execute; what somebody
  /// wrote into the list BuildKit has not seen.
  fileprivate func isStale(in builder: BuilderFacts) -> Bool {
    guard !executes, wasExecuted, !builder.forcedPlatforms.contains(platform) else { return false }
    return builder.listed.contains(platform) && bundledEmulator(of: builder) == nil
  }

  /// The emulator for the platform that BuildKit brings along, in every node; nil if it has none.
  func bundledEmulator(of builder: BuilderFacts) -> String? {
    let names = architecture.emulators.map { "buildkit-\($0)" }
    guard let nodes = builder.nodes, !nodes.isEmpty else { return nil }
    return names.first { name in nodes.allSatisfy { $0.emulators?.contains(name) == true } }
  }

  /// Whether executing programs of the platform was tried, with whatever result.
  fileprivate var wasExecuted: Bool { run != nil || containerRun != nil }

  /// Whether somebody asked for the platform, or this host executes it.
  fileprivate var isWanted: Bool { executes || host.asked.contains(platform) }
}
