package import Binfmt
package import Emulators
package import Facts
package import Platforms
import Readiness
import Reports
package import Text

/// What is to be done so that programs of some platforms execute.
package struct RegistrationPlan: Sendable, Hashable {
  /// One for every architecture, in the order asked for.
  package let steps: [Step]

  /// What is to be done for the platforms of one architecture, which share a handler.
  package struct Step: Sendable, Hashable {
    /// The architecture.
    package let architecture: Architecture
    /// Those of its platforms that were asked for.
    package let platforms: [Platform]
    /// What is to be done.
    package let action: Action
    /// The name of a new entry: the usual one, or another where that is another platform's.
    package let entryName: KernelText
    /// The emulators of QEMU that the host itself names for it, the best first.
    package let ownEmulators: [KernelText]
    /// What to do on this host to have one, where that is known.
    package let gettingEmulator: String?
    /// The file that runs its programs now, and is to be kept; nil where a new handler is wanted.
    package let running: FileFacts?
    /// What the boot registers for it by another emulator than QEMU, which nothing is to outrank.
    package let foreignAtBoot: BootRegistration?
  }

  /// What is to be done for an architecture.
  package enum Action: Sendable, Hashable {
    /// Nothing: the CPU executes its programs.
    case keepNative
    /// Nothing: this entry's emulator does, as the probes showed.
    case keep(Entry?)
    /// Remove these entries: the CPU executes its programs, once they are gone.
    case remove([Entry])
    /// Register a handler; nothing is in its way.
    case install
    /// Register a handler in the place of these entries; those that may work serve until then.
    case replace([Entry], mayWork: Bool)
    /// Nothing, because these entries are in the way and are not replaced.
    case refuse([Entry])
  }

  /// Whether entries that are there go.
  package var replacesAnything: Bool {
    steps.contains { step in
      switch step.action {
      case .replace, .remove: true
      case .keepNative, .keep, .install, .refuse: false
      }
    }
  }

  /// The architectures that get a new handler.
  package var installed: [Architecture] {
    steps.filter { step in
      switch step.action {
      case .install, .replace: true
      case .keepNative, .keep, .remove, .refuse: false
      }
    }.map(\.architecture)
  }

  /// The architectures for which an emulator is needed.
  ///
  /// - Parameter persists: whether what works is to be made permanent.
  package func needingEmulator(persists: Bool) -> [Architecture] {
    persists ? (installed + lasting).unique : installed
  }

  package init(steps: [Step]) { self.steps = steps }

  /// The part of it that is about other architectures than these.
  package func without(_ architectures: [Architecture]) -> RegistrationPlan {
    RegistrationPlan(steps: steps.filter { !architectures.contains($0.architecture) })
  }

  /// The part of it that is about these architectures.
  package func only(_ architectures: [Architecture]) -> RegistrationPlan {
    RegistrationPlan(steps: steps.filter { architectures.contains($0.architecture) })
  }

  /// What is to be done for an architecture.
  func action(for architecture: Architecture) -> Action? {
    steps.first { $0.architecture == architecture }?.action
  }

  /// Whether anything is to be done.
  package var changesAnything: Bool { replacesAnything || !installed.isEmpty }

  /// The architectures that have a handler then, if all goes well, which may be made permanent.
  package var lasting: [Architecture] {
    steps.filter { step in
      switch step.action {
      case .keep, .install, .replace: step.foreignAtBoot == nil
      case .keepNative, .remove, .refuse: false
      }
    }.map(\.architecture)
  }

  /// Plans from facts in which the platforms were probed.
  ///
  /// What is broken or disabled is mended. What works is kept, and so is what cannot be judged, and
  /// whatever runs another emulator than QEMU: somebody chose it for what QEMU cannot do.
  ///
  /// - Parameters:
  ///   - replaces: whether what works is to be replaced, too.
  ///   - byImage: whether the binfmt image is to register, which knows the usual names alone.
  package static func planning(
    _ platforms: [Platform], on facts: HostFacts, replaces: Bool, byImage: Bool = false
  ) -> RegistrationPlan {
    let judgement = HostJudgement(
      facts, for: ReadinessRequest(platforms: platforms, isStrict: false))
    return RegistrationPlan(
      judgement.judgements, on: judgement.host, replaces: replaces, byImage: byImage)
  }

  /// Plans for platforms that were judged.
  init(_ judgements: [Judgement], on host: Host, replaces: Bool, byImage: Bool = false) {
    let architectures = judgements.map(\.subject.architecture).unique
    steps = architectures.map { architecture in
      let own = judgements.filter { $0.subject.architecture == architecture }
      let name = byImage ? architecture.entryName : host.entryName(for: architecture)
      let action =
        Self.removal(for: own)
        ?? Self.action(for: architecture, own, host, name, replaces: replaces)
      let isKept = if case .keep = action { true } else { false }
      return Step(
        architecture: architecture, platforms: own.map(\.subject.platform), action: action,
        entryName: name, ownEmulators: host.ownEmulators(for: architecture),
        gettingEmulator: host.emulatorSource(for: architecture)?.advice,
        running: isKept ? own.first?.subject.runningFile : nil,
        foreignAtBoot: host.foreignRegistration(atBootFor: architecture))
    }
  }

  /// What stands before the CPU and does not work, is removed; nil where nothing does.
  private static func removal(for judgements: [Judgement]) -> Action? {
    guard let subject = judgements.first?.subject, subject.handler != nil, subject.runsUnhandled,
      !judgements.allSatisfy(\.verdict.works)
    else { return nil }
    let entries = subject.entriesBeforeTheCPU
    return subject.mayRemove(entries) ? .remove(entries) : .refuse(entries)
  }

  private static func action(
    for architecture: Architecture, _ judgements: [Judgement], _ host: Host, _ name: KernelText,
    replaces: Bool
  ) -> Action {
    let handler = host.coverage(of: architecture)?.handler
    if handler == nil, judgements.contains(where: { $0.subject.execution == .native }) {
      return .keepNative
    }
    let works = judgements.allSatisfy(\.verdict.works)
    if works, !replaces { return .keep(handler) }
    // Of several that serve it together, none can make way while the others serve.
    let serving = judgements.first?.subject.winners ?? []
    if works, serving.count > 1 { return .refuse(serving) }
    // A new entry would be asked before one that somebody chose instead of QEMU.
    if let kept = judgements.lazy.compactMap(\.subject.keptHandler).first { return .refuse([kept]) }
    // One that serves other architectures, too, stays: the newer one is asked first.
    let own = handler.flatMap { $0.architectures.count == 1 || $0.name == name ? $0 : nil }
    let named = host.handlers?.entries.filter { $0.name == name } ?? []
    // What is broken beside it serves nobody, and would stay for ever.
    let beside =
      works ? [] : own.flatMap { judgements.first?.subject.brokenWinners(beside: $0) } ?? []
    let inTheWay = ([own].compactMap(\.self) + named + beside).unique
    if inTheWay.isEmpty { return .install }
    // What runs some programs serves them until others do.
    let mayWork = judgements.contains {
      $0.verdict != .notReady || $0.subject.outcomes.first?.report != nil
    }
    let worksNowhere = judgements.allSatisfy { $0.verdict == .notReady }
    let areKept = inTheWay.contains { entry in
      host.keeps(entry)
        || entry.mayServeOthers(than: architecture) && !(worksNowhere && host.isDead(entry))
    }
    let isBroken = judgements.contains { $0.verdict == .notReady }
    return !areKept && (replaces || isBroken)
      ? .replace(inTheWay, mayWork: mayWork) : .refuse(inTheWay)
  }
}

