package import Facts
import Platforms
package import Readiness
import Reports
import Text

extension Report {
  /// Judges facts, and plans what repairs them: the same facts and request give the same report.
  package static func judging(_ facts: HostFacts, for request: ReadinessRequest) -> Report {
    let judgement = HostJudgement(facts, for: request)
    let findings = judgement.findings.map { gathered in
      var finding = gathered.finding
      finding.remedy = gathered.remedy
      return finding
    }
    return judgement.report(
      findings, repair: HostRemedy(judgement.counting, on: judgement.host))
  }
}

extension GatheredFinding {
  /// What removes it.
  fileprivate var remedy: Remedy {
    let subjects = judgements.map(\.subject)
    if check.link == .exec, finding.severity == .hides, subjects.allSatisfy(\.mayNeedMore) {
      let platforms = subjects.map(\.platform.description).unique.joined(separator: " ")
      return Remedy(
        "this emulator is not QEMU, and may need what the probes' bare root has not: ask containers, "
          + "by crossready verify \(platforms)", needsRoot: false)
    }
    guard check.isOfEntries else {
      return RemedyTable.remedy(of: check, for: subjects) ?? Remedy(check.repair)
    }
    // Findings of one entry have one fix, that of its root cause: two would undo each other.
    let causes = judgements.map { $0.firstBlock(where: \.isOfEntries) ?? check }
    let remedies = causes.map(\.id).unique.compactMap { id -> Remedy? in
      let own = zip(causes, subjects).filter { $0.0.id == id }
      guard let cause = own.first?.0 else { return nil }
      return RemedyTable.remedy(of: cause, for: own.map(\.1)) ?? Remedy(cause.repair)
    }
    guard let first = remedies.first, remedies.count > 1 else {
      return remedies.first ?? Remedy(check.repair)
    }
    return Remedy(
      remedies.map(\.text).unique.joined(separator: "; "),
      commands: remedies.flatMap(\.commands).unique, needsRoot: first.needsRoot)
  }
}
