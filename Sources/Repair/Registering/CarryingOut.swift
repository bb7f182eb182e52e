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
      let observed = try actions.observed(steps.flatMap(\.platforms), signals)
      let taken = takeAwayWhatFails(observed, since: standing, actions)
      let back = try replacement.finish(observed)
      result.undone = (taken + back.architectures).unique
      result.lost += back.lost
      for architecture in result.undone {
        result.reasons[architecture.name] = observed.faults(of: architecture)
      }
      result.observed = result.undone.isEmpty ? observed : nil
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
    _ observed: ObservedHost, since standing: [Entry],
    _ actions: HostActions<Signals, Failure>
  ) -> [Architecture] {
    let old = standing.map(\.name)
    var architectures: [Architecture] = []
    for step in steps
    where installed.contains(step.architecture)
      && observed.provesBadEmulator(of: step.architecture)
    {
      let made = actions.entries().filter {
        $0.coversOnly(step.architecture) && !old.contains($0.name)
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
    let lowest = left.map { Platform(architecture: $0.architecture.name).normalized }
    let observed = try observed(lowest, signals)
    for bridge in left {
      if isServedOtherwise(bridge, observed) { try remove(bridge.name) } else { try undo(bridge) }
    }
    return left.map(\.old.name)
  }

  /// Whether another handler than the bridge serves its architecture, and works.
  func isServedOtherwise(_ bridge: Bridge, _ observed: ObservedHost) -> Bool {
    let winner = winner(of: bridge.architecture)
    return winner != nil && winner?.name != bridge.name && observed.executes(bridge.architecture)
  }

  fileprivate func observed(
    _ platforms: [Platform], _ signals: borrowing Signals
  ) throws(Failure) -> ObservedHost {
    ObservedHost(try observe(platforms, signals), judging: platforms)
  }
}
