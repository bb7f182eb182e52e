package import Facts
package import Platforms
package import Readiness
package import Reports
package import Text

/// What carrying out a plan came to.
package struct RegistrationResult: Sendable {
  /// What the installer said, if it is the container and ran.
  package var installer: InstallerReport?
  /// Architectures whose old handler stands again, because no new one took its place.
  package var undone: [Architecture] = []
  /// Entries that were there before, that nobody asked to remove, and that are gone.
  package var lost: [KernelText] = []
  /// Why new handlers did not work that were taken away again, by architecture.
  package var reasons: [String: [String]] = [:]
  /// The host afterwards; nil where nothing was done, or something undone since it was looked at.
  var observed: ObservedHost?

  /// The facts of that host.
  package var after: HostFacts? { observed?.facts }

  package init(installer: InstallerReport? = nil, undone: [Architecture] = []) {
    self.installer = installer
    self.undone = undone
  }
}

/// What became of one step of a plan, as the host shows it afterwards.
package struct RegistrationChange: Sendable, Hashable {
  /// The step.
  package let step: RegistrationPlan.Step
  /// What became of it.
  package let outcome: Outcome
  /// The entry that takes the platforms' programs now.
  package let entry: KernelText?
  /// The emulator that runs them now.
  package let emulator: HandlerEmulator?
  /// The worst verdict of its platforms now.
  package let verdict: Verdict
  /// What was promised, where that is not what was found.
  package let promise: String?
  /// Whether the old handler serves again.
  package let isUndone: Bool
  /// Why the new handler did not work, where it was taken away again.
  package let reasons: [String]

  /// What became of a step.
  package enum Outcome: String, Sendable, Hashable {
    /// It works as it did before.
    case kept
    /// A new handler works.
    case registered
    /// A new handler works, in the place of an older one.
    case replaced
    /// What stood before the CPU is gone, and the CPU executes the programs.
    case removed
    /// What is registered does not work, and may not be replaced.
    case refused
    /// There is no working handler.
    case failed
    /// Everything was asked for, and the image has no emulator for this.
    case unavailable
  }

  /// Whether the wanted state holds.
  package var holds: Bool { outcome != .refused && outcome != .failed }

  /// Compares a plan with the host afterwards, which is the one of the result, if that has one.
  ///
  /// - Parameter isEverything: Whether the platforms are whatever the image has.
  package static func comparing(
    _ plan: RegistrationPlan, _ result: RegistrationResult, with facts: HostFacts,
    isEverything: Bool
  ) -> [RegistrationChange] {
    let observed =
      result.observed ?? ObservedHost(facts, judging: plan.steps.flatMap(\.platforms))
    let judged = observed.platforms
    return plan.steps.map { step in
      let reports = judged.filter { step.platforms.contains($0.platform) }
      let isUndone = result.undone.contains(step.architecture)
      let works = reports.allSatisfy(\.verdict.works)
      let outcome: Outcome =
        switch step.action {
        case .keepNative, .keep: works ? .kept : .failed
        case .remove: works ? .removed : .failed
        case .install:
          works && !isUndone
            ? .registered
            : isEverything && result.installer?.lacks(step.architecture) == true
              ? .unavailable : .failed
        case .replace: works && !isUndone ? .replaced : .failed
        case .refuse: .refused
        }
      return RegistrationChange(
        step: step, outcome: outcome, entry: reports.compactMap(\.handler).first,
        emulator: reports.compactMap(\.emulator).first,
        verdict: Verdict.worst(reports.map(\.verdict)),
        promise: outcome == .failed ? result.installer?.promise(for: step.architecture) : nil,
        isUndone: isUndone && works, reasons: result.reasons[step.architecture.name] ?? [])
    }
  }
}
