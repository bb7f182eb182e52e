package import Facts
import Platforms
package import Readiness
package import Reports
import Text

extension Report {
  /// Judges facts, and plans what repairs them: the same facts and request give the same report.
  package static func judging(_ facts: HostFacts, for request: ReadinessRequest) -> Report {
    let judgement = HostJudgement(facts, for: request)
    return judgement.report(
      judgement.findingsWithRemedies, repair: HostRemedy(judgement.counting, on: judgement.host),
      offer: HostRemedy(offering: judgement.unserved, on: judgement.host))
  }
}

extension HostJudgement {
  /// What was found, and what removes each.
  package var findingsWithRemedies: [Finding] {
    findings.map { gathered in
      var finding = gathered.finding
      finding.remedy = gathered.remedy
      return finding
    }
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
    if subjects.contains(where: \.host.lacksFixBinary) {
      return Remedy("nothing that is registered here serves containers, see kernel-too-old")
    }
    if finding.severity == .note,
      let cause = judgements.lazy.compactMap({ $0.firstBlock(where: \.isOfEntries) }).first
    {
      return Remedy("mend what blocks first (\(cause.id)), and look again")
    }
    // What no entry takes has no other finding of entries.
    if subjects.allSatisfy({ $0.handler == nil }) {
      return RemedyTable.remedy(of: check, for: subjects) ?? Remedy(check.repair)
    }
    // Findings of one entry have one fix, that of its root cause: two would undo each other. Each
    // platform has its own, so that every finding names the same for it.
    let remedies = judgements.map { judgement in
      // What is not whole is not to be kept as it is; what makes it whole keeps it, too.
      let defect =
        check.id == HostRemedy.notPersistent
        ? judgement.first(.degrades, where: \.isOfEntries) : nil
      let cause = judgement.firstBlock(where: \.isOfEntries) ?? defect ?? check
      return RemedyTable.remedy(of: cause, for: [judgement.subject]) ?? Remedy(cause.repair)
    }
    return Remedy.joining(remedies)
  }
}

extension Remedy {
  /// One for all of several: what crossready registers, it registers at once, and last.
  static func joining(_ remedies: [Remedy]) -> Remedy {
    let commands = remedies.flatMap(\.commands).unique
    let registering = commands.filter(CrossreadyCommand.isRegistering)
    let others = commands.filter { !CrossreadyCommand.isRegistering($0) }
    // What a package brings along comes in the place of what stands.
    let place = others.firstIndex(where: Shell.isInstalling) ?? others.endIndex
    let installing = others[place...].filter { Shell.isInstalling($0) || Shell.isConditional($0) }
    return Remedy(
      // One clause may be true of all, and another differ.
      remedies.flatMap { $0.text.split(separator: "; ").map(String.init) }.unique
        .joined(separator: "; "),
      commands: others.filter { !installing.contains($0) } + installing
        + CrossreadyCommand.joining(registering),
      needsRoot: remedies.contains(where: \.needsRoot))
  }
}
