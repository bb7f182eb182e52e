import Dockerfiles
import Platforms
import Readiness
import Text

/// What was found out about a Dockerfile, as a person reads it, in 80 columns.
package struct TextDockerfile {
  private let report: DockerfileReport
  private let style: TextStyle

  package init(_ report: DockerfileReport, style: TextStyle) {
    self.report = report
    self.style = style
  }

  /// The whole text.
  package func rendered() -> String {
    let sections =
      [paragraph(headline, indent: 0), table, hostLines] + report.hazards.map(hazard)
      + [next]
    return sections.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }
      .joined(separator: "\n\n") + "\n"
  }

  private var headline: String {
    let certain = report.hazards.filter { $0.certainty == .certain }
    if let first = certain.first {
      let rest = certain.count == 1 ? "" : " (and \(certain.count - 1) more)"
      return
        "\(first.platformText): \(first.kind.summary), line \(first.line) of \(report.name)\(rest)."
    }
    let wrong = possibly
    let emulated = report.targets.filter { target in
      target.steps.contains { $0.isEmulated != false }
    }
    guard !emulated.isEmpty else {
      return "No RUN step of \(report.name) is emulated on \(report.build)"
        + (report.hazards.isEmpty ? ", and no hazard was found." : "." + wrong)
    }
    let names = emulated.map(\.platform.description).joined(separator: ", ")
    let count = emulated.map { $0.steps.filter { $0.isEmulated != false }.count }.reduce(0, +)
    let host: String
    switch report.host?.exitStatus {
    case nil: host = ""
    case .yes: host = ", and this host can run \(count == 1 ? "it" : "them")"
    case .no: host = ", and this host cannot run \(count == 1 ? "it" : "all of them")"
    default: host = ", and it is unknown whether this host can"
    }
    return "\(names): \(count) RUN step\(count == 1 ? " is" : "s are") emulated on \(report.build)"
      + "\(host)." + wrong
  }

  /// What is only possible, behind what is known.
  private var possibly: String {
    guard let first = report.hazards.first else { return "" }
    let rest = report.hazards.count == 1 ? "" : " (and \(report.hazards.count - 1) more)"
    return " Nothing is certainly wrong in \(report.name); possible for \(first.platformText): "
      + "\(first.kind.summary), line \(first.line)\(rest)."
  }

  private var table: [String] {
    let rows = report.targets.map { target in
      [
        target.platform.description, String(target.steps.filter { $0.isEmulated == false }.count),
        String(target.steps.filter { $0.isEmulated == true }.count),
        String(target.steps.filter { $0.isEmulated == nil }.count),
        lines(of: target.steps.filter { $0.isEmulated != false }.map(\.line)),
      ]
    }
    let hasUnknown = rows.contains { $0[3] != "0" }
    let heading = ["TARGET", "NATIVE", "EMULATED", "UNKNOWN", "EMULATED LINES"]
    let shown = ([heading] + rows).map { row in
      hasUnknown ? row : Array(row[..<3]) + [row[4]]
    }
    return TextTable(limits: hasUnknown ? [16, 6, 8, 7, 34] : [16, 6, 8, 40], rows: shown)
      .lines { cell, row, _ in row == 0 ? style.coloured(cell, .bold) : cell }
  }

  private func lines(of numbers: [Int]) -> String {
    var shown: [String] = []
    for number in numbers where shown.last != String(number) { shown.append(String(number)) }
    return shown.isEmpty ? "-" : shown.joined(separator: " ")
  }

  private var unready: [PlatformReport] {
    report.host?.platforms.filter { $0.verdict == .notReady } ?? []
  }

  private var hostLines: [String] {
    guard report.host != nil, !unready.isEmpty else { return [] }
    let names = unready.map(\.platform.description).joined(separator: ", ")
    return paragraph(
      "\(names): this host cannot run these steps; `crossready \(unready[0].platform)` says what is "
        + "missing.", indent: 0)
  }

  private func hazard(_ hazard: Hazard) -> [String] {
    let isCertain = hazard.certainty == .certain
    let mark = isCertain ? "CERTAIN" : "POSSIBLE"
    var lines = paragraph(
      "\(mark) \(hazard.kind.rawValue): \(hazard.kind.summary)", indent: 0)
    if let first = lines.first {
      lines[0] = style.coloured(mark, isCertain ? .red : .yellow) + first.dropFirst(mark.count)
    }
    lines += paragraph("for \(hazard.platformText)", indent: 2)
    for link in hazard.chain {
      lines += paragraph("line \(link.line), \(link.platform): \(link.text)", indent: 2)
    }
    if let reason = hazard.reason { lines += paragraph("because: \(reason)", indent: 2) }
    return lines + paragraph("repair: \(hazard.repair)", indent: 2)
  }

  /// What to run next.
  private var next: [String] {
    if let first = report.hazards.first(where: { $0.certainty == .certain }) {
      return ["More about it:", "  crossready explain \(first.kind.rawValue)"]
    }
    guard !unready.isEmpty, let repair = report.host?.repair else { return [] }
    // A package comes first where its emulator is missing.
    return ["To run these steps here:"] + repair.commands.map { "  " + style.asRoot($0) }
  }

  private func paragraph(_ text: String, indent: Int) -> [String] {
    HangText.paragraph(style.shown(plainProse(text)), indent: indent)
  }
}
