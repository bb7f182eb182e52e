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
  private let architectures = ModelHost.architectures
  private let report: Report
  /// Those whose containers work before anything is done.
  private let working: [Architecture]
  private let workingAfterBoot: [Architecture]

  init(_ host: ModelHost) {
    self.host = host
    report = Self.judging(host)
    working = ModelHost.architectures.filter(host.works)
    let booted = host.booted()
    workingAfterBoot = ModelHost.architectures.filter(booted.works)
  }

  private static func judging(
    _ host: ModelHost, _ architectures: [Architecture] = ModelHost.architectures
  ) -> Report {
    Report.judging(
      host.facts(of: architectures),
      for: ReadinessRequest(
        platforms: architectures.map { Platform(architecture: $0.name).normalized },
        isStrict: false))
  }

  /// The first rule that is broken, in words.
  var violation: String? {
    if let repair = report.repair {
      if let broken = planIsEnough(repair) { return broken }
      if let broken = lines(repair.raw, "raw lines", promise: nil) { return broken }
    }
    for architecture in architectures {
      for finding in Self.judging(host, [architecture]).findings {
        guard let remedy = finding.remedy, !remedy.commands.isEmpty else { continue }
        let what = "remedy of \(finding.id)"
        if let broken = lines(remedy.commands, what, promise: finding) { return broken }
      }
    }
    return everyRemedyInTurn
  }

  /// One command mends all that a command can mend, now and after the boot.
  private func planIsEnough(_ repair: HostRemedy) -> String? {
    var after = host
    if let broken = carryOut(repair.commands, "plan", on: &after) { return broken }
    // Mounted and switched on, entries show what else they lack.
    if host.mayFail || !host.isEnabled || !host.isMounted { return nil }
    // What stands before the CPU keeps a package from being installed.
    if repair.commands.contains(where: { $0.hasSuffix("linux/386") }) { return nil }
    let judged = Self.judging(after)
    // What is made permanent first may make a package harmless.
    if let second = judged.repair, !second.commands.contains(where: { $0.hasPrefix("apt-get") }) {
      return "one plan is not enough: \(repair.commands) left \(second.commands)"
    }
    let lasting = repair.commands.first { $0.contains("--persist") } ?? ""
    let booted = after.booted()
    let mended = architectures.filter { architecture in
      !working.contains(architecture) && after.works(architecture)
        && !host.runsItself(architecture) && lasting.hasSuffix("/\(architecture.name)")
    }
    for architecture in mended where !booted.works(architecture) {
      return "\(repair.commands): \(architecture.name) does not work after a boot"
    }
    return nil
  }

  /// Lines of a remedy make nothing worse, and remove the finding they are for.
  private func lines(_ commands: [String], _ what: String, promise: Finding?) -> String? {
    var after = host
    if let broken = carryOut(commands, what, on: &after) { return broken }
    guard let promise, !host.mayFail,
      // Mounting shows what there is to be mended besides, and so does another handler.
      promise.link != .kernel, promise.severity == .blocks
    else { return nil }
    let asked = promise.platforms.compactMap(\.architectureInTable)
    let still = Self.judging(after, asked).findings.first { $0.id == promise.id }
    return still.map { "\(what): it is there afterwards, \($0.evidence), after \(commands)" }
  }

  /// Who runs every remedy from top to bottom is no worse off: what one has mended already, the next
  /// may find gone or there.
  private var everyRemedyInTurn: String? {
    var after = host
    let commands = report.findings.flatMap { $0.remedy?.commands ?? [] }
    for command in commands { try? ModelShell.run(command, on: &after) }
    return worse(than: host, after, "remedies in turn: after \(commands)")
  }

  private func carryOut(
    _ commands: [String], _ what: String, on after: inout ModelHost
  ) -> String? {
    let before = after
    for command in commands {
      do {
        if command.hasPrefix("crossready register") {
          if let broken = try register(command, what, on: &after) { return broken }
        } else {
          try ModelShell.run(command, on: &after)
        }
      } catch {
        if command.hasPrefix("crossready"), host.mayFail || !host.isEnabled { continue }
        return "\(what): \(error)"
      }
    }
    return worse(than: before, after, "\(what): after \(commands)")
  }

  /// `crossready register` keeps what works at every instant, too.
  private func register(
    _ command: String, _ what: String, on after: inout ModelHost
  ) throws -> String? {
    let before = after
    var broken: String?
    var registering = try ModelRegister(
      words: command.split(separator: " ").dropFirst(2).map(String.init))
    let atFirst = architectures.filter {
      before.works($0) && (before.isEnabled || !before.runsItself($0))
    }
    registering.afterStep = { step in
      guard broken == nil else { return }
      broken = atFirst.first { !step.works($0) }.map {
        "\(what): while '\(command)' ran, \($0.name) did not work"
      }
    }
    do throws(ModelError) {
      try registering.run(on: &after)
    } catch {
      // It must not have changed anything for the worse, and be needed for nothing.
      if let worse = worse(than: before, after, "\(what): '\(command)' failed and left") {
        return worse
      }
      throw error
    }
    // A new entry is asked first: what it runs can be proven only while it is.
    return host.mayFail ? nil : broken
  }

  /// Whether anything that worked, or was somebody's own, is gone.
  private func worse(than before: ModelHost, _ after: ModelHost, _ what: String) -> String? {
    // Who switches binfmt_misc on has what its entries do.
    for architecture in architectures
    where before.works(architecture) && (before.isEnabled || !before.runsItself(architecture)) {
      if !after.works(architecture) { return "\(what), \(architecture.name) no longer works" }
    }
    for standing in before.entries where isOthers(standing, on: before) {
      if !after.entries.contains(where: { $0.entry.isTheSame(as: standing.entry) }) {
        return "\(what), the foreign entry \(standing.entry.name) is gone"
      }
      for architecture in architectures {
        let shape = HeaderShape.essential[0].header(of: architecture)
        let winner = before.entries.first { $0.entry.takes(shape) }
        let now = after.entries.first { $0.entry.takes(shape) }
        if before.isMounted, winner == standing, now?.entry.isTheSame(as: standing.entry) != true {
          return "\(what), the foreign entry \(standing.entry.name) is outranked"
        }
      }
    }
    let (bootedBefore, booted) = (before.booted(), after.booted())
    // What a kernel could not register before, comes with its module.
    for architecture in architectures
    where before.knowsBinfmtMisc && bootedBefore.works(architecture) && !booted.works(architecture)
    {
      return "\(what), \(architecture.name) no longer works after a boot"
    }
    return wroteWhatIsBroken(before, after).map { "\(what), \($0) is made permanent and broken" }
  }

  /// An entry of another emulator than QEMU, which is there.
  private func isOthers(_ standing: ModelEntry, on host: ModelHost) -> Bool {
    guard let path = standing.entry.interpreter?.description else { return false }
    guard case .foreign = host.files[path]?.program else { return false }
    let isHijacker = Architecture.named(ModelHost.native).map(standing.entry.covers) ?? false
    return standing.entry.isEnabled && !isHijacker
  }

  /// A line of the boot that is new, and whose emulator is none.
  private func wroteWhatIsBroken(_ before: ModelHost, _ after: ModelHost) -> String? {
    let old = Set(BinfmtD.registrations(in: before.configurationFiles).map(\.registration))
    let new = BinfmtD.registrations(in: after.configurationFiles).map(\.registration)
      .filter { !old.contains($0) }
    return new.first { registration in
      switch after.files[registration.interpreter.description]?.program {
      case .qemu, .foreign: return false
      default: return true
      }
    }?.interpreter.description
  }
}

extension Entry {
  /// Whether it is the entry of another under its name, by the same emulator; it may have more flags.
  fileprivate func isTheSame(as other: Entry) -> Bool {
    name == other.name && interpreter == other.interpreter && isEnabled == other.isEnabled
  }
}

extension ModelHost {
  /// The hosts that are one thing simpler than this one.
  var simpler: [ModelHost] {
    var hosts: [ModelHost] = []
    for index in entries.indices {
      var host = self
      host.entries.remove(at: index)
      hosts.append(host)
    }
    for path in files.keys.sorted() {
      var host = self
      host.files[path] = nil
      hosts.append(host)
    }
    for path in configuration.keys.sorted() {
      var host = self
      host.configuration[path] = nil
      hosts.append(host)
    }
    if linux != [6, 1] {
      var host = self
      host.linux = [6, 1]
      hosts.append(host)
    }
    return hosts
  }

  /// The simplest host that still breaks a rule.
  var shrunk: ModelHost {
    var host = self
    while let next = host.simpler.first(where: { ModelRules($0).violation != nil }) { host = next }
    return host
  }
}
