import Platforms
package import Readiness
import Reports
import Text

/// A report as GitHub Actions shows it: annotations of the job, its summary, and the outputs of the
/// step ("Workflow commands for GitHub Actions" in GitHub's documentation).
package struct GitHubReport {
  private let report: Report

  package init(_ report: Report) { self.report = report }

  /// Text for the log. No line of it is taken for a command of the workflow, whatever a name on the
  /// host or a line of a log may be: commands are stopped until the fence, which nobody can guess.
  package static func fenced(_ text: String, by fence: String) -> String {
    text.isEmpty ? "" : "::stop-commands::\(fence)\n\(text)::\(fence)::\n"
  }

  /// One command for each finding, which becomes an annotation of the job, and one that says why
  /// nothing could be told.
  package var annotations: String {
    let unknown =
      unknowns.isEmpty ? "" : Self.annotation("error", "unknown", [Self.unknown] + unknowns)
    return unknown
      + report.findings.map { finding in
        var lines = ["\(finding.platforms.listed): \(finding.summary)"] + finding.evidence
        lines += Self.remedy(of: finding, report)
        return Self.annotation(level(of: finding), "\(finding.id)\(finding.remark)", lines)
      }.joined()
  }

  /// What to do, and the commands: of what the one plan repairs, those of the plan.
  private static func remedy(of finding: Finding, _ report: Report) -> [String] {
    guard let remedy = finding.remedy else { return [] }
    // Nobody asked for it: a dozen registrations on one line help nobody.
    guard report.isAboutWhatCounts(finding) else {
      return report.offer.map { ["\($0.text):"] + $0.commands } ?? [remedy.text]
    }
    if let repair = report.repair, finding.severity == .blocks, !remedy.commands.isEmpty {
      return ["\(repair.text):"] + repair.commands
    }
    return [remedy.commands.isEmpty ? remedy.text : "\(remedy.text):"] + remedy.commands
  }

  private static let unknown = "it is unknown whether the host is ready"

  private var unknowns: [String] {
    report.exitStatus == .couldNotTell ? report.unknowns : []
  }

  /// What nobody asked for fails no job.
  private func level(of finding: Finding) -> String {
    guard report.isAboutWhatCounts(finding) else { return "notice" }
    return switch finding.severity {
    case .blocks: "error"
    case .hides, .degrades: "warning"
    case .note: "notice"
    }
  }

  /// What is appended to the files that the runner names.
  package func appended(_ environment: [String: String]) -> [Appendix] {
    let platforms = report.supported.map(\.description).joined(separator: ",")
    let texts = [
      ("GITHUB_OUTPUT", "platforms=\(platforms)\nverdict=\(report.verdict.rawValue)\n"),
      ("GITHUB_STEP_SUMMARY", summary),
    ]
    return texts.compactMap { name, text in
      environment[name].flatMap { $0.isEmpty ? nil : Appendix(path: $0, text: text) }
    }
  }

  /// A Markdown table of the platforms, and the findings with what repairs them.
  package var summary: String {
    var lines = [
      "### crossready: \(Words.verdict(report.verdict))", "",
      "| platform | verdict | run by | first broken link |", "|---|---|---|---|",
    ]
    lines += report.platforms.map { platform in
      let cells = [
        platform.platform.description, Words.verdict(platform.verdict), Words.runner(of: platform),
        platform.brokenLink?.rawValue ?? "-",
      ]
      return "| " + cells.map(Self.markdown).joined(separator: " | ") + " |"
    }
    if !unknowns.isEmpty {
      lines += ["", Self.unknown, ""] + unknowns.map { "- \(Self.markdown($0))" }
    }
    for finding in report.findings {
      let platforms = finding.platforms.map(\.description).joined(separator: ", ")
      lines += [
        "",
        "**\(finding.severity.rawValue): \(finding.id)\(finding.remark)** "
          + "\(Self.markdown(finding.summary)) (\(Self.markdown(platforms)))", "",
      ]
      lines += finding.evidence.map { "- \(Self.markdown($0))" }
      guard let remedy = finding.remedy else { continue }
      lines += ["", Self.markdown(remedy.text)]
      guard !remedy.commands.isEmpty else { continue }
      let fence = Self.fence(around: remedy.commands)
      lines += ["", "\(fence)sh"] + remedy.commands + [fence]
    }
    return lines.joined(separator: "\n") + "\n\n"
  }
}

extension GitHubReport {
  /// The command that makes an annotation of lines, at a line of a file where there is one.
  package static func annotation(
    _ level: String, _ title: String, _ lines: [String], file: String? = nil, line: Int? = nil
  ) -> String {
    let properties = [
      ("file", file), ("line", line.map(String.init)), ("title", "crossready: \(title)"),
    ]
    .compactMap { name, value in value.map { "\(name)=\(escaped(property: $0))" } }
    .joined(separator: ",")
    return "::\(level) \(properties)::\(escaped(lines.joined(separator: "\n")))\n"
  }

  /// A command's message (`escapeData` of GitHub's own toolkit).
  static func escaped(_ text: String) -> String {
    escaped(text, ["%": "%25", "\r": "%0D", "\n": "%0A"])
  }

  /// A command's property (`escapeProperty` there).
  static func escaped(property text: String) -> String {
    escaped(text, ["%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"])
  }

  private static func escaped(_ text: String, _ escapes: [Unicode.Scalar: String]) -> String {
    // By scalars: to Swift, a carriage return and a line feed are one character.
    text.unicodeScalars.map { escapes[$0] ?? String($0) }.joined()
  }

  /// Text that Markdown shows as it is, also in a cell of a table.
  package static func markdown(_ text: String) -> String {
    text.unicodeScalars.map { scalar in
      switch scalar {
      case "\n", "\r": " "
      case "<": "&lt;"
      case ">": "&gt;"
      case "&": "&amp;"
      case "|", "\\", "`", "*", "_", "[", "]", "#", "~": "\\\(scalar)"
      case "@": "&#64;"
      default: String(scalar)
      }
    }.joined()
  }

  /// A fence that is longer than any that is in the lines.
  private static func fence(around lines: [String]) -> String {
    var longest = 2
    for line in lines {
      var run = 0
      for character in line {
        run = character == "`" ? run + 1 : 0
        longest = max(longest, run)
      }
    }
    return String(repeating: "`", count: longest + 1)
  }
}

/// Text for the end of a file that others write, too.
package struct Appendix: Sendable {
  package let path: String
  package let text: String
}
