import Binfmt
import Facts
import Platforms
import Readiness
import Reports
package import Text

extension RegistrationPlan {
  /// Carries the plan out: gets old entries out of the way, registers, looks at the host again, and
  /// undoes what did not come up.
  ///
  /// Whatever fails, and whenever a signal comes in: what worked before works at every instant and
  /// after.
  package func carryOut<Signals: ~Copyable, Failure: Error>(
    _ actions: HostActions<Signals, Failure>, _ signals: borrowing Signals
  ) throws(Failure) -> RegistrationResult {
    guard changesAnything else { return RegistrationResult() }
    let before = actions.entries()
    var replacement = Replacement(actions, taken: before.map(\.name))
    do throws(Failure) {
      try replacement.begin(steps, signals)
      var result = RegistrationResult()
      let standing = actions.entries()
      if !installed.isEmpty { result.installer = try actions.install(installed, signals) }
      result.lost = replacement.restoreWhatVanished(of: before)
      let facts = try actions.observe(steps.flatMap(\.platforms), signals)
      let taken = takeAwayWhatFails(facts, since: standing, actions)
      let back = try replacement.finish(facts)
      result.undone = (taken + back.architectures).unique
      result.lost += back.lost
      for architecture in result.undone {
        result.reasons[architecture.name] = facts.faults(of: architecture)
      }
      result.after = result.undone.isEmpty ? facts : nil
      return result
    } catch {
      replacement.undo()
      throw error
    }
  }
}

extension RegistrationPlan {
  /// Removes new handlers that do not work: what was before is better, or says at least what is
  /// missing. Returns their architectures.
  private func takeAwayWhatFails<Signals: ~Copyable, Failure: Error>(
    _ facts: HostFacts, since standing: [Entry], _ actions: HostActions<Signals, Failure>
  ) -> [Architecture] {
    let old = standing.map(\.name)
    var architectures: [Architecture] = []
    for step in steps where installed.contains(step.architecture) {
      guard facts.judgement(of: step.platforms).judgements.allSatisfy(\.provesBadEmulator) else {
        continue
      }
      let made = actions.entries().filter {
        $0.architectures == [step.architecture] && !old.contains($0.name)
      }
      // Without root the image has made it, and it stays.
      let isGone = made.allSatisfy { (try? actions.remove($0.name)) != nil }
      if !made.isEmpty, isGone { architectures.append(step.architecture) }
    }
    return architectures
  }
}

extension HostActions where Signals: ~Copyable {
  /// Finishes or undoes what a run that was killed has left of old handlers, and returns the names of
  /// those.
  package func settle(_ signals: borrowing Signals) throws(Failure) -> [KernelText] {
    let left = entries().compactMap(Bridge.init(leftBehind:))
    guard !left.isEmpty else { return [] }
    let facts = try observe(left.map { $0.architecture.lowestPlatform }, signals)
    for bridge in left {
      if isServedOtherwise(bridge, facts) { try remove(bridge.name) } else { try undo(bridge) }
    }
    return left.map(\.old.name)
  }

  /// Whether another handler than the bridge serves its architecture, and works.
  fileprivate func isServedOtherwise(_ bridge: Bridge, _ facts: HostFacts) -> Bool {
    let winner = winner(of: bridge.architecture)
    return winner != nil && winner?.name != bridge.name
      && facts.execute(bridge.architecture)
  }
}

/// The old handlers while new ones take their place.
private struct Replacement<Signals: ~Copyable, Failure: Error> {
  private let actions: HostActions<Signals, Failure>
  /// The names that were taken before.
  private let taken: [KernelText]
  /// Those that worked, each of which serves through a bridge now.
  private var bridges: [Bridge] = []
  /// Those that did not, and are out of the way.
  private var removed: [Entry] = []

  init(_ actions: HostActions<Signals, Failure>, taken: [KernelText]) {
    self.actions = actions
    self.taken = taken
  }

  /// Gets old entries out of the way; what works serves on.
  mutating func begin(
    _ steps: [RegistrationPlan.Step], _ signals: borrowing Signals
  ) throws(Failure) {
    for step in steps {
      let entries: [Entry]
      var mayWork = false
      switch step.action {
      case .replace(let old, let works): (entries, mayWork) = (old, works)
      case .remove(let old): entries = old
      case .keepNative, .keep, .install, .refuse: continue
      }
      for entry in entries {
        // Only the one that is asked first serves, and is what a probe would reach.
        if mayWork, actions.winner(of: step.architecture)?.name == entry.name {
          let bridge = Bridge(for: entry, of: step.architecture)
          try actions.bridge(bridge, signals)
          bridges.append(bridge)
        } else {
          removed.append(entry)
        }
        try actions.remove(entry.name)
      }
    }
  }

