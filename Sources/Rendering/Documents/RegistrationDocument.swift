package import Facts
package import Readiness
package import Repair
package import Reports
import Text

/// The JSON form of what `register` did: keys are only ever added.
package struct RegistrationDocument: Codable {
  let changes: [ChangePart]
  let image: Nullable<String>
  let installer: Nullable<[String]>
  let written: [String]
  let report: Document<ReportDocument>
  let exitStatus: Int32

  package init(
    _ changes: [RegistrationChange], installer: InstallerReport?, files: [String], report: Report,
    status: ExitStatus
  ) {
    self.changes = changes.map(ChangePart.init)
    image = Nullable(installer?.digest)
    self.installer = Nullable(installer?.lines)
    written = files
    self.report = Document(.check, ReportDocument(report))
    exitStatus = status.rawValue
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
      emulator = Nullable(
        change.emulator.map { emulator in
          [emulator.name.description, emulator.version].compactMap(\.self).joined(separator: " ")
        })
      verdict = change.verdict
      promise = Nullable(change.promise)
    }
  }
}
