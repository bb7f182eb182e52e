import FoundationEssentials
import Platforms
package import Readiness
import Reports
import Text

/// A report as JUnit's XML, which GitLab, Jenkins, Azure Pipelines and Buildkite read: a suite for
/// each platform, a case for each link.
package struct JUnitReport {
  private let report: Report
  /// When the judgement was made, in ISO 8601 without a zone, as the schema wants it.
  private let time: String
  private let isStrict: Bool

  package init(_ report: Report, time: Double, isStrict: Bool) {
    self.report = report
    let date = Date(timeIntervalSince1970: time).formatted(Date.ISO8601FormatStyle())
    self.time = String(date.prefix { $0 != "Z" })
    self.isStrict = isStrict
  }

  /// The whole document.
  package func rendered() -> String {
    let suites = report.platforms.enumerated().map(suite)
    // Without attributes: one of the two schemas in use knows none.
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n" + suites.joined()
      + "</testsuites>\n"
  }

  private func suite(_ index: Int, _ platform: PlatformReport) -> String {
    let name = Self.attribute(platform.platform.description)
    let counts = attributes(platform)
    let cases = platform.chain.map { testCase($0, of: platform) }
    return
      "  <testsuite id=\"\(index)\" package=\"crossready\" name=\(name) hostname=\"localhost\" "
      + "timestamp=\"\(time)\" \(counts)>\n    <properties>\n"
      + "      <property name=\"verdict\" value=\"\(platform.verdict.rawValue)\"/>\n"
      + "      <property name=\"execution\" value=\"\(platform.execution.rawValue)\"/>\n"
      + "    </properties>\n" + cases.joined()
      + "    <system-out>\(Self.text(notes(platform)))</system-out>\n"
      + "    <system-err></system-err>\n  </testsuite>\n"
  }

  private func testCase(_ link: PlatformReport.LinkReport, of platform: PlatformReport) -> String {
    let name = Self.attribute(platform.platform.description)
    let time = (link.milliseconds ?? 0) / 1000
    let head =
      "    <testcase classname=\(name) name=\"\(link.link.rawValue)\" time=\"\(Self.number(time))\""
    guard let element = element(for: link, of: platform) else { return head + "/>\n" }
    if element == "skipped" { return head + ">\n      <skipped/>\n    </testcase>\n" }
    let findings = report.findings.filter { finding in
      finding.link == link.link && finding.severity != .note
        && finding.platforms.contains(platform.platform)
    }
    let message = findings.map { "\($0.id): \($0.summary)" }.joined(separator: "; ")
    let body = findings.isEmpty ? report.unknowns : findings.map(lines)
    return head + ">\n      <\(element) type=\(Self.attribute(findings.first?.id ?? "unknown")) "
      + "message=\(Self.attribute(message.isEmpty ? "unknown" : message))>"
      + "\(Self.text(body.joined(separator: "\n")))</\(element)>\n    </testcase>\n"
  }

  /// What nobody asked for fails no case.
  private func element(
    for link: PlatformReport.LinkReport, of platform: PlatformReport
  ) -> String? {
    guard platform.counts else { return "skipped" }
    return switch link.state {
    case .passed: nil
    case .degraded: isStrict ? "failure" : nil
    case .failed: "failure"
    case .unknown: "error"
    case .notNeeded, .notChecked: "skipped"
    }
  }

  private func attributes(_ platform: PlatformReport) -> String {
    func count(_ element: String) -> Int {
      platform.chain.count { self.element(for: $0, of: platform) == element }
    }
    return "tests=\"\(platform.chain.count)\" failures=\"\(count("failure"))\" "
      + "errors=\"\(count("error"))\" skipped=\"\(count("skipped"))\" time=\"\(Self.number(seconds(platform)))\""
  }

  private func seconds(_ platform: PlatformReport) -> Double {
    platform.chain.reduce(0) { $0 + ($1.milliseconds ?? 0) / 1000 }
  }

  /// What fails no case, but is worth reading.
  private func notes(_ platform: PlatformReport) -> String {
    report.findings.filter { $0.platforms.contains(platform.platform) }.map(lines)
      .joined(separator: "\n")
  }

  private func lines(_ finding: Finding) -> String {
    var lines = ["\(finding.severity.rawValue) \(finding.id)\(finding.remark): \(finding.summary)"]
    lines += finding.evidence
    if let remedy = finding.remedy { lines += [remedy.text] + remedy.commands }
    return lines.joined(separator: "\n") + "\n"
  }
}

extension JUnitReport {
  /// Seconds with three digits behind the point.
  static func number(_ seconds: Double) -> String {
    // Facts from elsewhere may say anything.
    let thousandths = seconds.isFinite ? Int((min(max(seconds, 0), 1e9) * 1000).rounded()) : 0
    let rest = String(thousandths % 1000)
    return "\(thousandths / 1000)." + String(repeating: "0", count: 3 - rest.count) + rest
  }

  /// Text between tags; what XML 1.0 has no place for becomes a replacement character.
  static func text(_ text: String) -> String {
    text.unicodeScalars.map { scalar in
      switch scalar {
      case "&": return "&amp;"
      case "<": return "&lt;"
      case ">": return "&gt;"
      case "\n", "\t": return String(scalar)
      default:
        let isAllowed =
          scalar.value >= 0x20 && scalar.value != 0xfffe && scalar.value != 0xffff
          && !(0x7f...0x9f).contains(scalar.value)
        return isAllowed ? String(scalar) : "\u{fffd}"
      }
    }.joined()
  }

  /// An attribute's value with its quotes; parsers would turn its line ends into blanks.
  static func attribute(_ value: String) -> String {
    let escaped = text(value).unicodeScalars.map { scalar in
      switch scalar {
      case "\"": "&quot;"
      case "\n": "&#10;"
      case "\t": "&#9;"
      default: String(scalar)
      }
    }.joined()
    return "\"\(escaped)\""
  }
}
