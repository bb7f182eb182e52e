import Facts
import LinuxHost
import Repair
import Text

extension RegisterRun {
  /// A plan carried out, compared with the host afterwards, and made persistent.
  struct Round {
    var changes: [RegistrationChange]
    var after: HostFacts
    var installer: InstallerReport?
    var lost: [KernelText]
    /// The files that were written; nil if that failed.
    var files: [String]?

    init(
      _ run: RegisterRun, _ plan: RegistrationPlan, _ method: RegistrationMethod?,
      _ before: HostFacts
    ) throws {
      let result = try run.carriedOut(plan, by: method, before)
      after = try result.after ?? (plan.changesAnything ? run.observed() : before)
      changes = RegistrationChange.comparing(
        plan, result, with: after, isEverything: run.options.isEverything)
      files = run.persisted(changes, method)
      (installer, lost) = (result.installer, result.lost)
    }

    /// Nothing of a plan was carried out.
    init(without plan: RegistrationPlan, on facts: HostFacts) {
      changes = RegistrationChange.comparing(
        plan, RegistrationResult(), with: facts, isEverything: false)
      (after, lost, files) = (facts, [], [])
    }

    /// Adds another one, for other platforms or for some of them again.
    mutating func add(_ other: Round, inOrderOf plan: RegistrationPlan) {
      changes = plan.steps.compactMap { step in
        (other.changes + changes).first { $0.step.architecture == step.architecture }
      }
      installer = other.installer ?? installer
      lost += other.lost
      files = files.flatMap { own in other.files.map { own + $0 } }
    }
  }

  /// Another round by the image's emulators for those that the host has none for, or whose did not
  /// serve, where that is for us to choose and the image can be had.
  func roundWithImage(
    for rest: [RegistrationPlan.Step], insteadOf method: RegistrationMethod?, after round: Round
  ) throws -> Round? {
    guard options.method == .auto, case .host = method else { return nil }
    let failed = round.changes.filter { $0.outcome == .failed }.map(\.step) + rest
    let served = failed.filter { BinfmtImage.supports($0.architecture) }
    // Why the host's own did not serve is what the answer says where the image does not either.
    let nothing = Round(without: RegistrationPlan(steps: rest), on: round.after)
    let unserved = rest.isEmpty ? nil : nothing
    guard !served.isEmpty else { return unserved }
    return try tryingImage(on: round.after) { image in
      if case .container(let container) = image { try removeLeftovers(of: container) }
      let plan = RegistrationPlan.planning(
        served.flatMap(\.platforms), on: round.after, replaces: options.replaces, byImage: true)
      var second = try Round(self, plan, image, round.after)
      second.changes += nothing.changes.filter { !served.contains($0.step) }
      return second
    } ?? unserved
  }
}
