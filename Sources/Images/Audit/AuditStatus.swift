package import Reports

extension AuditReport {
  /// 1 if something certainly is wrong, 2 if something could not be read, else 0.
  package var status: ExitStatus {
    if allFindings.contains(where: { $0.certainty == .certain }) { return .no }
    return problems.count > 0 ? .couldNotTell : .yes
  }
}
