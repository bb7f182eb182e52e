import Dockerfiles
package import Images

/// Findings as code scanning reads them (SARIF 2.1.0, OASIS).
package struct SARIFDocument: Encodable {
  let schema = "https://json.schemastore.org/sarif-2.1.0.json"
  let version = "2.1.0"
  let runs: [Run]

  private enum CodingKeys: String, CodingKey {
    case schema = "$schema"
    case version, runs
  }

  private init(rules: [Rule], results: [Result]) {
    let driver = Driver(name: Identity.name, version: Identity.version, rules: rules)
    runs = [Run(tool: Tool(driver: driver), results: results)]
  }

  /// The hazards of Dockerfiles.
  package init(_ reports: [DockerfileReport]) {
    let used = HazardKind.allCases.filter { kind in
      reports.contains { $0.hazards.contains { $0.kind == kind } }
    }
    self.init(
      rules: used.map { kind in
        Rule(
          id: kind.rawValue, shortDescription: Message(text: kind.summary),
          fullDescription: Message(text: kind.explanation), help: Message(text: kind.repair))
      },
      results: reports.flatMap { report in
        report.hazards.map { hazard in
          Result(
            hazard.kind.rawValue, isError: hazard.certainty == .certain,
            "\(hazard.kind.summary), for \(hazard.platformText)"
              + "\(hazard.reason.map { ", because: \($0)" } ?? ""). Repair: \(hazard.repair)",
            in: report.path, line: max(hazard.line, 1))
        }
      })
  }

  /// The findings of an audit; notes are none.
  package init(_ report: AuditReport) {
    let findings = report.allFindings.filter { $0.certainty != .note }
    self.init(
      rules: AuditKind.allCases.filter { kind in findings.contains { $0.kind == kind } }.map {
        kind in
        Rule(
          id: kind.rawValue, shortDescription: Message(text: kind.summary),
          fullDescription: Message(text: kind.explanation), help: Message(text: kind.repair))
      },
      results: findings.map { finding in
        Result(
          finding.kind.rawValue, isError: finding.certainty == .certain,
          "\(finding.platform): \(finding.statement). Repair: \(finding.repair)",
          in: report.place(of: finding), line: 1)
      })
  }

  struct Run: Encodable {
    let tool: Tool
    let results: [Result]
  }

  struct Tool: Encodable { let driver: Driver }

  struct Driver: Encodable {
    let name: String
    let version: String
    let rules: [Rule]
  }

  struct Rule: Encodable {
    let id: String
    let shortDescription: Message
    let fullDescription: Message
    let help: Message
  }

  struct Message: Encodable { let text: String }

  struct Result: Encodable {
    let ruleId: String
    let level: String
    let message: Message
    let locations: [Location]

    init(_ id: String, isError: Bool, _ text: String, in path: String, line: Int) {
      ruleId = id
      level = isError ? "error" : "note"
      message = Message(text: text)
      let file = Artifact(path: path)
      let region = Region(startLine: line)
      locations = [Location(physicalLocation: Physical(artifactLocation: file, region: region))]
    }
  }

  struct Location: Encodable { let physicalLocation: Physical }

  struct Physical: Encodable {
    let artifactLocation: Artifact
    let region: Region
  }

  struct Artifact: Encodable {
    let uri: String

    /// What a reference cannot hold as it is, is encoded (RFC 3986, section 2.1).
    init(path: String) {
      uri = path.utf8.map { byte in
        let isLetterOrDigit =
          (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte)
          || (0x61...0x7a).contains(byte)
        let isKept = isLetterOrDigit || "-._~/".utf8.contains(byte)
        let digits = String(byte, radix: 16, uppercase: true)
        return isKept
          ? String(UnicodeScalar(byte)) : (byte < 16 ? "%0" : "%") + digits
      }.joined()
    }
  }

  struct Region: Encodable { let startLine: Int }
}
