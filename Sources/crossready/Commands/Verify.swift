import CommandLineKit
import Facts
import LinuxHost
import Platforms
import Rendering
import Reports
import Text

/// The words of `verify`.
struct VerifyOptions: Sendable, Equatable, Reporting {
  var colour = ColourChoice.auto
  var platforms: [Platform] = []
  var report = ReportOptions()
  /// The only engine to use.
  var engine: String?
  /// The builder to judge as strictly as all else.
  var builder: String?
  /// Whether to start a builder that is not running.
  var bootstraps = false
  /// The user's image to run instead of the probes, and the command in it.
  var image: String?
  var command: [String] = []
  /// What bake or compose wrote of the targets or services whose platforms are meant.
  var bakePath: String?
  var composePath: String?
  /// Whether to measure how fast emulated programs are.
  var measuresSpeed = false
  /// Whether to remove the probe images, and nothing else.
  var cleans = false
}

let verifyCommand = Command<Context, Answer>(
  name: "verify", summary: "check, then run the probes in containers",
  description: [
    "Does what `check` does, and then starts one container for every platform, in parallel, "
      + "through docker, podman or nerdctl: the first of them that answers, or the one named by "
      + "`--engine`. "
      + "The containers are of an image of a few KiB that crossready makes itself and that holds "
      + "nothing but a probe, so no registry and no network is needed. The probe tells on which "
      + "machine it runs, so that an image of the wrong architecture cannot pass.",
    "Without platforms all are tried, and the exit status is that of `check` without platforms.",
    "With `--image` the user's own image and command are run instead, for the platform of "
      + "DOCKER_DEFAULT_PLATFORM or this machine's own if none is named. What is missing is pulled; "
      + "the image's name means afterwards what it meant before.",
    "With `--compose` or `--bake` the platforms are those that the services or targets ask for. "
      + "The images of services are not run.",
  ],
  initial: VerifyOptions(),
  operands: Operands(
    placeholder: "PLATFORM", repeats: true, help: "a platform such as `linux/arm64`",
    completing: .platforms,
    trailing: TrailingDescription(
      placeholder: "COMMAND",
      help: "with `--image`, the command to run in it; else the image's own"),
    apply: { word, options throws(UsageError) in
      try options.platforms.append(platformsIn: word, orAll: true)
    },
    applyTrailing: { word, options in options.command.append(word) }),
  options: [
    .platform(\.platforms),
    .engine(\.engine),
    .value(
      "builder", "NAME", "judge this builder of buildx, whose defects block then",
      apply: { word, options throws(UsageError) in
        options.builder = try word.asName(
          of: "--builder", expected: "a builder of buildx, e.g. default")
      }),
    .flag("bootstrap", "start the builder if it is not running", \.bootstraps),
    .value(
      "image", "IMAGE", "run this image instead of the probes, pulled if need be",
      apply: { word, options throws(UsageError) in
        options.image = try word.asImageReference(of: "--image")
      }),
    .value(
      "bake", "FILE",
      "the platforms of the targets that `docker buildx bake --print` wrote, `-` for standard input",
      completing: .files, apply: { word, options in options.bakePath = word }),
    .value(
      "compose", "FILE",
      "the platforms of the services that `docker compose config --format json` wrote, `-` for "
        + "standard input",
      completing: .files, apply: { word, options in options.composePath = word }),
    .flag("slowdown", "measure how much slower emulated programs are", \.measuresSpeed),
    .flag("clean", "remove the probe images and containers, and end", \.cleans),
  ] + Option.reporting,
  examples: [
    Example(
      command: "crossready verify linux/arm64 linux/arm/v7",
      meaning: "Do containers of these platforms run here?"),
    Example(
      command: "crossready verify --image node:22-slim linux/arm64 -- node --version",
      meaning: "A smoke test of an image."),
    Example(
      command: "docker compose config --format json | crossready verify --compose -",
      meaning: "Can this host run and build what the project's services ask for?"),
    Example(command: "crossready verify --slowdown linux/arm64", meaning: "How slow is it?"),
    Example(command: "crossready verify --clean", meaning: "Remove what `verify` keeps."),
  ],
  checking: { options throws(UsageError) in
    let sources = [options.image, options.bakePath, options.composePath].compactMap(\.self)
    if sources.count > 1 {
      throw .custom(
        problem: "'--image', '--bake' and '--compose' exclude each other", hint: "give one of them")
    }
    if !options.platforms.isEmpty, options.bakePath != nil || options.composePath != nil {
      throw .custom(
        problem: "PLATFORM and '--bake' or '--compose' exclude each other",
        hint: "the file names the platforms")
    }
    if options.cleans, options.report.format == "json" {
      throw .custom(
        problem: "'--clean' and '--format json' exclude each other", hint: "there is no report")
    }
    if !options.command.isEmpty, options.image == nil {
      throw .custom(
        problem: "a command behind '--' needs an image", hint: "name one with --image IMAGE")
    }
  },
  run: { options, context in try options.answer(context.coloured(by: options)) })

