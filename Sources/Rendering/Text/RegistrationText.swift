package import Facts
import Platforms
package import Readiness
package import Repair
import Reports
import Text

/// Plans and changes as a person reads them, in 80 columns.
package struct RegistrationText {
  let style: TextStyle

  package init(style: TextStyle) { self.style = style }

  /// What would be done: commands run, emulators of the host registered, files written.
  package func dryRun(_ outline: RegistrationOutline) -> String {
    let rows = outline.plan.steps.map { step in
      [
        Word(platforms(step)), Word(Words.action(step.action).word), Word(reason(for: step)),
      ]
    }
    var lines = [
      !outline.plan.changesAnything
        ? "Nothing would be changed." : "This is a plan: nothing was changed. Without --dry-run:",
      "",
    ]
    lines += table(["PLATFORM", "PLAN", "BECAUSE"], rows)
    if !style.isRoot, !outline.emulators.isEmpty || !outline.files.isEmpty {
      lines += ["", "This needs root: run it with sudo."]
    }
    let sections = [
      ("would run:", outline.commands.map { $0.map(Shell.quoted).joined(separator: " ") }),
      ("would register:", outline.emulators.map(style.shown)),
      ("would also write, once the handlers work:", outline.files.map(style.shown)),
    ]
    for (heading, items) in sections where !items.isEmpty {
      lines += ["", heading] + items.map { "  \($0)" }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// What was done, and where it failed the report of the host: the answer first, and at the end what
  /// comes next.
  /// - Parameter files: what was written for the boot; nil where that failed.
  package func rendered(
    _ changes: [RegistrationChange], installer: InstallerReport?, files: [String]?,
    report: Report
  ) -> String {
    let rows = changes.map { change in
      [Word(platforms(change.step)), Words.outcome(change.outcome), Word(runner(change))]
    }
    var lines = paragraph(sentence(changes, files, report)) + [""]
    lines += table(["PLATFORM", "RESULT", "RUN BY"], rows)
    if let digest = installer?.digest { lines += ["image: \(style.shown(digest))"] }
    lines += (files ?? []).map { "written: \(style.shown($0))" }
    let failed = changes.filter { !$0.holds }
    guard !failed.isEmpty else {
      return text(lines + (files == nil ? [] : [""] + next(changes, report)))
    }
    lines.append("")
    for change in failed { lines += explanation(change, report) }
    lines += said(by: installer)
    let refused = failed.filter { $0.outcome == .refused }
    let foreign = refused.flatMap(\.step.action.foreign)
    if !foreign.isEmpty {
      lines += ["", "To have QEMU in its place, remove it first:"]
      lines += foreign.map { entry, _ in
        "  " + style.asRoot("crossready unregister --entry \(Shell.quoted(entry.name))")
      }
    }
    // Its remedies are of what failed; what was refused has one already.
    guard failed.count != refused.count else { return text(lines) }
    let failing = failed.flatMap(\.step.platforms).map(\.description)
    let findings = TextReport(report, style: style).renderedFindings()
    return text(lines) + (findings.isEmpty ? "" : "\n\(findings)")
      + text(["", "See all that was found:", "  crossready -v \(failing.joined(separator: " "))"])
  }

  /// Commands of GitHub's workflows: an error for each platform that does not run.
  package func annotations(_ changes: [RegistrationChange], _ report: Report) -> String {
    changes.filter { !$0.holds }.map { change in
      GitHubReport.annotation("error", change.outcome.rawValue, explanation(change, report))
    }.joined()
  }

  /// The answer in a sentence.
  ///
  /// - Parameter files: what was written for the boot; nil where that failed.
  private func sentence(
    _ changes: [RegistrationChange], _ files: [String]?, _ report: Report
  ) -> String {
    let failed = changes.filter { !$0.holds }
    guard failed.isEmpty else {
      let clauses = [
        (failed.filter(\.hasNoHandler), "does not run here", "do not run here"),
        (
          failed.filter { !$0.hasNoHandler }, "was not replaced: the old handler stays",
          "were not replaced: the old handlers stay"
        ),
        (changes.filter { $0.holds && $0.outcome != .unavailable }, "runs here", "run here"),
      ]
      return clauses.compactMap { changes, one, many in
        let names = changes.flatMap(\.step.platforms)
        return names.isEmpty ? nil : "\(names.listed) \(names.count == 1 ? one : many)"
      }.joined(separator: "; ") + "."
    }
    let changes = changes.filter { $0.outcome != .unavailable }
    guard !changes.isEmpty else { return "The image has no emulator for any of these platforms." }
    let names = changes.flatMap(\.step.platforms)
    let isNew = changes.contains { $0.outcome != .kept }
    let verb = names.count == 1 ? "runs" : "run"
    guard let files else {
      return "\(names.listed) \(verb) here now, but will not after a reboot: see the error above."
    }
    if isNew { return "\(names.listed) \(verb) here now." }
    guard let defect = defects(report).first else {
      return !files.isEmpty
        ? "\(names.listed) \(verb) here already, and after a reboot, too."
        : "Nothing to do: \(names.listed) \(verb) here already."
    }
    let state = "\(defect.platforms.listed) \(defect.platforms.count == 1 ? "is" : "are") degraded"
    return "\(names.listed) \(verb) here already, but \(state): \(defect.summary)."
  }

  /// What degrades platforms that run.
  private func defects(_ report: Report) -> [Finding] {
    report.findings.filter { $0.severity == .degrades }
  }

  /// What whoever has registered does next.
  private func next(_ changes: [RegistrationChange], _ report: Report) -> [String] {
    if let mending = defects(report).lazy.compactMap({ $0.remedy }).first(where: {
      $0.commands.count == 1
    }) {
      return ["To mend what is degraded:"] + mending.commands.map { "  " + style.asRoot($0) }
    }
    let lost = report.findings.first { $0.id == "handler-not-persistent" }?.platforms ?? []
    guard lost.isEmpty else {
      let words = lost.map(\.description).joined(separator: " ")
      return ["A reboot loses \(lost.count == 1 ? "it" : "them"). To keep what works now:"]
        + ["  " + style.asRoot("crossready register --persist \(words)")]
    }
    let names = changes.filter { $0.outcome != .unavailable }.flatMap(\.step.platforms)
      .map(\.description).joined(separator: " ")
    if report.host.keepsHandlers == false {
      return ["A reboot brings back handlers without flag C. To keep these:"]
        + ["  " + style.asRoot("crossready register --persist \(names)")]
    }
    let stays = report.host.keepsHandlers == true ? "A reboot keeps them. " : ""
    return ["\(stays)To see containers run:", "  crossready verify \(names)"]
  }

  /// What the image's program said of what failed.
  private func said(by installer: InstallerReport?) -> [String] {
    var lines: [String] = []
    if let failure = installer?.failure {
      let said = failure.timedOut == true ? "did not end in time" : "failed"
      lines += paragraph("the binfmt container \(said)")
    }
    for line in installer?.lines.filter({ !$0.hasSuffix(" OK") }).prefix(10) ?? [] {
      lines += paragraph("the image said: \(line)")
    }
    return lines
  }

  private func paragraph(_ text: String) -> [String] {
    wrapped(style.shown(text), width: 80, hanging: 2)
  }

  private func text(_ lines: [String]) -> String { lines.joined(separator: "\n") + "\n" }

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
        : change.entry.map { "the handler \($0) does not run it" }
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

  private func table(_ heading: [String], _ rows: [[Word]]) -> [String] {
    let words = [heading.map { Word($0, .bold) }] + rows
    let table = TextTable(limits: [26, 12, 38], rows: words.map { $0.map(\.text) })
    return table.lines { cell, row, column in style.coloured(cell, words[row][column].colour) }
  }

  /// Why a step is planned.
  private func reason(for step: RegistrationPlan.Step) -> String {
    let names = Words.action(step.action).entries.joined(separator: ", ")
    let text =
      switch step.action {
      case .keepNative: "the CPU executes it"
      case .keep: names.isEmpty ? "its programs run" : "\(names) works"
      case .install: "no handler is registered"
      case .remove: "the CPU executes it without \(names)"
      case .replace(_, let mayWork): "\(names) \(mayWork ? "works" : "does not work")"
      case .refuse: "\(names) \(reason(for: step, known: false))"
      }
    return style.shown(text)
  }

  /// Why entries that are in the way stay.
  private func reason(for step: RegistrationPlan.Step, known isBroken: Bool) -> String {
    if let foreign = step.action.foreign.first {
      return "runs \(foreign.emulator.name), which is kept"
    }
    if case .refuse(let entries) = step.action,
      entries.contains(where: { $0.mayServeOthers(than: step.architecture) })
    {
      return "handles other platforms, too, and may run them: it stays"
    }
    return isBroken
      ? "is registered and does not work" : "is registered, and whether it works is unknown"
  }

  private func runner(_ change: RegistrationChange) -> String {
    if change.step.action == .keepNative { return "this CPU" }
    guard let emulator = change.emulator else { return "-" }
    return style.shown(Words.name(of: emulator))
  }
}

/// What `register` would do, as data.
package struct RegistrationOutline {
  let plan: RegistrationPlan
  let commands: [[String]]
  let emulators: [String]
  let files: [String]

  /// - Parameters:
  ///   - commands: what would be run, as argument arrays.
  ///   - emulators: the host's own emulators that would be registered.
  ///   - files: what would be written, where it differs.
  package init(
    _ plan: RegistrationPlan, commands: [[String]], emulators: [String], files: [String]
  ) {
    self.plan = plan
    self.commands = commands
    self.emulators = emulators
    self.files = files
  }
}

extension RegistrationChange {
  /// Whether nothing runs its programs afterwards.
  fileprivate var hasNoHandler: Bool { !isUndone && (verdict == .notReady || verdict == .unknown) }
}
