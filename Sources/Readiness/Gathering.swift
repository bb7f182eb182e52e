import Platforms
import Text

extension Finding {
  /// One finding for all platforms that have it, in the order of the catalogue.
  static func gathering(_ judgements: [Judgement]) -> [Finding] {
    let seen = Set(judgements.flatMap { $0.observations.map(\.check.id) })
    return Check.all.filter { seen.contains($0.id) }.flatMap { check in
      [Severity.blocks, .hides, .degrades, .note].compactMap { severity -> Finding? in
        let affected = judgements.compactMap { judgement in
          judgement.observations.first {
            $0.check.id == check.id && check.severity(of: $0.observation) == severity
          }.map { (judgement: judgement, observation: $0.observation) }
        }
        guard !affected.isEmpty else { return nil }
        return Finding(
          id: check.id, severity: severity, link: check.link,
          platforms: affected.map(\.judgement.subject.platform), summary: check.summary,
          evidence: affected.flatMap(\.observation.evidence).unique,
          remedy: remedy(of: check, severity, affected.map(\.judgement)),
          ignored: affected.lazy.compactMap(\.observation.ignored).first)
      }
    }
  }

  private static func remedy(
    of check: Check, _ severity: Severity, _ judgements: [Judgement]
  ) -> Remedy {
    let subjects = judgements.map(\.subject)
    if check.link == .exec, severity == .hides, subjects.allSatisfy(\.mayNeedMore) {
      let platforms = subjects.map(\.platform.description).unique.joined(separator: " ")
      return Remedy(
        "this emulator is not QEMU, and may need what the probes' bare root has not: ask containers, "
          + "by crossready verify \(platforms)", needsRoot: false)
    }
    guard check.isOfEntries else { return check.remedy(subjects) ?? Remedy(check.repair) }
    // Findings of one entry have one fix, that of its root cause: two would undo each other.
    let causes = judgements.map { $0.firstBlock(where: \.isOfEntries) ?? check }
    let remedies = causes.map(\.id).unique.compactMap { id -> Remedy? in
      let own = zip(causes, subjects).filter { $0.0.id == id }
      guard let cause = own.first?.0 else { return nil }
      return cause.remedy(own.map(\.1)) ?? Remedy(cause.repair)
    }
    guard let first = remedies.first, remedies.count > 1 else {
      return remedies.first ?? Remedy(check.repair)
    }
    return Remedy(
      remedies.map(\.text).unique.joined(separator: "; "),
      commands: remedies.flatMap(\.commands).unique, needsRoot: first.needsRoot)
  }
}
