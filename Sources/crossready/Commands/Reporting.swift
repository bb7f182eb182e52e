import CommandLineKit
import Facts
import LinuxHost
import Platforms
import Readiness
import Rendering
import Repair
import Reports
import Text

/// The word for the format that suits the place.
private let automatic = "auto"

/// What the commands that judge have in common.
struct ReportOptions: Sendable, Equatable {
  var isStrict = false
  /// Names of findings that are to be notes.
  var ignored: [String] = []
  /// The name of a format, or `auto`: `github` on GitHub Actions, `text` elsewhere.
  var format = automatic
  /// How much text holds.
  var detail = TextDetail()
  /// Whether text is to hold findings only.
  var isQuiet = false
  /// Whether text is to be empty: only the exit status answers.
  var isSilent = false
  /// The file to write instead of standard output.
  var outputPath: String?
  /// How long to try again until the answer is yes.
  var wait: Duration?
  var timeout = Timeout()
  /// A facts file to judge instead of this host; `-` is standard input.
  var factsPath: String?
}

/// Options of a command that judges.
protocol Reporting: Coloured {
  var report: ReportOptions { get set }
}

extension Option where Options: Reporting {
  /// What every command that judges takes.
  static var reporting: [Option] {
    [
      .flag("strict", "a degraded platform counts as not ready", \.report.isStrict),
      .value(
        "wait", "SECONDS", "retry until ready, for at most SECONDS",
        apply: { word, options throws(UsageError) in
          options.report.wait = .seconds(try word.asSeconds(of: "--wait"))
        }),
      .choice(
        "format", "how the report is written", among: [automatic] + ReportFormat.all.map(\.name),
        \.report.format),
      .flag(
        "quiet", short: "q", "print only what keeps the answer from being yes", \.report.isQuiet),
      .flag(
        "verbose", short: "v", "show all evidence, every note and each repair",
        \.report.detail.isVerbose),
      .flag("all", "show a row for every platform", \.report.detail.hasAllPlatforms),
      .value(
        "ignore", "FINDING", "report this finding as a note (repeatable)", repeats: true,
        completing: .list { Check.all.map(\.id) },
        apply: { word, options throws(UsageError) in
          options.report.ignored += try word.asFindings()
        }),
      .flag("silent", "print no text: only the exit status answers", \.report.isSilent),
      .value(
        "output", short: "o", "FILE", "write the report to a file, whole or not at all",
        completing: .files, apply: { word, options in options.report.outputPath = word }),
      .timeout(\.report.timeout),
      .value(
        "facts", "FILE", "judge what `crossready facts` wrote, `-` for standard input",
        completing: .files, apply: { word, options in options.report.factsPath = word }),
      .colour,
    ]
  }
}

extension ReportOptions {
  /// Observes, judges and renders; again, if the answer is to be waited for.
  func answer(
    for platforms: [Platform], _ links: [Link], _ context: Context,
    observe: () throws -> HostFacts
  ) throws -> Answer {
    if wait != nil, factsPath != nil {
      throw UsageError.custom(
        problem: "--wait and --facts exclude each other", hint: "facts do not change")
    }
    let ignored = try ignored + context.ignoredFindings()
    let latest = ProcessEnvironment.clock + (wait ?? .zero)
    var hasSaidSo = false
    while true {
      let facts = try factsPath.map(FactsFile.read) ?? observe()
      if let factsPath, links.contains(.container), facts.containers.engines.isEmpty {
        throw Failure.factsWithoutContainers(path: factsPath)
      }
      let report = Report.judging(
        facts,
        for: ReadinessRequest(
          platforms: platforms, isStrict: isStrict, links: links, ignored: ignored))
      let left = latest - ProcessEnvironment.clock
      if wait == nil || report.exitStatus == .yes || left <= .zero {
        return try rendered(report, isVerified: links.contains(.container), context)
      }
      if !hasSaidSo, !isQuiet, !isSilent { complain("waiting: \(ReadinessSentence.of(report))") }
      hasSaidSo = true
      ProcessEnvironment.pause(min(left, .seconds(1)))
    }
  }

