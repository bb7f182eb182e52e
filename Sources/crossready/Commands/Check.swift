import CommandLineKit
import Facts
import LinuxHost
import Platforms
import Rendering
import Reports

/// The words of `check`.
struct CheckOptions: Sendable, Equatable, Reporting {
  var colour = ColourChoice.auto
  var platforms: [Platform] = []
  var report = ReportOptions()
}

let checkCommand = Command<Context, Answer>(
  name: "check", summary: "is this host ready?",
  description: [
    "Reads the host, executes the probes of all platforms in parallel, and judges each platform "
      + "along the chain. With platforms, only those are probed, and the exit status is 0 if each "
      + "is ready or degraded. Without, all are listed, and it is 1 only if the host's own "
      + "platform, or one that an enabled entry takes, is not ready.",
    "Platforms may be separated by commas or blanks; `arm64`, `aarch64` and `linux/arm64/v8` mean "
      + "the same.",
  ],
  initial: CheckOptions(),
  operands: Operands(
    placeholder: "PLATFORM", repeats: true, help: "a platform such as `linux/arm64`",
    completing: .platforms,
    apply: { word, options throws(UsageError) in
      try options.platforms.append(platformsIn: word, orCommand: true, orAll: true)
    }),
  options: Option.reporting + [.platform(\.platforms)],
  examples: [
    Example(
      command: "crossready check --strict linux/arm64",
      meaning: "Also fail when a platform is only degraded."),
    Example(
      command: "crossready check --format json linux/arm64", meaning: "For programs."),
    Example(
      command: "crossready check --facts host.json", meaning: "Judge another host's facts."),
  ],
  run: { options, context in try options.answer(context.coloured(by: options)) })

extension CheckOptions {
  /// Observes, judges and renders.
  func answer(_ context: Context) throws -> Answer {
    let platforms = try context.platforms(given: platforms)
    return try report.answer(for: platforms, Link.ofHost, context) {
      try HostFacts.observing(
        tool: Identity.tool, environment: context.environment,
        platforms: platforms.isEmpty ? Platform.table : platforms,
        timeout: report.timeout.duration)
    }
  }
}
