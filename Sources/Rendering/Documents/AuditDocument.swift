package import Images
import Platforms
import Reports

/// The JSON form of an audit, schema 1.
package struct AuditDocument: Codable {
  let subject: String
  let wantedPlatforms: [String]
  let images: [ImagePart]
  let findings: [FindingPart]
  let missingPlatforms: [String]
  let unread: [ProblemPart]
  let unreadCount: Int
  let otherFileSystems: [String]
  let remarks: [String]
  let exitStatus: Int32

  package init(_ report: AuditReport) {
    subject = report.subject
    wantedPlatforms = report.wanted.map(\.description)
    images = report.images.map(ImagePart.init)
    findings = report.findings.map(FindingPart.init)
    missingPlatforms = report.missing.map(\.description)
    unread = report.problems.first.map(ProblemPart.init)
    unreadCount = report.problems.count
    otherFileSystems = report.mounts
    remarks = report.remarks
    exitStatus = report.status.rawValue
  }

  struct ImagePart: Codable {
    let name: String
    let platform: String
    let labelled: Bool
    let included: Bool
    let command: [String]
    let entrypoint: Nullable<EntrypointPart>
    let content: [String: Int]
    let state: Nullable<String>
    let findings: [FindingPart]

    init(_ image: AuditedImage) {
      name = image.name
      platform = image.platform.description
      labelled = image.isLabelled
      included = image.isIncluded
      command = image.command
      entrypoint = Nullable(image.entrypoint.map(EntrypointPart.init))
      content = Dictionary(image.content.map { ($0.key.name, $0.value) }, uniquingKeysWith: +)
      state = Nullable(image.state)
      findings = image.findings.map(FindingPart.init)
    }
  }

  struct EntrypointPart: Codable {
    let path: String
    let cpu: Nullable<String>

    init(_ entrypoint: AuditedImage.Entrypoint) {
      path = entrypoint.path
      cpu = Nullable(entrypoint.cpu?.name)
    }
  }

  struct FindingPart: Codable {
    let id: String
    let certainty: String
    let platform: String
    let paths: [String]
    let count: Int
    let summary: String
    let symptom: String
    let repair: String

    init(_ finding: AuditFinding) {
      id = finding.kind.rawValue
      certainty = finding.certainty.rawValue
      platform = finding.platform.description
      paths = finding.paths
      count = finding.count
      summary = finding.summary
      symptom = finding.kind.symptom
      repair = finding.repair
    }
  }

  struct ProblemPart: Codable {
    let subject: String
    let message: String

    init(_ problem: AuditProblem) {
      subject = problem.subject
      message = problem.message
    }
  }
}
