package import Facts
package import Readiness
package import Repair
package import Reports
import Text

/// The JSON form of what `register` did: keys are only ever added.
package struct RegistrationDocument: Codable {
  /// What would be done; null where it was done.
  let plan: Nullable<PlanPart>
  let changes: [ChangePart]
  let image: Nullable<String>
  let installer: Nullable<[String]>
  let written: [String]
  /// The host afterwards; null where nothing was done.
  let report: Nullable<Document<ReportDocument>>
  let exitStatus: Int32

  /// What would be done.
  package init(planned: RegistrationOutline) {
    plan = Nullable(PlanPart(planned))
    changes = []
    image = Nullable(nil)
    installer = Nullable(nil)
    written = []
    report = Nullable(nil)
    exitStatus = ExitStatus.yes.rawValue
  }

  package init(
    _ changes: [RegistrationChange], installer: InstallerReport?, files: [String], report: Report,
    status: ExitStatus
  ) {
    plan = Nullable(nil)
    self.changes = changes.map(ChangePart.init)
    image = Nullable(installer?.digest)
    self.installer = Nullable(installer?.lines)
    written = files
    self.report = Nullable(Document(.check, ReportDocument(report)))
    exitStatus = status.rawValue
  }

  struct PlanPart: Codable {
    let steps: [StepPart]
    let commands: [[String]]
    let emulators: [String]
    let files: [String]

    init(_ outline: RegistrationOutline) {
      steps = outline.plan.steps.map(StepPart.init)
      commands = outline.commands
      emulators = outline.emulators
      files = outline.files
    }
  }

  struct StepPart: Codable {
    let platforms: [String]
    let action: String
    let entries: [String]

    init(_ step: RegistrationPlan.Step) {
      platforms = step.platforms.map(\.description)
      (action, entries) = Words.action(step.action)
    }
  }

  struct ChangePart: Codable {
    let platforms: [String]
    let outcome: String
    let entry: Nullable<String>
    let emulator: Nullable<String>
    let verdict: Verdict
    let promise: Nullable<String>

    init(_ change: RegistrationChange) {
      platforms = change.step.platforms.map(\.description)
      outcome = change.outcome.rawValue
      entry = Nullable(change.entry?.description)
      emulator = Nullable(change.emulator.map(Words.name(of:)))
      verdict = change.verdict
      promise = Nullable(change.promise)
    }
  }
}
