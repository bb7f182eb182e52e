import Logs
import Readiness

/// The JSON form of what a build log holds, schema 1.
struct LogDocument: Encodable {
  let schema = 1
  let tool = Identity.tool
  let lineCount: Int
  let isCut: Bool
  let findings: [FindingPart]
  let exitStatus: Int32

  init(_ report: LogReport) {
    lineCount = report.lineCount
    isCut = report.isCut
    findings = report.findings.map(FindingPart.init)
    exitStatus = report.exitStatus.rawValue
  }

  /// A signature in one step.
  struct FindingPart: Encodable {
    let id: String
    let role: LogSignature.Role
    let line: Int
    let count: Int
    let excerpt: String
    let step: Nullable<String>
    let explanation: String
    let remedy: String
    let consequences: [FindingPart]

    init(_ finding: LogFinding) {
      id = finding.signature.id
      role = finding.role
      line = finding.line
      count = finding.count
      excerpt = finding.excerpt
      step = Nullable(finding.step)
      explanation = finding.signature.explanation
      remedy = finding.signature.remedy
      consequences = finding.consequences.map(Self.init)
    }
  }
}

extension LogReport {
  /// The exit status that goes with it.
  var exitStatus: ExitStatus { hasErrors ? .no : .yes }
}
