import Binfmt
import Platforms
import Text

/// What becomes of a host when lines are carried out on it, tried once each.
final class ModelTrials {
  /// The host before.
  let host: ModelHost
  /// Those whose containers work before anything is done.
  let working: [Architecture]
  private let workingAfterBoot: [Architecture]
  private var architectures: [Architecture] { host.architectures }
  private var done: [[String]: Trial] = [:]

  /// The host afterwards, and which rule was broken on the way.
  struct Trial {
    var after: ModelHost
    var broken: String?
  }

  init(of host: ModelHost) {
    self.host = host
    working = host.architectures.filter(host.works)
    let booted = host.booted()
    workingAfterBoot = host.architectures.filter(booted.works)
  }

  /// Those that worked and must go on to do so: who switches binfmt_misc on has what its entries do.
  private var mustWork: [Architecture] {
    working.filter { host.isEnabled || !ModelHost.runsItself($0) }
  }

  /// Carries lines out.
  func carryingOut(_ commands: [String]) -> Trial {
    if let trial = done[commands] { return trial }
    var trial = Trial(after: host)
    trial.broken = carryOut(commands, on: &trial.after)
    done[commands] = trial
    return trial
  }

  private func carryOut(_ commands: [String], on after: inout ModelHost) -> String? {
    for command in commands {
      do {
        if command.hasPrefix("crossready register") {
          if let broken = try register(command, on: &after) { return broken }
        } else {
          try ModelShell.run(command, on: &after)
        }
      } catch {
        if command.hasPrefix("crossready"), host.mayFail || !host.isEnabled { continue }
        return "\(error)"
      }
    }
    return worse(after).map { "after \(commands) \($0)" }
  }

  /// `crossready register` keeps what works at every instant, too.
  private func register(_ command: String, on after: inout ModelHost) throws -> String? {
    let before = after
    var broken: String?
    var registering = try ModelRegister(
      words: command.split(separator: " ").dropFirst(2).map(String.init))
    let atFirst = architectures.filter {
      before.works($0) && (before.isEnabled || !ModelHost.runsItself($0))
    }
    registering.afterStep = { step in
      guard broken == nil else { return }
      broken = atFirst.first { !step.works($0) }.map {
        "while '\(command)' ran, \($0.name) did not work"
      }
    }
    do throws(ModelError) {
      try registering.run(on: &after)
    } catch {
      // It must not have changed anything for the worse, and be needed for nothing.
      if let worse = worse(after) { return "'\(command)' failed and left that \(worse)" }
      throw error
    }
    // A new entry is asked first: what it runs can be proven only while it is.
    return host.mayFail ? nil : broken
  }

  /// What worked, or was somebody's own, and is not any more.
  func worse(_ after: ModelHost) -> String? {
    for architecture in mustWork where !after.works(architecture) {
      return "\(architecture.name) no longer works"
    }
    if let entry = foreignEntry(of: host, outrankedOn: after) { return "\(entry) is outranked" }
    for standing in host.entries where host.isForeign(standing) {
      if !after.entries.contains(where: { $0.entry.isTheSame(as: standing.entry) }) {
        return "the foreign entry \(standing.entry.name) is gone"
      }
    }
    if after.configuration == host.configuration { return nil }
    // What a kernel could not register before, comes with its module.
    if host.knowsBinfmtMisc {
      let booted = after.booted()
      for architecture in workingAfterBoot where !booted.works(architecture) {
        return "\(architecture.name) no longer works after a boot"
      }
      if let entry = foreignEntry(of: host.booted(), outrankedOn: booted) {
        return "\(entry) is outranked after a boot"
      }
    }
    return whatIsBrokenAndLasts(after).map { "\($0) is made permanent and broken" }
  }

  /// The entry of another emulator that won, and does not any more.
  private func foreignEntry(of host: ModelHost, outrankedOn after: ModelHost) -> KernelText? {
    if host.entries == after.entries { return nil }
    return architectures.lazy.compactMap { architecture -> KernelText? in
      guard let winner = host.foreignWinner(of: architecture) else { return nil }
      let now = after.winner(of: architecture)
      return now?.entry.isTheSame(as: winner.entry) == true ? nil : winner.entry.name
    }.first
  }

  /// A line of the boot that is new, and whose emulator is none.
  private func whatIsBrokenAndLasts(_ after: ModelHost) -> String? {
    let old = Set(host.bootRegistrations.map(\.registration))
    let new = after.bootRegistrations.map(\.registration).filter { !old.contains($0) }
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
  /// The entry that takes an architecture's programs.
  func winner(of architecture: Architecture) -> ModelEntry? {
    let header = HeaderShape.essential[0].header(of: architecture)
    return isMounted ? entries.first { $0.entry.takes(header) } : nil
  }

  /// The same, if another emulator than QEMU runs them.
  func foreignWinner(of architecture: Architecture) -> ModelEntry? {
    winner(of: architecture).flatMap { isForeign($0) ? $0 : nil }
  }

  /// Whether an entry is one of another emulator than QEMU, which is there.
  fileprivate func isForeign(_ standing: ModelEntry) -> Bool {
    guard let path = standing.entry.interpreter?.description,
      case .foreign = files[path]?.program
    else { return false }
    return standing.entry.isEnabled && !takesNative(standing)
  }

  /// Whether an entry takes the host's own programs.
  func takesNative(_ standing: ModelEntry) -> Bool {
    Architecture.named(ModelHost.native).map(standing.entry.covers) ?? false
  }

  /// Whether any program of an architecture is emulated.
  func runsAnything(of architecture: Architecture) -> Bool {
    HeaderShape.essential.contains { shape in
      let header = shape.header(of: architecture)
      return if case .emulated = executing(header, of: architecture) { true } else { false }
    }
  }
}
