import Binfmt
import Platforms
import Text

/// The old handlers while new ones take their place.
struct Replacement<Signals: ~Copyable, Failure: Error> {
  private let actions: HostActions<Signals, Failure>
  /// The names that were taken before.
  private let taken: [KernelText]
  /// Those that worked, each of which serves through a bridge now.
  private var bridges: [Bridge] = []
  /// What these serve.
  private var served: [Architecture] = []
  /// The names that new handlers get.
  private var made: [Architecture: KernelText] = [:]
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
          served.append(step.architecture)
          made[step.architecture] = step.entryName
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
  mutating func finish(_ observed: ObservedHost) throws(Failure) -> Return {
    var undone: [Architecture] = []
    var failure: Failure?
    let standing = actions.entries()
    while let bridge = bridges.popLast() {
      // What is wrong with one is no reason to leave the others.
      do throws(Failure) {
        if actions.isServedOtherwise(bridge, observed) {
          try actions.remove(bridge.name)
        } else {
          undone.append(bridge.architecture)
          try undo(bridge)
        }
      } catch {
        failure = failure ?? error
      }
    }
    var back = restore(standing, observed)
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
    // Until it is gone, its emulator runs what is to run the bridge's, which serves meanwhile.
    if let made = made[bridge.architecture], !taken.contains(made) { try actions.remove(made) }
    try actions.undo(bridge)
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
  /// - Parameter observed: the host without them; nil where it is not known.
  private func restore(_ standing: [Entry], _ observed: ObservedHost?) -> Return {
    var back = Return()
    for entry in removed.reversed() {
      let isServed = standing.contains { other in
        other.name == entry.name
          || other.isEnabled && entry.architectures.allSatisfy(other.covers)
      }
      // It would be asked before what works.
      if served.contains(where: entry.covers) { continue }
      let runsItself = entry.architectures.allSatisfy { observed?.executes($0) ?? false }
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
