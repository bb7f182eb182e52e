import Reports
import Readiness
package import Binfmt
package import Emulators
package import Facts
package import Platforms
import Text

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
  }

  /// What is to be done for an architecture.
  package enum Action: Sendable, Hashable {
    /// Nothing: the CPU executes its programs.
    case keepNative
    /// Nothing: this entry's emulator does, as the probes showed.
    case keep(Entry?)
    /// Register a handler; nothing is in its way.
    case install
    /// Register a handler in the place of these entries, which may serve until then.
    case replace([Entry], areWorking: Bool)
    /// Nothing, because these entries are in the way and are not replaced.
    case refuse([Entry])
  }

  /// Whether entries that are there go.
  package var replacesAnything: Bool {
    steps.contains { step in
      if case .replace = step.action { true } else { false }
    }
  }

  /// The architectures that get a new handler.
  package var installed: [Architecture] {
    steps.filter { step in
      switch step.action {
      case .install, .replace: true
      case .keepNative, .keep, .refuse: false
      }
    }.map(\.architecture)
  }

  /// The architectures that have a handler then, if all goes well.
  package var handled: [Architecture] {
    steps.filter { step in
      switch step.action {
      case .keep, .install, .replace: true
      case .keepNative, .refuse: false
      }
    }.map(\.architecture)
  }

  /// Plans from facts in which the platforms were probed.
  ///
  /// What is broken or disabled is mended. What works is kept, and so is what cannot be judged, and
  /// whatever runs another emulator than QEMU: somebody chose it for what QEMU cannot do.
  /// - Parameter replaces: whether what works is to be replaced, too.
  package static func planning(
    _ platforms: [Platform], on facts: HostFacts, replaces: Bool
  ) -> RegistrationPlan {
    let judgement = HostJudgement(
      facts, for: ReadinessRequest(platforms: platforms, isStrict: false))
    let host = judgement.host
    let judged = judgement.platforms
    let architectures = platforms.compactMap(\.architectureInTable).unique
    return RegistrationPlan(
      steps: architectures.map { architecture in
        let reports = judged.filter { $0.platform.architecture == architecture.name }
        return Step(
          architecture: architecture, platforms: reports.map(\.platform),
          action: action(for: architecture, reports, host, replaces: replaces))
      })
  }

  private static func action(
    for architecture: Architecture, _ reports: [PlatformReport], _ host: Host, replaces: Bool
  ) -> Action {
    let handler = host.coverage(of: architecture)?.handler
    if handler == nil, reports.contains(where: { $0.execution == .native }) { return .keepNative }
    let works = reports.allSatisfy(\.works)
    if works, !replaces { return .keep(handler) }
    let name = architecture.entryName
    // One that serves other architectures, too, stays: the newer one is asked first.
    let own = handler.flatMap { $0.architectures.count == 1 || $0.name == name ? $0 : nil }
    let named = host.handlers?.entries.filter { $0.name == name } ?? []
    let inTheWay = ([own].compactMap(\.self) + named).unique
    if inTheWay.isEmpty { return .install }
    let isForeign = inTheWay.contains(where: host.keeps)
    let isBroken = reports.contains { $0.verdict == .notReady }
    return !isForeign && (replaces || isBroken)
      ? .replace(inTheWay, areWorking: works) : .refuse(inTheWay)
  }
}

extension RegistrationPlan.Action {
  /// The entries that stay because they run another emulator than QEMU.
  package var foreign: [(entry: Entry, emulator: ForeignEmulator)] {
    guard case .refuse(let entries) = self else { return [] }
    return entries.compactMap { entry in entry.foreignEmulator.map { (entry, $0) } }
  }
}

extension PlatformReport {
  /// Whether programs of the platform execute, as far as was judged.
  package var works: Bool { verdict == .ready || verdict == .degraded }
}
