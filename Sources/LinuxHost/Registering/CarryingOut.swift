import Binfmt
package import Facts
package import Platforms
package import Readiness
package import Text

/// How handlers are registered.
package enum RegistrationMethod: Sendable {
  /// By the privileged binfmt container, with the emulators of its image.
  case container(BinfmtContainer)
  /// By writing to the kernel, with these emulators of the host.
  case host([HostEmulator], credentials: Bool)
}

extension RegistrationPlan {
  /// Carries the plan out.
  ///
  /// - Parameter observe: observes the host again while signals are held, as `HostFacts.observing`
  ///   does; asked only where something was replaced.
  package func carryingOut(
    by method: RegistrationMethod, boot: BootFacts,
    observe: () throws(Interrupted) -> HostFacts, announce: (String) -> Void,
    progress: @escaping (Progress) -> Void
  ) throws(RegisteringError) -> RegistrationResult {
    guard !installed.isEmpty else { return RegistrationResult() }
    return try HeldSignals.during { signals throws(RegisteringError) in
      defer { progress(.finished) }
      var found: BinfmtContainer.Found?
      if case .container(let container) = method {
        try container.requireThisMachine(signals, progress)
        announce(container.image)
        found = try container.ensureImage(signals, progress)
      }
      let before = EntryWriter.entries()
      var replacement = Replacement()
      do throws(RegisteringError) {
        try replacement.begin(steps, signals)
        let report = try install(by: method, found, signals, progress)
        let lost = replacement.restoreWhatVanished(of: before)
        var undone: [Architecture] = []
        if !replacement.isEmpty {
          let facts = try interruptibly(observe)
          try interruptibly { () throws(Interrupted) in try signals.check() }
          undone = try replacement.finish(facts, boot: boot)
        }
        return RegistrationResult(installer: report, undone: undone, lost: lost)
      } catch {
        replacement.undo(boot: boot)
        throw error
      }
    }
  }

  private func install(
    by method: RegistrationMethod, _ found: BinfmtContainer.Found?,
    _ signals: borrowing HeldSignals,
    _ progress: @escaping (Progress) -> Void
  ) throws(RegisteringError) -> InstallerReport? {
    switch method {
    case .container(let container):
      guard let found else { return nil }
      return try container.install(installed, of: found, signals, progress)
    case .host(let emulators, let credentials):
      for emulator in emulators where installed.contains(emulator.architecture) {
        try EntryWriter.register(emulator.registration(credentials: credentials))
      }
      return nil
    }
  }
}

/// The old handlers while new ones take their place.
private struct Replacement {
  /// Those that worked, each of which serves through a bridge now.
  private var bridges: [Bridge] = []
  /// Those that did not, and are out of the way.
  private var removed: [Entry] = []
  /// The names that were taken before.
  private let taken = EntryWriter.entries().map(\.name)

  /// Whether nothing is being replaced.
  var isEmpty: Bool { bridges.isEmpty && removed.isEmpty }

  /// Gets old entries out of the way; what works serves on.
  mutating func begin(
    _ steps: [RegistrationPlan.Step], _ signals: borrowing HeldSignals
  ) throws(RegisteringError) {
    for step in steps {
      guard case .replace(let entries, let areWorking) = step.action else { continue }
      for entry in entries {
        // Only the one that is asked first serves, and is what a probe would reach.
        let winner = EntryWriter.entries().first { $0.isEnabled && $0.covers(step.architecture) }
        if areWorking, winner?.name == entry.name {
          bridges.append(try Bridge(for: entry, of: step.architecture, signals))
        } else {
          removed.append(entry)
        }
        try EntryWriter.remove(entry.name)
      }
    }
  }

  /// Takes the bridges of new handlers that work away, and undoes the others, which it returns.
  func finish(
    _ facts: HostFacts, boot: BootFacts
  ) throws(RegisteringError) -> [Architecture] {
    var undone: [Architecture] = []
    let standing = EntryWriter.entries()
    for bridge in bridges {
      let platform = Platform(architecture: bridge.architecture.name).normalized
      let report = Report.judging(
        facts, for: ReadinessRequest(platforms: [platform], isStrict: false))
      let winner = standing.first { $0.isEnabled && $0.covers(bridge.architecture) }
      if report.platforms.allSatisfy(\.works), let winner, winner.name != bridge.name {
        try bridge.remove()
      } else {
        try undo(bridge, boot: boot)
        undone.append(bridge.architecture)
      }
    }
    return undone + restore(standing)
  }

  /// Puts everything back as far as that goes; what cannot be put back serves through its bridge.
  func undo(boot: BootFacts) {
    for bridge in bridges { try? undo(bridge, boot: boot) }
    _ = restore(EntryWriter.entries())
  }

  /// Puts an old handler back, and takes away what the installer made under another name.
  private func undo(_ bridge: Bridge, boot: BootFacts) throws(RegisteringError) {
    // A signal that is pending must not keep us from it.
    try HeldSignals.during { signals throws(RegisteringError) in
      try bridge.undo(signals, boot: boot)
    }
    let made = bridge.architecture.entryName
    if !taken.contains(made) { try EntryWriter.remove(made) }
  }

  /// Registers entries again that the installer removed although nobody asked it to, and returns
  /// the names of those that cannot be, for want of root or of their interpreter.
  func restoreWhatVanished(of before: [Entry]) -> [KernelText] {
    let standing = EntryWriter.entries().map(\.name)
    let own = bridges.map(\.old.name) + removed.map(\.name)
    let vanished = before.filter { !standing.contains($0.name) && !own.contains($0.name) }
    // The oldest first, so that they are asked in the same order as before.
    for entry in vanished.reversed() { try? EntryWriter.restore(entry) }
    let back = EntryWriter.entries().map(\.name)
    return vanished.map(\.name).filter { !back.contains($0) }
  }

  /// Puts broken entries back where no new one of their architecture stands, and returns the
  /// architectures of those.
  private func restore(_ standing: [Entry]) -> [Architecture] {
    var undone: [Architecture] = []
    for entry in removed.reversed() {
      let isServed = standing.contains { other in
        other.isEnabled && entry.architectures.contains(where: other.covers)
      }
      if isServed { continue }
      // An interpreter that is gone was what broke it: nothing is lost.
      try? EntryWriter.restore(entry)
      undone += entry.architectures
    }
    return undone
  }
}

/// What a run that was killed has left of the old handlers.
package enum Unfinished {
  /// Finishes or undoes it, and returns the names of what it found.
  package static func settling(
    boot: BootFacts, observe: ([Platform]) throws(Interrupted) -> HostFacts
  ) throws(RegisteringError) -> [KernelText] {
    let left = EntryWriter.entries().compactMap(Bridge.init(leftBehind:))
    guard !left.isEmpty else { return [] }
    let platforms = left.map { Platform(architecture: $0.architecture.name).normalized }
    let facts = try interruptibly { () throws(Interrupted) in try observe(platforms) }
    try HeldSignals.during { signals throws(RegisteringError) in
      for (bridge, platform) in zip(left, platforms) {
        let entries = EntryWriter.entries()
        let winner = entries.first { $0.isEnabled && $0.covers(bridge.architecture) }
        let report = Report.judging(
          facts, for: ReadinessRequest(platforms: [platform], isStrict: false))
        if winner?.name != bridge.name, report.platforms.allSatisfy(\.works) {
          try bridge.remove()
        } else {
          try bridge.undo(signals, boot: boot)
        }
      }
    }
    return left.map(\.old.name)
  }
}
