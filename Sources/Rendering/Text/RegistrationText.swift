package import Facts
import Platforms
package import Readiness
package import Repair
import Text

/// Plans and changes as a person reads them, in 80 columns.
package struct RegistrationText {
  let style: TextStyle

  package init(style: TextStyle) { self.style = style }

  /// What would be done: commands run, emulators of the host registered, files written.
  package func dryRun(
    _ plan: RegistrationPlan, commands: [[String]], emulators: [String], files: [String]
  ) -> String {
    let rows = plan.steps.map { step in
      [platforms(step)] + words(step)
    }
    var lines = table(["PLATFORM", "PLAN", "BECAUSE"], rows)
    let sections = [
      ("would run:", commands.map { $0.map(Shell.quoted).joined(separator: " ") }),
      ("would register:", emulators.map(style.shown)),
      ("would write what differs, for those that work then:", files.map(style.shown)),
    ]
    for (heading, items) in sections where !items.isEmpty {
      lines += ["", heading] + items.map { "  \($0)" }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// What was done, and where it failed the report of the host.
  package func rendered(
    _ changes: [RegistrationChange], installer: InstallerReport?, files: [String],
    report: Report
  ) -> String {
    let rows = changes.map { change in
      [platforms(change.step), words(change.outcome), runner(change)]
    }
    var lines = table(["PLATFORM", "RESULT", "RUN BY"], rows)
    if let digest = installer?.digest { lines += ["", "image: \(style.shown(digest))"] }
    lines += files.map { "written: \(style.shown($0))" }
    let failed = changes.filter { !$0.holds }
    if failed.isEmpty { return lines.joined(separator: "\n") + "\n" }
    lines.append("")
    for change in failed { lines += explanation(change, report) }
    let refused = failed.filter { $0.outcome == .refused }
    let foreign = refused.flatMap(\.step.action.foreign)
    if !foreign.isEmpty {
      lines.append("  to have QEMU in its place, remove it first:")
      lines += foreign.map { entry, _ in
        "    " + (style.isRoot ? "" : "sudo ") + "crossready unregister --entry "
          + Shell.quoted(entry.name)
      }
    }
    if let failure = installer?.failure {
      let said = failure.timedOut == true ? "did not end in time" : "failed"
      lines += wrapped("the binfmt container \(said)", width: 80, hanging: 2)
    }
    for line in installer?.lines.filter({ !$0.hasSuffix(" OK") }).prefix(10) ?? [] {
      lines += wrapped("the image said: \(style.shown(line))", width: 80, hanging: 2)
    }
    // Its remedies are of what failed; what was refused has one already.
    if failed.count == refused.count { return lines.joined(separator: "\n") + "\n" }
    return lines.joined(separator: "\n") + "\n\n"
      + TextReport(report, style: style).rendered()
  }

  private func explanation(_ change: RegistrationChange, _ report: Report) -> [String] {
    let names = platforms(change.step)
    let text: String
    switch change.step.action {
    case .refuse(let entries):
      let list = entries.map(\.name.description).joined(separator: ", ")
      let causes = report.findings.filter { finding in
        finding.severity == .blocks
          && finding.platforms.contains(where: change.step.platforms.contains)
      }.map { "\($0.summary) (\($0.id))" }
      text =
        "\(names): '\(list)' " + reason(for: change.step, known: !causes.isEmpty)
        + (causes.isEmpty ? "" : ": \(causes.joined(separator: "; "))")
    default:
      let found =
        change.isUndone
        ? "nothing new took the place of \(change.entry?.description ?? "the old handler"), which "
          + "serves as before"
        : change.entry.map { "the entry \($0) takes its programs, and they do not run" }
          ?? "this host has no handler for it"
      text =
        change.promise.map { "\(names): the installer reported \"\($0)\", but \(found)" }
        ?? "\(names): \(found)"
    }
    return ([text] + change.reasons.map { "  the new handler did not work: \($0)" })
      .flatMap { wrapped(style.shown($0), width: 80, hanging: 2) }
  }

  private func platforms(_ step: RegistrationPlan.Step) -> String {
    step.platforms.map(\.description).joined(separator: ", ")
  }

  private func table(_ heading: [String], _ rows: [[String]]) -> [String] {
    TextTable(limits: [26, 12, 38], rows: [heading] + rows).lines { cell, row, column in
      row == 0
        ? style.coloured(cell, .bold)
        : column == 1 ? style.coloured(cell, colour(of: cell)) : cell
    }
  }

  private func colour(of word: String) -> TextStyle.Colour? {
    switch word {
    case "kept", "registered", "replaced", "removed": .green
    case "FAILED", "REFUSED": .red
    default: nil
    }
  }

  private func words(_ outcome: RegistrationChange.Outcome) -> String {
    switch outcome {
    case .kept, .registered, .replaced, .removed: outcome.rawValue
    case .refused, .failed: outcome.rawValue.uppercased()
    case .unavailable: "not in image"
    }
  }

  private func words(_ step: RegistrationPlan.Step) -> [String] {
    switch step.action {
    case .keepNative: return ["keep", "the CPU executes it"]
    case .keep(let entry):
      return ["keep", entry.map { "\(style.shown($0.name.description)) works" } ?? "it works"]
    case .install: return ["register", "no handler is registered"]
    case .remove(let entries):
      let names = entries.map(\.name.description).joined(separator: ", ")
      return ["remove", style.shown("the CPU executes it without \(names)")]
    case .replace(let entries, let mayWork):
      let names = entries.map(\.name.description).joined(separator: ", ")
      return ["replace", style.shown("\(names) \(mayWork ? "works" : "does not work")")]
    case .refuse(let entries):
      let names = entries.map(\.name.description).joined(separator: ", ")
      return ["refuse", style.shown("\(names) \(reason(for: step, known: false))")]
    }
  }

  /// Why entries that are in the way stay.
  private func reason(for step: RegistrationPlan.Step, known isBroken: Bool) -> String {
    if let foreign = step.action.foreign.first {
      return "runs \(foreign.emulator.name), which is kept"
    }
    if case .refuse(let entries) = step.action,
      entries.contains(where: { $0.mayServeOthers(than: step.architecture) })
    {
      return "takes programs of other platforms, too, and may run them: it stays"
    }
    return isBroken
      ? "is registered and does not work" : "is registered, and whether it works is unknown"
  }

  private func runner(_ change: RegistrationChange) -> String {
    if change.step.action == .keepNative { return "this CPU" }
    guard let emulator = change.emulator else { return "-" }
    return style.shown(
      [emulator.name.description, emulator.version].compactMap(\.self).joined(separator: " "))
  }
}
