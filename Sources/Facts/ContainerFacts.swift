package import Platforms
package import Text

/// The container engine, and what ran in its containers.
package struct ContainerFacts: FactGroup, Hashable, Sendable {
  /// The engines that were looked for, in order, up to the first that answered; empty if nobody
  /// asked.
  package var engines: [EngineFacts] = []
  /// The builder that the engine's `buildx inspect` describes; nil if there is none.
  package var builder: BuilderFacts?
  /// How asking for the builder ended, where that told of none.
  package var builderFailure: EngineCall?
  /// Whether a builder was asked for by name; nil in facts of releases that kept no other failure.
  package var isBuilderNamed: Bool?
  /// The platform that docker takes where none is named (`DOCKER_DEFAULT_PLATFORM`); nil where it is
  /// not set, or names no platform.
  package var defaultPlatform: String?
  /// What was loaded or run, in the order asked for.
  package var runs: [ContainerRun] = []
  /// How loading the probe images ended, if they had to be loaded and that failed.
  package var loadFailure: EngineCall?
  /// Names of containers that could not be removed.
  package var unremoved: [String] = []

  package init() {}

  /// The engine that is used, or of those that do not answer the first one that is installed.
  package var engine: EngineFacts? {
    engines.first { $0.answer != nil } ?? engines.first { $0.path != nil } ?? engines.first
  }

  private enum CodingKeys: String, CodingKey {
    case engines, builder, builderFailure, isBuilderNamed, defaultPlatform, runs, loadFailure,
      unremoved
  }
}

/// A container engine, as its command-line program presents it.
package struct EngineFacts: Codable, Hashable, Sendable {
  /// The program's name, e.g. `docker`.
  package var program: String
  /// Where it was found; nil if no absolute element of PATH has it.
  package var path: KernelText?
  /// How asking it ended; nil if it is not installed.
  package var call: EngineCall?
  /// What it answered, if it did.
  package var answer: EngineAnswer?

  package init(program: String, path: KernelText? = nil) {
    self.program = program
    self.path = path
  }

  /// Whether the engine is there and refuses us.
  package var isDenied: Bool {
    call?.errno == 13
      || call?.words.lines.contains { $0.lowercased().contains("permission denied") } == true
  }
}

/// How one start of an engine's program ended.
package struct EngineCall: Codable, Hashable, Sendable {
  /// The exit status, if it exited.
  package var exitStatus: Int32?
  /// The signal that ended it, if one did.
  package var signal: Int32?
  /// Whether it was killed at its deadline.
  package var timedOut: Bool?
  /// The error number of its start, if that failed.
  package var errno: Int32?
  /// What it, or the engine behind it, had to say.
  package var words: OutsideText

  package init(words: OutsideText = "") { self.words = words }
}

/// What an engine says of itself. What it does not say is nil.
package struct EngineAnswer: Codable, Hashable, Sendable {
  /// `docker` or `podman`, by its answer: a program named docker may be podman.
  package var kind: String
  /// The engine's release.
  package var version: String?
  /// The release of the kernel that its containers run on, as `uname -r`.
  package var kernel: String?
  /// The architecture of its machine, as it names that, e.g. `x86_64` or `amd64`.
  package var architecture: String?
  /// The scheme of the address that it is reached by, e.g. `unix`; nil without a service.
  package var scheme: String?
  /// The name of the context or connection, if it is not the default one.
  package var context: OutsideName?
  /// Whether it runs as an ordinary user.
  package var isRootless: Bool?
  /// Whether its containers' users are others of the host (`userns-remap`).
  package var remapsUsers: Bool?
  /// Whether its containers may gain no privileges by default.
  package var deniesNewPrivileges: Bool?
  /// The name of the store of images, e.g. `overlay2`.
  package var imageStore: String?
  /// Whether images are kept by containerd, which holds several platforms under one name.
  package var usesContainerdStore: Bool?
  /// Whether it is the snap package's.
  package var isSnap: Bool?
  /// Whether it is Docker Desktop, whose containers run in a virtual machine.
  package var isDesktop: Bool?
  /// How many users containers may have, where the engine says so.
  package var mappedUsers: Int?
  /// Whether a container of an engine with an address saw this boot of this machine
  /// (`/proc/sys/kernel/random/boot_id`); nil where none was asked.
  package var isOnThisMachine: Bool?

  package init(kind: String) { self.kind = kind }
}

/// What one container did.
package struct ContainerRun: Codable, Hashable, Sendable {
  /// The platform that the engine was told.
  package var platform: String
  /// What it was started for; see `Purpose`.
  package var purpose: String
  /// What ran, as of a probe run directly; the engine's own words are among its errors.
  package var run: ProbeRun
  /// The image, if it is the user's.
  package var image: ImageFacts?

  /// What a container is started for.
  package enum Purpose: String, Sendable {
    /// The platform's probe.
    case probe
    /// Work for a quarter of a second, to measure how fast the platform is.
    case work
    /// The user's own command, or the image's.
    case command
  }

  package init(platform: String, purpose: Purpose, run: ProbeRun, image: ImageFacts? = nil) {
    self.platform = platform
    self.purpose = purpose.rawValue
    self.run = run
    self.image = image
  }
}

/// The user's image.
package struct ImageFacts: Codable, Hashable, Sendable {
  /// The reference as it was given.
  package var reference: String
  /// The platform of the image that the engine has under the reference; nil if it has none.
  package var platform: String?
  /// How pulling it for the platform ended, if that was necessary and failed.
  package var pullFailure: EngineCall?
  /// The command that was run in it; empty for the image's own.
  package var command: [String]
  /// Whether a store that holds several platforms under a name lacks the one that was asked for; nil
  /// for a store that holds one.
  package var isMissing: Bool?
  /// Which of its files are for another CPU, a sentence for each; nil where nobody looked.
  package var foreignFiles: [OutsideText]?

  package init(
    reference: String, platform: String? = nil, pullFailure: EngineCall? = nil,
    command: [String]
  ) {
    self.reference = reference
    self.platform = platform
    self.pullFailure = pullFailure
    self.command = command
  }

  /// Whether the engine has the image for a platform, or one that runs wherever it does.
  package func isFor(_ platform: Platform) -> Bool {
    if let isMissing { return !isMissing }
    guard let own = self.platform.flatMap({ try? Platform(parsing: $0).normalized }) else {
      return false
    }
    return own.architecture == platform.architecture && platform.alternatives.contains(own)
  }
}