extension Host {
  /// Whether an entry serves nobody: its interpreter is gone, and the kernel does not hold it.
  fileprivate func isDead(_ entry: Entry) -> Bool {
    !entry.flags.fixesBinary && entry.interpreter.map(file)?.failure?.errno == 2
  }

  /// The name of a new entry for an architecture: the usual one, but where that belongs to an entry of
  /// other programs, and an emulator of the host's own, which may have any name, can be registered.
  func entryName(for architecture: Architecture) -> KernelText {
    let usual = architecture.entryName
    guard isTaken(usual, from: architecture), !ownEmulators(for: architecture).isEmpty else {
      return usual
    }
    let other = KernelText(usual.bytes + Array("-\(architecture.name)".utf8))
    return isTaken(other, from: architecture) ? usual : other
  }

  /// Whether an entry of other programs that stays has a name, now or after a boot.
  func isTaken(_ name: KernelText, from architecture: Architecture) -> Bool {
    ((handlers?.entries ?? []) + handlersAfterBoot.entries).contains { entry in
      entry.name == name && !entry.covers(architecture)
        && (keeps(entry) || entry.mayServeOthers(than: architecture) && !isDead(entry))
    }
  }
}

extension Entry {
  /// Whether it takes programs of other architectures, too, and may run them: a program of QEMU's runs
  /// those of one.
  package func mayServeOthers(than architecture: Architecture) -> Bool {
    guard architectures.contains(where: { $0 != architecture }) else { return false }
    return !architecture.isEmulator(named: interpreter?.lastPathComponent.description ?? "")
  }
}

extension RegistrationPlan.Action {
  /// The entries that stay because they run another emulator than QEMU.
  package var foreign: [(entry: Entry, emulator: ForeignEmulator)] {
    guard case .refuse(let entries) = self else { return [] }
    return entries.compactMap { entry in entry.foreignEmulator.map { (entry, $0) } }
  }
}
