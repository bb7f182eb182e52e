import CommandLineKit
import Logs
import Text

/// What a build log holds, as a person reads it, in 80 columns.
struct TextLog {
  private let report: LogReport
  private let path: String
  private let style: TextStyle

  init(_ report: LogReport, path: String, style: TextStyle) {
    self.report = report
    self.path = path
    self.style = style
  }

  /// The whole text.
  func rendered() -> String {
    let sections = [headline] + report.findings.map { finding($0, indent: 0) } + [remarks]
    return sections.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }
      .joined(separator: "\n\n") + "\n"
  }

  private var headline: [String] {
    let name = path == "-" ? "standard input" : path
    let size = "\(report.lineCount) line\(report.lineCount == 1 ? "" : "s") of \(name)"
    if report.lineCount == 0 { return paragraph("\(name) is empty.", indent: 0) }
    let none = "No known error of cross builds was found in \(size)"
    guard let first = report.findings.first else { return paragraph("\(none).", indent: 0) }
    if report.hasErrors {
      return paragraph(
        "\(first.signature.id), first seen in line \(first.line); searched \(size).", indent: 0)
    }
    guard let failure = report.failure else {
      return paragraph("\(none); what may be a hint is below.", indent: 0)
    }
    return paragraph(
      "\(none), but \(failure.signature.explanation): line \(failure.line).", indent: 0)
  }

  private func finding(_ finding: LogFinding, indent: Int) -> [String] {
    let mark: String
    let colour: TextStyle.Colour?
    switch finding.role {
    case .cause: (mark, colour) = ("CAUSE", .red)
    case .consequence: (mark, colour) = ("FOLLOWS", .yellow)
    case .hint: (mark, colour) = ("HINT", nil)
    }
    let times = finding.count == 1 ? "" : ", \(finding.count) lines in all"
    var lines = [
      String(repeating: " ", count: indent) + style.coloured(mark, colour)
        + " \(finding.signature.id): line \(finding.line)\(times)"
    ]
    if let step = finding.step, indent == 0 {
      lines += paragraph("step: \(step)", indent: indent + 2)
    }
    lines += paragraph("| \(finding.excerpt.cut(to: 300))", indent: indent + 2)
    if finding.role != .consequence {
      lines += paragraph(finding.signature.explanation, indent: indent + 2)
      lines += paragraph("advice: \(finding.signature.remedy)", indent: indent + 2)
    }
    return lines + finding.consequences.flatMap { self.finding($0, indent: indent + 2) }
  }

  private func paragraph(_ text: String, indent: Int) -> [String] {
    HangText.paragraph(style.shown(text), indent: indent)
  }

  private var remarks: [String] {
    if report.isCut {
      return HangText.paragraph("There was more than can be shown: search parts of it.", indent: 0)
    }
    guard !report.hasErrors, report.failure == nil else { return [] }
    return HangText.paragraph(
      "If the build still runs, sudo crossready diagnose looks at its processes.", indent: 0)
  }
}
