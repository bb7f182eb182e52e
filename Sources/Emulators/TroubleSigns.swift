/// How a host shows a trouble: the emulator that is registered there is of a release that has it.
package enum HostSign: Sendable {
  /// Programs of any kind break.
  case breaksAnyGuest
  /// The programs of one toolchain break.
  case breaksOneToolchain
}

/// How a process shows a trouble.
package struct ProcessSign: Sendable, Hashable {
  /// What it does; some of it is seen of healthy programs, too.
  package let behaviours: Set<Behaviour>
  /// A variable that must be in its environment.
  package let variable: String?
  /// The part of its CPU time that it must spend in the kernel at least, from 0 to 1.
  package let kernelShare: Double
  /// Words of its command line, or of one by which it was started through others, of which one must be
  /// there: names without directories, or what such a name ends in, with a dot. Empty for none.
  package let words: Set<String>
  /// Whether it must read again and again without getting anything.
  package let readsNothing: Bool
  /// Whether all children that it waits for must have ended.
  package let awaitsTheDead: Bool
  /// Whether a process that shows it has this trouble and no other; else others that showed the same
  /// had it.
  package let isCertain: Bool

  /// What a process with a trouble may do, by the names of the verdicts on processes.
  package enum Behaviour: String, Sendable, CaseIterable {
    case crashedAsInit = "crashed-as-init"
    case deadlocked
    case spinning
    case computing
    case sleeping
    case zombieNotReaped = "zombie-not-reaped"
    case waitingForChild = "waiting-for-child"
    case waitingForPipe = "waiting-for-pipe"
    case waitingForNetwork = "waiting-for-network"
    case slow
  }

  init(
    _ behaviours: Behaviour..., variable: String? = nil, kernelShare: Double = 0,
    words: Set<String> = [], readsNothing: Bool = false, awaitsTheDead: Bool = false,
    isCertain: Bool = false
  ) {
    self.behaviours = Set(behaviours)
    self.variable = variable
    self.kernelShare = kernelShare
    self.words = words
    self.readsNothing = readsNothing
    self.awaitsTheDead = awaitsTheDead
    self.isCertain = isCertain
  }

  /// Whether one of the words is among these.
  package func names(oneOf others: Set<String>) -> Bool {
    words.isEmpty
      || words.contains { word in
        word.hasPrefix(".") ? others.contains { $0.hasSuffix(word) } : others.contains(word)
      }
  }
}

/// How a log shows a trouble, and what must change so that it goes away.
package struct LogSign: Sendable, Hashable {
  package let change: Place
  /// What is printed; empty where only the end of a step, or the words of others, tell of it.
  package let texts: [LogText]

  /// Where something must change.
  package enum Place: String, Sendable {
    /// On the machine that builds.
    case builder
    /// On the machine that runs the container.
    case host
    /// In the Dockerfile.
    case dockerfile
    /// In how the job is set up.
    case job
    /// Nowhere: it does no harm.
    case nothing
  }

  init(change: Place, _ texts: LogText...) {
    self.change = change
    self.texts = texts
  }
}

/// A text that an emulator, or a program under it, prints.
package struct LogText: Sendable, Hashable {
  /// The text as a pattern of `Logs`: `*` for anything, `~` and `^` for where it begins, `$` where it
  /// ends.
  package let pattern: String
  /// What must not stand in the same line: others print the same.
  package let exceptions: [String]
  /// Whether only an emulator prints it, so that its step is a foreign one.
  package let isOfEmulator: Bool
  /// What it is in a step that is emulated, and in one of which that is not known.
  package let weight: Weight

  /// How much a text tells.
  package enum Weight: Sendable {
    case cause, hint
    /// A cause in a step that is known to be emulated, and a hint elsewhere.
    case causeIfForeignElseHint
  }

  /// What only emulators print.
  static func emulator(
    _ pattern: String, unless exceptions: [String] = [], _ weight: Weight = .cause
  ) -> LogText {
    LogText(pattern: pattern, exceptions: exceptions, isOfEmulator: true, weight: weight)
  }

  /// What other programs print.
  static func program(
    _ pattern: String, unless exceptions: [String] = [], _ weight: Weight = .cause
  ) -> LogText {
    LogText(pattern: pattern, exceptions: exceptions, isOfEmulator: false, weight: weight)
  }
}
