package import Logs
import Text

/// What a build log holds, as a person reads it, in 80 columns: the answer in a sentence, what shows
/// it, what to change, what follows from it, and at the end the commands.
package struct TextLog {
  private let report: LogReport
  private let source: LogSource
  private let style: TextStyle

  package init(_ report: LogReport, _ source: LogSource, style: TextStyle) {
    self.report = report
    self.source = source
    self.style = style
  }

  /// The whole text.
  package func rendered() -> String {
    let others = report.hasErrors ? Array(report.findings.dropFirst()) : report.hints
    let first = report.hasErrors ? report.findings.first : nil
    var sections = [paragraph(LogSentence.answer(report, source), indent: 0)]
    if let first { sections.append(details(first, indent: 2)) }
    sections += others.map(other)
    sections.append(remarks)
    if let first { sections.append(commands(first)) }
    return sections.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }
      .joined(separator: "\n\n") + "\n"
  }

  private func other(_ finding: LogFinding) -> [String] {
    let isCause = finding.role == .cause
    let mark = isCause ? style.coloured("ALSO", .red) : "HINT"
    let head = paragraph(
      "\(isCause ? "ALSO" : "HINT") \(finding.cause.id): \(finding.reason)", indent: 0)
    let marked = head.prefix(1).map { mark + $0.dropFirst(4) } + head.dropFirst()
    return marked + details(finding, indent: 2) + shown(finding.commands, indent: 4)
  }

  /// Where it stands, why it is so, what to change, and what follows.
  private func details(_ finding: LogFinding, indent: Int) -> [String] {
    let times = finding.count == 1 ? "" : " (\(finding.count) lines in all)"
    var lines = paragraph(
      "line \(finding.line)\(times): \(finding.shownExcerpt)", indent: indent)
    if let step = finding.step, step != finding.excerpt {
      lines += paragraph("step: \(step.cut(to: 200))", indent: indent)
    }
    if !finding.explanation.isEmpty {
      lines += paragraph("why: \(finding.explanation)", indent: indent)
    }
    let place = LogSentence.words(finding.cause.place).map { "what to change, \($0): " } ?? ""
    lines += paragraph(place + finding.remedy, indent: indent)
    for follower in finding.consequences {
      lines += paragraph(
        "consequence: \(follower.cause.id), line \(follower.line)", indent: indent)
    }
    return lines
  }

  /// The last line is the command to run next.
  private func commands(_ finding: LogFinding) -> [String] {
    let lines = shown(finding.commands, indent: 4)
    return lines.isEmpty ? [] : ["next:"] + lines
  }

  private func shown(_ commands: [String], indent: Int) -> [String] {
    // Never broken: who copies one runs all of it.
    commands.map { String(repeating: " ", count: indent) + style.shownCommand($0) }
  }

  private func paragraph(_ text: String, indent: Int) -> [String] {
    HangText.paragraph(style.shown(text), indent: indent)
  }

  private var remarks: [String] {
    if report.isCut {
      return paragraph("There was more than can be shown: search parts of it.", indent: 0)
    }
    guard report.isOfBuild, !report.hasErrors, report.failure == nil else { return [] }
    return paragraph(
      "If the build still runs, \(style.asRoot("crossready diagnose")) looks at its processes.",
      indent: 0)
  }
}

extension LogReport {
  /// What may be a hint where nothing else was found: that a step failed is said in the first sentence.
  var hints: [LogFinding] { findings.filter { $0.cause.id != "step-failed" } }
}

extension LogFinding {
  /// What of the line fits three lines of a terminal: the part that decides is in it.
  fileprivate var shownExcerpt: String {
    let (width, before) = (240, 80)
    guard excerpt.count > width else { return excerpt }
    let place = min(focus - before, excerpt.utf8.count - width)
    guard place > 0 else { return excerpt.cut(to: width) }
    let decided = String(decoding: excerpt.utf8.dropFirst(place), as: UTF8.self)
    // The first word may be cut.
    return "... " + String(decided.drop { $0 != " " }.dropFirst()).cut(to: width - 4)
  }
}
