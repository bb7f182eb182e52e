package import Images
import Platforms
import Reports
import Text

/// What was found out about images or files, as a person reads it, in 80 columns.
package struct TextAudit {
  private let report: AuditReport
  private let style: TextStyle

  /// How many paths of a finding, and how many notes, are shown.
  private static let mostPaths = 5
  private static let mostRows = 20

  package init(_ report: AuditReport, style: TextStyle) {
    self.report = report
    self.style = style
  }

  /// The whole text.
  package func rendered() -> String {
    let shown = report.allFindings.filter { $0.certainty != .note }
    let sections =
      [paragraph(Self.conclusion(of: report)), table] + shown.map(finding)
      + [notes, remarks, next.map { ["More about it:", "  \($0)"] } ?? []]
    return sections.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }
      .joined(separator: "\n\n") + "\n"
  }

  /// The answer in one sentence.
  package static func conclusion(of report: AuditReport) -> String {
    let certain = report.allFindings.filter { $0.certainty == .certain }
    if !certain.isEmpty {
      // One for each platform of an image: that the first is wrong says nothing of the next.
      var first: [AuditFinding] = []
      for finding in certain
      where !first.contains(where: {
        $0.platform == finding.platform && $0.image == finding.image
      }) {
        first.append(finding)
      }
      let clauses = first.prefix(2).map { finding in
        let isHost = !report.isAsked && report.wanted.contains(finding.platform)
        return "\(finding.platform)\(isHost ? ", this host" : ""): \(finding.statement)"
      }
      let rest =
        certain.count == clauses.count ? "" : " (and \(certain.count - clauses.count) more)"
      return clauses.joined(separator: "; ") + "\(rest)."
    }
    let wanted = report.wanted.map(\.description).joined(separator: ", ")
    let place = report.isAsked ? wanted : "\(wanted), this host"
    if let problem = report.problems.first.first {
      return "\(place): unknown, because not everything could be read: \(problem.message)."
    }
    if report.isOfContainers {
      return report.images.isEmpty
        ? "\(place): no container runs here, or ended within the last hour."
        : "\(place): no container of \(report.images.count) is for a CPU that this host cannot run."
    }
    let count = report.images.flatMap(\.content.values).reduce(0, +)
    guard report.images.contains(where: \.isIncluded) else {
      return "\(place): \(report.subject) has an image for it; only the index was read."
    }
    guard count > 0 else { return "\(place): there is no compiled program in \(report.subject)." }
    let possible = report.allFindings.contains { $0.certainty == .possible }
    return
      "\(place): nothing in \(report.subject) is \(possible ? "certainly " : "")for the wrong CPU "
      + "(\(count) compiled file\(count == 1 ? "" : "s"))."
  }

  private var table: [String] {
    guard !report.images.isEmpty else { return [] }
    let rows = report.images.prefix(Self.mostRows).map { image in
      [
        image.name, image.platform.description,
        image.entrypoint.map { $0.cpu?.name ?? "no program" } ?? "-",
        image.state ?? (image.isIncluded ? content(of: image) : "not included"),
      ]
    }
    let more =
      report.images.count > rows.count ? ["and \(report.images.count - rows.count) more"] : []
    let heading =
      report.isOfContainers
      ? ["CONTAINER", "PLATFORM", "ENTRYPOINT", "STATE"]
      : ["IMAGE", "PLATFORM", "ENTRYPOINT", "PROGRAMS FOR"]
    let limits = [30, 14, 10, 20]
    return TextTable(
      limits: limits,
      rows: [heading] + rows.map { row in zip(row, limits).map { style.shown($0.0).cut(to: $0.1) } }
    ).lines { cell, row, _ in row == 0 ? style.coloured(cell, .bold) : cell } + more
  }

  private func content(of image: AuditedImage) -> String {
    let counts = image.content.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    return counts.isEmpty
      ? "-" : counts.map { "\($0.key.name) \($0.value)" }.joined(separator: ", ")
  }

  private func finding(_ finding: AuditFinding) -> [String] {
    let isCertain = finding.certainty == .certain
    let mark = finding.certainty.rawValue.uppercased()
    var lines = paragraph("\(mark) \(finding.kind.rawValue): \(finding.statement)")
    if let first = lines.first {
      lines[0] = style.coloured(mark, isCertain ? .red : .yellow) + first.dropFirst(mark.count)
    }
    if !finding.kind.symptom.isEmpty { lines += paragraph("shows as: \(finding.kind.symptom)", 2) }
    for path in finding.paths.prefix(Self.mostPaths) { lines += paragraph(path, 2) }
    if finding.count > Self.mostPaths, finding.paths.count > Self.mostPaths {
      lines.append("  and \(finding.count - Self.mostPaths) more")
    }
    return lines + paragraph("repair: \(finding.repair)", 2)
  }

  private var notes: [String] {
    report.allFindings.filter { $0.certainty == .note }.prefix(Self.mostRows)
      .flatMap { paragraph("note \($0.kind.rawValue): \($0.statement)") }
  }

  private var remarks: [String] {
    var lines = report.remarks.flatMap { paragraph($0) }
    if !report.mounts.isEmpty {
      let names = report.mounts.prefix(Self.mostPaths).map { "/" + $0 }.joined(separator: ", ")
      let more = report.mounts.count - Self.mostPaths
      lines += paragraph(
        "not looked at, because other file systems are mounted there: \(names)"
          + (more > 0 ? " and \(more) more" : ""))
    }
    for problem in report.problems.first.prefix(Self.mostPaths) {
      lines += paragraph("not read: \(problem.message)")
    }
    let more = report.problems.count - min(report.problems.first.count, Self.mostPaths)
    return lines + (more > 0 ? ["and \(more) more were not read"] : [])
  }

  /// The one command to run next.
  private var next: String? {
    report.allFindings.first { $0.certainty == .certain }
      .map { "crossready explain \($0.kind.rawValue)" }
  }

  private func paragraph(_ text: String, _ indent: Int = 0) -> [String] {
    HangText.paragraph(style.shown(plainProse(text)), indent: indent)
  }
}
