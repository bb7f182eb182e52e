package import Images

extension AuditReport {
  /// One command of GitHub's workflows for each finding; a note is none.
  package var annotations: String {
    allFindings.filter { $0.certainty != .note }.map { finding in
      let symptom = finding.kind.symptom
      return GitHubReport.annotation(
        finding.certainty == .certain ? "error" : "notice", finding.kind.rawValue,
        ["\(finding.platform): \(finding.statement)"]
          + (symptom.isEmpty ? [] : ["shows as: \(symptom)"]) + ["repair: \(finding.repair)"],
        file: place(of: finding))
    }.joined()
  }

  /// Where a finding is, for who reads a repository: a file of a directory, else what was audited.
  func place(of finding: AuditFinding) -> String {
    let isDirectory = images.allSatisfy { !$0.isLabelled } && !isOfContainers
    guard isDirectory, let first = finding.paths.first, TreePath(first) != TreePath(subject) else {
      return subject
    }
    return (subject.hasSuffix("/") ? subject : subject + "/") + first.drop { $0 == "/" }
  }
}
