package import Logs
import Platforms
import Reports

/// The JSON form of what a build log holds, schema 1.
package struct LogDocument: Codable {
  let lineCount: Int
  let isCut: Bool
  let host: Nullable<String>
  let failure: Nullable<FailurePart>
  let findings: [FindingPart]
  let exitStatus: Int32

  package init(_ report: LogReport) {
    lineCount = report.lineCount
    isCut = report.isCut
    host = Nullable(report.host?.description)
    failure = Nullable(report.failure.map(FailurePart.init))
    findings = report.findings.map(FindingPart.init)
    exitStatus = report.exitStatus.rawValue
  }

  /// A step that failed for a reason of its own.
  struct FailurePart: Codable {
    let step: Nullable<String>
    let platform: Nullable<String>
    let status: Nullable<Int>
    let line: Int

    init(_ failure: StepFailure) {
      step = Nullable(failure.step)
      platform = Nullable(failure.platform?.description)
      status = Nullable(failure.status)
      line = failure.line
    }
  }

  /// A cause, consequence or hint in one step.
  struct FindingPart: Codable {
    let id: String
    let role: LogFinding.Role
    let platform: Nullable<String>
    let subject: Nullable<String>
    let line: Int
    let count: Int
    let excerpt: String
    let step: Nullable<String>
    let change: LogCause.Place
    let explanation: String
    let remedy: String
    /// As in other reports, without `sudo`.
    let commands: [String]
    let needsRoot: Bool
    let consequences: [FindingPart]

    init(_ finding: LogFinding) {
      id = finding.cause.id
      role = finding.role
      platform = Nullable(finding.platform?.description)
      subject = Nullable(finding.subject)
      line = finding.line
      count = finding.count
      excerpt = finding.excerpt
      step = Nullable(finding.step)
      change = finding.cause.place
      explanation = [finding.reason, finding.explanation].filter { !$0.isEmpty }
        .joined(separator: ". ")
      remedy = finding.remedy
      commands = finding.commands.map { $0.behindSudo ?? $0 }
      needsRoot = finding.commands.contains { $0.behindSudo != nil }
      consequences = finding.consequences.map(Self.init)
    }
  }
}