extension VerifyOptions {
  /// Observes the host and containers, judges and renders.
  func answer(_ context: Context) throws -> Answer {
    if cleans { return try cleaned(context) }
    var platforms =
      try demandedPlatforms(context) ?? context.platforms(given: platforms)
    if image != nil, platforms.isEmpty { platforms = try context.defaultPlatforms() }
    var plan = ContainerPlan(
      engine: try context.engine(given: engine),
      platforms: platforms.isEmpty ? Platform.table : platforms,
      timeout: report.timeout.duration)
    plan.image = image
    plan.builder = builder
    plan.bootstraps = bootstraps
    plan.command = command
    plan.measuresSpeed = measuresSpeed
    return try report.answer(for: platforms, Link.allCases, context) {
      try HostFacts.observing(plan, context)
    }
  }

  /// Removes what `verify` leaves on purpose, and what a run that was killed could not remove.
  private func cleaned(_ context: Context) throws -> Answer {
    let display = ProgressDisplay(environment: context.environment)
    let timeout = report.timeout.duration
    var contents = try EngineContents.observing(
      engine: context.engine(given: engine), environment: context.environment, timeout: timeout,
      progress: display.show)
    let removed = try contents.remove(timeout: timeout, progress: display.show)
    // Of several engines those that are not used need not answer.
    let refusing =
      contents.isAnswered ? contents.failed.filter { $0.answer != nil } : contents.failed
    if !refusing.isEmpty {
      throw Failure.notCleaned(refusing.first { $0.path != nil } ?? refusing.first)
    }
    let lines = removed.isEmpty ? ["nothing to remove"] : removed.map { "removed \($0)" }
    return .forPeople(lines.map { context.style.shown($0) + "\n" }.joined(), status: .yes)
  }
}

extension HostFacts {
  /// Observes the host and its containers, and shows what takes long.
  static func observing(_ plan: ContainerPlan, _ context: Context) throws -> HostFacts {
    let display = ProgressDisplay(environment: context.environment)
    func observed() -> Result<HostFacts, Interrupted> {
      Result { () throws(Interrupted) in
        try HostFacts.observing(
          tool: Identity.tool, environment: context.environment, platforms: plan.platforms,
          timeout: plan.timeout, redactsHome: false)
      }
    }
    // Engines wait for much, so the host is observed while the first containers start.
    var host: Result<HostFacts, Interrupted>?
    let containers = try ContainerFacts.observing(
      plan, native: Architecture.named(Identity.tool.architecture),
      environment: context.environment, progress: display.show,
      meanwhile: { host = host ?? observed() })
    var facts = try (host ?? observed()).get()
    facts.containers = containers
    for name in containers.unremoved {
      complain("could not remove the container \(name); remove it with the engine's 'rm --force'")
    }
    return facts.redactingHome(context.environment["HOME"] ?? "")
  }
}

extension Option {
  /// The engine to use, which several commands share.
  static func engine(_ keyPath: any WritableKeyPath<Options, String?> & Sendable) -> Option {
    .value(
      "engine", "ENGINE", "use this engine only: \(Engine.names.joined(separator: " or "))",
      completing: .words { Engine.names },
      apply: { word, options throws(UsageError) in
        guard Engine.names.contains(word) else {
          throw .invalidChoice(
            option: "--engine", word: word, choices: Engine.names,
            nearest: nearest(to: word, among: Engine.names))
        }
        options[keyPath: keyPath] = word
      })
  }
}

extension String {
  /// The word as the name of an image; one that looks like an option must not reach the engine.
  func asImageReference(of option: String) throws(UsageError) -> String {
    try asName(of: option, expected: "an image, e.g. docker.io/library/alpine:3")
  }

  /// The word as a name that is passed on to an engine.
  func asName(of option: String, expected: String) throws(UsageError) -> String {
    guard !isEmpty, !hasPrefix("-"), !contains(where: \.isWhitespace) else {
      throw .invalidValue(option: option, word: self, expected: expected)
    }
    return self
  }
}