  private func rendered(_ report: Report, isVerified: Bool, _ context: Context) throws -> Answer {
    // What goes to a file has no colours, and its reader need not be root.
    let style = outputPath == nil ? context.style : context.style.plain
    var detail = detail
    detail.isGate = isStrict || context.isInPipeline
    let text = TextReport(report, style: style, detail: detail)
    let written = try context.chosen(format).write(
      ReportRequest(
        report, isVerified: isVerified, isStrict: isStrict,
        text: isSilent ? "" : isQuiet ? text.renderedFindings(isStrict: isStrict) : text.rendered(),
        environment: context.environment, time: ProcessEnvironment.time, makeFence: RandomWord.make)
    )
    var answer =
      written.isForPeople
      ? Answer.forPeople(written.text, status: report.exitStatus)
      : Answer(text: written.text, status: report.exitStatus)
    answer.appended = written.appended
    answer.outputPath = outputPath
    if let outputPath, !isQuiet, !isSilent, report.exitStatus != .yes {
      answer.notice = "\(ReadinessSentence.of(report)) See \(outputPath)."
    }
    return answer
  }
}

extension Context {
  /// Whether a job of a CI system runs this, by the variable that they have in common.
  var isInPipeline: Bool {
    isGitHub || !["", "0", "false"].contains(environment["CI"]?.lowercased() ?? "")
  }

  /// The format that is meant.
  func chosen(_ name: String) -> ReportFormat {
    let name = name == automatic ? isGitHub ? "github" : "text" : name
    return ReportFormat.named(name) ?? ReportFormat.all[0]
  }

  /// The platforms on the command line, else those of `CROSSREADY_PLATFORMS`.
  func platforms(given: [Platform]) throws -> [Platform] {
    guard given.isEmpty else { return given }
    return try platforms(inVariable: "CROSSREADY_PLATFORMS")
  }

  /// The platforms that a variable names; none where it is not set, or empty.
  func platforms(inVariable name: String) throws -> [Platform] {
    try reading(name) { words throws(UsageError) in
      var platforms: [Platform] = []
      try platforms.append(platformsIn: words)
      return platforms
    }
  }

  /// The findings that `CROSSREADY_IGNORE` names.
  func ignoredFindings() throws -> [String] {
    try reading("CROSSREADY_IGNORE") { words throws(UsageError) in try words.asFindings() }
  }

  /// What a variable names; nothing where it is not set, or empty. A mistake in it is told as its own.
  private func reading<Named>(
    _ variable: String, _ read: (String) throws(UsageError) -> [Named]
  ) throws -> [Named] {
    guard let words = environment[variable], !words.isEmpty else { return [] }
    do throws(UsageError) {
      return try read(words)
    } catch {
      throw UsageError.custom(
        problem: "\(variable): \(error.message)", hint: "correct or unset the variable")
    }
  }

  /// The engine on the command line, else that of `CROSSREADY_ENGINE`.
  func engine(given: String?) throws -> String? {
    guard given == nil, let name = environment["CROSSREADY_ENGINE"], !name.isEmpty else {
      return given
    }
    guard Engine.names.contains(name) else {
      throw UsageError.custom(
        problem: "CROSSREADY_ENGINE names no engine: \(quoted(name))",
        hint: "it may be \(Engine.names.joined(separator: " or "))")
    }
    return name
  }
}

extension String {
  /// The word as the name of a finding.
  func asFinding(or others: [String] = []) throws(UsageError) -> String {
    try asName(of: "finding", among: Check.all.map(\.id) + others)
  }

  /// The names of findings in a word, separated by commas.
  func asFindings() throws(UsageError) -> [String] {
    var names: [String] = []
    for name in split(separator: ",", omittingEmptySubsequences: false) {
      names.append(try String(name).asFinding())
    }
    return names
  }

  /// The word as one of the names that `explain` knows.
  ///
  /// - Parameter kind: what they are names of.
  func asName(of kind: String, among names: [String]) throws(UsageError) -> String {
    guard names.contains(self) else {
      let meant = nearest(to: self, among: names).map { "did you mean '\($0)'? " }
      throw .custom(
        problem: "unknown \(kind) \(quoted(self))",
        hint: (meant ?? "") + "'crossready explain' lists them all")
    }
    return self
  }

  /// The word as a number of seconds.
  func asSeconds(of option: String) throws(UsageError) -> Double {
    guard let seconds = Double(self), seconds.isFinite, seconds > 0, seconds <= 86400 else {
      throw .invalidValue(
        option: option, word: self,
        expected: "a number of seconds above 0, at most 86400, e.g. 30")
    }
    return seconds
  }
}