  /// What stands again, by its architectures, and what could not be put back.
  struct Return {
    var architectures: [Architecture] = []
    var lost: [KernelText] = []
  }

  /// Takes the bridges of new handlers that work away, and undoes the others.
  mutating func finish(_ facts: HostFacts) throws(Failure) -> Return {
    var undone: [Architecture] = []
    var failure: Failure?
    let standing = actions.entries()
    while let bridge = bridges.popLast() {
      // What is wrong with one is no reason to leave the others.
      do throws(Failure) {
        if actions.isServedOtherwise(bridge, facts) {
          try actions.remove(bridge.name)
        } else {
          undone.append(bridge.architecture)
          try undo(bridge)
        }
      } catch {
        failure = failure ?? error
      }
    }
    var back = restore(standing, facts)
    if let failure { throw failure }
    back.architectures = undone + back.architectures
    return back
  }

  /// Puts everything back as far as that goes; what cannot be put back serves through its bridge.
  func undo() {
    for bridge in bridges { try? undo(bridge) }
    _ = restore(actions.entries(), nil)
  }

  /// Puts an old handler back, and takes away what the installer made under another name.
  private func undo(_ bridge: Bridge) throws(Failure) {
    try actions.undo(bridge)
    let made = bridge.architecture.entryName
    if !taken.contains(made) { try actions.remove(made) }
  }

  /// Registers entries again that the installer removed although nobody asked it to, and returns
  /// the names of those that cannot be, for want of root or of their interpreter.
  func restoreWhatVanished(of before: [Entry]) -> [KernelText] {
    let standing = actions.entries().map(\.name)
    let own = bridges.map(\.old.name) + removed.map(\.name)
    let vanished = before.filter { !standing.contains($0.name) && !own.contains($0.name) }
    // The oldest first, so that they are asked in the same order as before.
    for entry in vanished.reversed() { try? actions.restore(entry) }
    let back = actions.entries().map(\.name)
    return vanished.map(\.name).filter { !back.contains($0) }
  }

  /// Puts broken entries back where no new one of their architecture stands.
  ///
  /// - Parameter facts: the host without them; nil where it is not known.
  private func restore(_ standing: [Entry], _ facts: HostFacts?) -> Return {
    var back = Return()
    for entry in removed.reversed() {
      let isServed = standing.contains { other in
        other.name == entry.name
          || other.isEnabled && entry.architectures.allSatisfy(other.covers)
      }
      let runsItself = entry.architectures.allSatisfy { facts?.execute($0) ?? false }
      if isServed || runsItself { continue }
      do throws(Failure) {
        try actions.restore(entry)
        back.architectures += entry.architectures
      } catch {
        back.lost.append(entry.name)
      }
    }
    return back
  }
}

extension Judgement {
  /// Findings that only an emulator can be to blame for.
  private static let faultsOfEmulators: Set = [
    "exec-child-failed", "exec-crashed", "exec-failed", "exec-format-error",
    "exec-interpreter-not-found", "exec-loops", "exec-pie-failed",
  ]

  /// Whether the probe shows that the emulator does not work, and not that this process is confined,
  /// or the host short of something or slow.
  fileprivate var provesBadEmulator: Bool {
    guard verdict == .notReady, let cause = firstBlock(where: \.isOfEntries),
      subject.shortage == nil, subject.outcomes.first != .crashed(signal: 31)
    else { return false }
    return Self.faultsOfEmulators.contains(cause.id)
  }
}

extension HostFacts {
  fileprivate func judgement(of platforms: [Platform]) -> HostJudgement {
    HostJudgement(self, for: ReadinessRequest(platforms: platforms, isStrict: false))
  }

  /// Whether the host executes programs of an architecture.
  fileprivate func execute(_ architecture: Architecture) -> Bool {
    judgement(of: [architecture.lowestPlatform]).judgements.allSatisfy(\.verdict.works)
  }

  /// Why programs of an architecture do not run: the findings that block it, and what was read.
  fileprivate func faults(of architecture: Architecture) -> [String] {
    judgement(of: [architecture.lowestPlatform]).findings.map(\.finding).filter {
      $0.severity == .blocks
    }.map { finding in
      ([finding.summary] + finding.evidence).joined(separator: "; ") + " (\(finding.id))"
    }
  }
}

extension Architecture {
  /// The platform that the least of its CPUs is.
  fileprivate var lowestPlatform: Platform { Platform(architecture: name).normalized }
}
