import CommandLineKit
import Dockerfiles
import Facts
import LinuxHost
import Platforms
import Text

let dockerfileCommand = Command<Context, Answer>(
  name: "dockerfile", summary: "what is emulated, and what is for the wrong CPU?",
  description: [
    "Reads a Dockerfile as BuildKit does and answers three questions: which RUN steps are native and "
      + "which are emulated for each target platform, whether this host can run the emulated ones, "
      + "and what in the file makes an image for the wrong CPU. Nothing is built, and no engine and no network "
      + "are needed.",
    "The exit status is 1 only if a hazard is `certain`; what is `possible` is reported and changes "
      + "nothing. Whether this host is ready counts only with `--require-host`. A file that BuildKit "
      + "refuses, or that needs build arguments which are not given, ends with 2.",
    "Lock files that the Dockerfile copies are read if they are beside it. A comment `# check=skip=NAME` at the "
      + "head of the file or above an instruction mutes a hazard there.",
  ],
  initial: DockerfileOptions(),
  operands: Operands(
    placeholder: "FILE",
    help: "a Dockerfile, the directory of one, or `-` for standard input (default `Dockerfile`)",
    completing: .files,
    apply: { word, options throws(UsageError) in
      try word.refuse(
        unless: [.dockerfile], wanted: "a Dockerfile", command: "dockerfile")
      options.path = word
    }),
  options: [
    .value(
      "platform", "PLATFORM",
      "a target platform; may be repeated (default linux/amd64 and linux/arm64)", repeats: true,
      completing: .platforms, apply: { word, options in options.targets.append(word) }),
    .value(
      "build-platform", "PLATFORM", "the platform that builds (default: that of this host)",
      completing: .platforms,
      apply: { word, options throws(UsageError) in
        var platforms: [Platform] = []
        try platforms.append(platformsIn: word)
        guard platforms.count == 1 else {
          throw .invalidValue(
            option: "--build-platform", word: word, expected: "one platform, e.g. linux/amd64")
        }
        options.buildPlatform = platforms[0]
      }),
    .value(
      "target", "STAGE", "the stage to build (default: the last)",
      apply: { word, options in options.stage = word }),
    .value(
      "build-arg", "NAME=VALUE", "a build argument; may be repeated", repeats: true,
      apply: { word, options throws(UsageError) in
        guard let first = word.first, first != "=" else {
          throw .invalidValue(
            option: "--build-arg", word: word, expected: "NAME=VALUE, e.g. VERSION=1.2")
        }
        options.arguments.append(word)
      }),
    .value(
      "build-context", "NAME=VALUE",
      "a context that stands in for a stage or image; may be repeated",
      repeats: true,
      apply: { word, options throws(UsageError) in
        guard let equals = word.firstIndex(of: "="), equals > word.startIndex else {
          throw .invalidValue(
            option: "--build-context", word: word,
            expected: "NAME=VALUE, e.g. base=docker-image://alpine")
        }
        options.contexts[String(word[..<equals])] = String(word[word.index(after: equals)...])
      }),
    .ignoring("hazard", among: { HazardKind.allCases.map(\.rawValue) }, \.ignored),
    .value(
      "bake", "FILE", "the targets that `docker buildx bake --print` wrote, `-` for standard input",
      completing: .files, apply: { word, options in options.bakePath = word }),
    .value(
      "compose", "FILE",
      "the services that `docker compose config --format json` wrote, `-` for standard input",
      completing: .files, apply: { word, options in options.composePath = word }),
    .flag("no-check", "do not look whether this host runs the emulated steps", \.skipsCheck),
    .flag("require-host", "also fail if this host cannot run the emulated steps", \.requiresHost),
    .choice("format", "how the report is written", \.format),
    .timeout(\.timeout),
    .colour,
  ],
  examples: [
    Example(
      command: "crossready dockerfile",
      meaning: "The Dockerfile here, for linux/amd64 and linux/arm64."),
    Example(
      command: "crossready dockerfile --platform linux/arm64 --no-check docker/Dockerfile",
      meaning: "A lint job, on any host."),
    Example(
      command: "docker buildx bake --print | crossready dockerfile --bake -",
      meaning: "All targets of a bake file."),
    Example(
      command: "crossready dockerfile --format sarif > hazards.sarif", meaning: "For code scanning."
    ),
  ],
  checking: { options throws(UsageError) in
    _ = try options.platforms()
    if options.skipsCheck, options.requiresHost {
      throw .custom(
        problem: "'--no-check' and '--require-host' exclude each other",
        hint: "give one of the two")
    }
    let sources = [options.path, options.bakePath, options.composePath].compactMap(\.self)
    if sources.count > 1 {
      throw .custom(
        problem: "FILE, '--bake' and '--compose' exclude each other", hint: "give one of them")
    }
  },
  run: { options, context in try options.answer(context.coloured(by: options)) })

/// The words of `dockerfile`.
struct DockerfileOptions: Sendable, Equatable, Coloured {
  var colour = ColourChoice.auto
  var path: String?
  /// The target platforms as they are given: what `local` means depends on that which builds.
  var targets: [String] = []
  var buildPlatform: Platform?
  var stage: String?
  /// Build arguments as they are given: without an equals sign, the environment has the value.
  var arguments: [String] = []
  var contexts: [String: String] = [:]
  var ignored: Set<String> = []
  /// What bake or compose wrote of the targets, instead of a Dockerfile.
  var bakePath: String?
  var composePath: String?
  /// Whether this host is left out.
  var skipsCheck = false
  /// Whether the answer about this host counts.
  var requiresHost = false
  var format = ScanFormat.auto
  var timeout = Timeout()
}
