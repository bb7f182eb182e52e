import CommandLineKit
import LinuxHost
import Platforms
import Readiness

let checkCommand = Command(
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
    apply: { word, options throws(UsageError) in
      try options.platforms.append(platformsIn: word)
    }),
  options: [
    .flag("strict", "a degraded platform counts as not ready", \.isStrict),
    .choice("format", "how the report is written", \.format),
    .timeout(\.timeout),
    .value(
      "facts", "FILE", "judge what `crossready facts` wrote, `-` for standard input",
      apply: { word, options in options.factsPath = word }),
  ],
  examples: [
    Example(
      command: "crossready check --strict linux/arm64", meaning: "Fail also if something is amiss."),
    Example(
      command: "crossready check --format json linux/arm64", meaning: "For programs."),
    Example(
      command: "crossready check --facts host.json", meaning: "Judge another host's facts."),
  ],
  request: { options in Request.check(options) })

extension CheckOptions {
  /// Observes, judges and renders.
  func answer(_ context: Context) throws -> Answer {
    let facts: HostFacts
    if let factsPath {
      facts = try FactsFile.read(factsPath)
    } else {
      facts = try HostFacts.observing(
        tool: Identity.tool, environment: context.environment,
        platforms: platforms.isEmpty ? Platform.table : platforms, timeout: timeout.duration)
    }
    let report = Report.judging(
      facts, for: ReadinessRequest(platforms: platforms, isStrict: isStrict))
    let text =
      switch format {
      case .text: TextReport(report, style: context.style).rendered()
      case .json: try JSONText.encoding(ReportDocument(report))
      }
    return Answer(text: text, status: report.exitStatus)
  }
}

extension Option {
  /// The deadline, which several commands share.
  static func timeout(_ keyPath: any WritableKeyPath<Options, Timeout> & Sendable) -> Option {
    .value(
      "timeout", "SECONDS", "the deadline of each platform (default 10)",
      apply: { word, options throws(UsageError) in
        guard let seconds = Double(word), seconds.isFinite, seconds > 0, seconds <= 86400 else {
          throw .invalidValue(
            option: "--timeout", word: word,
            expected: "a number of seconds above 0, at most 86400, e.g. 30")
        }
        options[keyPath: keyPath].seconds = seconds
      })
  }
}
