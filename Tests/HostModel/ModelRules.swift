import Binfmt
import Facts
import Platforms
import Readiness
import Repair
import Reports
import Text

/// The rules that every plan keeps on every host. Each says what was broken, or nothing.
struct ModelRules {
  let host: ModelHost
  private var architectures: [Architecture] { host.architectures }
  private let trials: ModelTrials

  init(_ host: ModelHost) {
    self.host = host
    trials = ModelTrials(of: host)
  }

  private func judging(_ host: ModelHost) -> Report {
    Report.judging(host.facts(of: architectures), for: request(architectures))
  }

  private func judgement(of architecture: Architecture, on host: ModelHost) -> HostJudgement {
    HostJudgement(host.facts(of: [architecture]), for: request([architecture]))
  }

  private func request(_ architectures: [Architecture]) -> ReadinessRequest {
    ReadinessRequest(
      platforms: architectures.map { Platform(architecture: $0.name).normalized }, isStrict: false)
  }

  /// The first rule that is broken, in words.
  var violation: String? {
    let report = judging(host)
    if let repair = report.repair {
      if let broken = planIsEnough(repair) { return "plan: \(broken)" }
      if let broken = trials.carryingOut(repair.raw).broken { return "raw lines: \(broken)" }
    }
    var promised = Promises()
    for architecture in architectures {
      let platform = Platform(architecture: architecture.name).normalized
      guard report.findings.contains(where: { $0.platforms.contains(platform) }) else { continue }
      let findings =
        architectures.count == 1
        ? report.findings : judgement(of: architecture, on: host).findingsWithRemedies
      promised.findings[platform] = findings.filter { $0.remedy?.commands.isEmpty == false }
        .map(\.id)
      // Findings of one cause have one remedy.
      for commands in findings.compactMap({ $0.remedy?.commands }).unique where !commands.isEmpty {
        let promises = findings.filter { $0.remedy?.commands == commands }
        if let broken = remedy(commands, of: promises, architecture) {
          return "remedy of \(promises.map(\.id).joined(separator: ", ")): \(broken)"
        }
        // What is advised for one platform alone need not be for several.
        let isAdvised = report.findings.contains { $0.remedy?.commands == commands }
        if isAdvised, trials.carryingOut(commands).after.works(architecture) {
          promised.mended.append(architecture)
        }
      }
    }
    return everyRemedyInTurn(report, promised)
  }

  /// One command mends all that a command can mend, now and after the boot.
  private func planIsEnough(_ repair: HostRemedy) -> String? {
    let trial = trials.carryingOut(repair.commands)
    if let broken = trial.broken { return broken }
    // Mounted and switched on, entries show what else they lack.
    if host.mayFail || !host.isEnabled || !host.isMounted { return nil }
    // What stands before the CPU keeps a package from being installed.
    if repair.commands.contains(where: { $0.hasSuffix("linux/386") }) { return nil }
    // A name that another emulator has is free once that is mended.
    if host.hasMisnamedEntries { return nil }
    // What is made permanent first may make a package harmless, and a package may bring what others
    // lack.
    if !repair.commands.contains(where: { $0.hasPrefix("apt-get") }),
      let second = judging(trial.after).repair,
      !second.commands.contains(where: { $0.hasPrefix("apt-get") })
    {
      return "one is not enough: \(repair.commands) left \(second.commands)"
    }
    let lasting = repair.commands.filter { $0.contains("--persist") }
      .flatMap { $0.split(separator: " ") }
    let booted = trial.after.booted()
    for architecture in architectures where lasting.contains("linux/\(architecture.name)") {
      let isMended = !trials.working.contains(architecture) && trial.after.works(architecture)
      if isMended, !ModelHost.runsItself(architecture), !booted.works(architecture),
        // What somebody else has registered at boot is kept.
        booted.foreignWinner(of: architecture) == nil
      {
        return "\(repair.commands): \(architecture.name) does not work after a boot"
      }
    }
    return nil
  }

  /// Lines of a remedy make nothing worse, and remove the findings they are for.
  private func remedy(
    _ commands: [String], of promises: [Finding], _ architecture: Architecture
  ) -> String? {
    let trial = trials.carryingOut(commands)
    if let broken = trial.broken { return broken }
    if let winner = host.winner(of: architecture), !host.takesNative(winner),
      // What only fails, and cannot be made again, is no loss.
      !host.mayFail || host.runsAnything(of: architecture),
      trial.after.winner(of: architecture) == nil, !trial.after.works(architecture)
    {
      return "after \(commands) nothing stands for \(architecture.name)"
    }
    // Mounting shows what there is to be mended besides, and so does another handler.
    let promised = promises.filter { $0.link != .kernel && $0.severity == .blocks }.map(\.id)
    if promised.isEmpty || host.mayFail { return nil }
    let still = judgement(of: architecture, on: trial.after).findings.map(\.finding)
      .first { promised.contains($0.id) }
    return still.map { "\($0.id) is there afterwards, \($0.evidence), after \(commands)" }
  }

  /// What remedies do, each alone.
  private struct Promises {
    /// The findings that they remove.
    var findings: [Platform: [String]] = [:]
    /// What works then.
    var mended: [Architecture] = []
  }

  /// Who runs every remedy from top to bottom is no worse off: what one has mended already, the next
  /// may find gone or there.
  private func everyRemedyInTurn(_ report: Report, _ promised: Promises) -> String? {
    let remedies = report.findings.compactMap { $0.remedy?.commands }.filter { !$0.isEmpty }.unique
    guard let first = remedies.first, remedies.count > 1 else { return nil }
    var after = trials.carryingOut(first).after
    for command in remedies.dropFirst().flatMap(\.self) {
      try? ModelShell.run(command, on: &after)
    }
    if let worse = trials.worse(after) { return "remedies in turn: after \(remedies): \(worse)" }
    if host.mayFail || !host.isMounted || !host.isEnabled { return nil }
    // What is gone may have hidden another emulator than QEMU, which is kept.
    if let undone = promised.mended.first(where: {
      !after.works($0) && after.foreignWinner(of: $0) == nil
    }) {
      return "remedies in turn: after \(remedies): \(undone.name) does not work, as after one"
    }
    let back = judging(after).findings.first { still in
      still.severity == .blocks
        && still.platforms.contains { platform in
          promised.findings[platform]?.contains(still.id) == true
            && platform.architectureInTable.flatMap(after.foreignWinner) == nil
        }
    }
    return back.map { "remedies in turn: after \(remedies): \($0.id) is back, \($0.evidence)" }
  }
}
