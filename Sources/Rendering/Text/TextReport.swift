import LinuxNames
import Platforms
package import Readiness
import Reports
import Text

/// How much of a report is written as text.
package struct TextDetail: Sendable, Equatable {
  /// All evidence, every finding, and what repairs each.
  package var isVerbose: Bool
  /// A row for every platform.
  package var hasAllPlatforms: Bool
  /// Whether a pipeline depends on the exit status, so that it is said where it requires nothing.
  package var isGate: Bool

  package init(isVerbose: Bool = false, hasAllPlatforms: Bool = false, isGate: Bool = false) {
    self.isGate = isGate
    self.isVerbose = isVerbose
    self.hasAllPlatforms = hasAllPlatforms
  }
}

/// A report as a person reads it, in 80 columns: the answer in a sentence, a table, what is wrong,
/// worst first, and at the end the command to run.
package struct TextReport {
  private let report: Report
  private let style: TextStyle
  private let detail: TextDetail
  /// What is wrong with what counts, unless everything is wanted; worst first.
  private let shown: [Finding]

  package init(_ report: Report, style: TextStyle, detail: TextDetail = TextDetail()) {
    self.report = report
    self.style = style
    self.detail = detail
    shown = report.bySeverity.filter { finding in
      detail.isVerbose || finding.severity != .note && report.isAboutWhatCounts(finding)
    }
  }

  /// The whole text.
  package func rendered() -> String {
    let table = PlatformTable(
      report, style: style, isWhole: detail.isVerbose || detail.hasAllPlatforms)
    let findings = shown.map(finding)
    var answer = paragraph(ReadinessSentence.of(report))
    if detail.isVerbose { answer += host }
    var sections = [answer + unrequired + remarks, table.lines + engine + slowdowns + boot]
    // What is short needs no air between.
    sections += detail.isVerbose ? findings : [findings.flatMap(\.self) + more]
    sections.append(next)
    return sections.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }
      .joined(separator: "\n\n") + "\n"
  }

  /// The findings alone that keep the answer from being yes, and why something is unknown; nothing
  /// where there is neither.
  package func renderedFindings(isStrict: Bool = false) -> String {
    guard report.exitStatus != .yes else { return "" }
    let reasons =
      report.exitStatus == .couldNotTell
      ? [paragraph(ReadinessSentence.of(report)) + unread] : []
    let wanted = report.bySeverity.filter { finding in
      finding.ignored == nil && report.isAboutWhatCounts(finding)
        && (finding.severity == .blocks
          || finding.severity == .hides && report.exitStatus == .couldNotTell
          || finding.severity == .degrades && isStrict)
    }
    return (reasons + wanted.map(finding)).map { $0.joined(separator: "\n") + "\n" }
      .joined(separator: "\n")
  }

  // MARK: - Around the table

  private var host: [String] {
    let host = report.host
    let kernel = host.kernelRelease.map { "Linux \($0)" } ?? "a kernel that could not be read"
    let machine = host.machine.map { " on \($0)" } ?? ""
    return paragraph("\(report.tool.name) \(report.tool.version): \(kernel)\(machine)")
  }

  /// That the answer is yes because nobody asked for anything.
  private var unrequired: [String] {
    let isEmpty = !report.platforms.contains { $0.isRequired || $0.execution == .emulated }
    guard detail.isGate, isEmpty, report.exitStatus == .yes else { return [] }
    let command = report.host.engine == nil ? "crossready" : "crossready verify"
    return ["No platform is required; require one: \(command) --strict linux/arm64"]
  }

  /// How far the answers reach.
  private var remarks: [String] {
    let probes: [String]
    switch report.host.emptyRoot {
    case "none":
      probes = [
        "The probes ran in the host's own root, so flag F was read but not tested."
      ]
    case nil: probes = ["The probes did not run: nothing was tested by running it."]
    default: probes = []
    }
    return probes + unread
  }

  private var unread: [String] { report.unknowns.flatMap { indented($0.cut(to: 400)) } }

  /// The container engine, if one was asked, and its builder.
  private var engine: [String] {
    EngineWords(report.host).lines.flatMap { indented($0) }
  }

  /// How much slower the platforms are, where that was measured.
  private var slowdowns: [String] {
    let measured = report.platforms.compactMap { platform in
      platform.slowdown.map { "\(platform.platform) \($0.tenths)x" }
    }
    return measured.isEmpty
      ? [] : indented("work takes longer: \(measured.joined(separator: ", "))")
  }

  /// Whether it stays so.
  private var boot: [String] {
    if report.host.isEngineElsewhere { return [] }
    let counting = report.platforms.filter(\.counts).map(\.platform)
    let lost =
      report.findings.first { $0.id == "handler-not-persistent" && $0.ignored == nil }?
      .platforms.filter(counting.contains) ?? []
    if !lost.isEmpty {
      return indented(
        "after a reboot: gone for \(lost.listed); keep \(lost.count == 1 ? "it" : "them"):")
        + [persisting(lost)]
    }
    guard let isKept = report.host.keepsHandlers else { return [] }
    let emulated = report.platforms.filter { $0.counts && $0.execution == .emulated }
    guard !isKept, !emulated.isEmpty else { return indented("after a reboot: stays as it is") }
    return indented(
      "after a reboot: handlers without flag C (setuid programs will not work); keep these:")
      + [persisting(emulated.map(\.platform))]
  }

  /// The command that keeps handlers, which is never broken.
  private func persisting(_ platforms: [Platform]) -> String {
    let names = platforms.map(\.description).joined(separator: " ")
    return "    " + style.asRoot("crossready register --persist \(names)")
  }

  // MARK: - Findings

  private func finding(_ finding: Finding) -> [String] {
    let (mark, colour) = Words.mark(finding.severity)
    var lines = paragraph("\(mark) \(finding.id)\(finding.remark): \(finding.summary)")
    if let first = lines.first, first.hasPrefix(mark) {
      lines[0] = style.coloured(mark, colour) + first.dropFirst(mark.count)
    }
    if detail.isVerbose {
      lines += indented("for " + finding.platforms.map(\.description).joined(separator: ", "))
      lines += finding.evidence.flatMap { indented($0.cut(to: 400)) }
      return lines + remedy(of: finding)
    }
    if report.platforms.count > 1 { lines += indented("for \(finding.platforms.listed)") }
    // What is worse comes first: of the rest it is enough to know that it is there.
    guard finding.severity == shown.first?.severity else { return lines }
    // What engines and builders say is their second line.
    let most = finding.severity == .degrades || finding.link == .handler ? 1 : 2
    lines += finding.evidence.prefix(most).flatMap { line in
      // In a file or the log of a job, nobody can look at the rest of it.
      style.isTerminal
        ? ["  " + style.shown(line).cut(to: 78)] : indented(line.cut(to: 400))
    }
    return lines + remedy(of: finding)
  }

  /// What removes it: of what the command at the end repairs nothing is said twice.
  private func remedy(of finding: Finding) -> [String] {
    guard let remedy = finding.remedy else { return [] }
    guard !remedy.commands.isEmpty else {
      return indented("what to do: \(remedy.text)")
    }
    guard detail.isVerbose else { return [] }
    // The plan at the end is the same in one command.
    let isSpeltOut =
      report.repair != nil && finding.severity == .blocks
      && !remedy.commands.contains { $0.hasPrefix("crossready ") }
    return indented(remedy.text + (isSpeltOut ? "; without crossready" : "")) + ["  fix:"]
      + remedy.commands.map { "    " + (remedy.needsRoot ? style.asRoot($0) : $0) }
  }

  // MARK: - The end

  /// What else there is to read.
  private var more: [String] {
    guard !detail.isVerbose, !report.findings.isEmpty else { return [] }
    guard let first = shown.first else {
      let names = report.bySeverity.map(\.id).unique
      let more = names.count > 2 ? " and \(names.count - 2) more" : ""
      return paragraph("-v shows notes: \(names.prefix(2).joined(separator: ", "))\(more).")
    }
    return paragraph("See 'crossready explain \(first.id)'; -v shows everything.")
  }

  /// The one thing to run, at the end, where a terminal shows it.
  private var next: [String] {
    if let repair = report.repair {
      return commands(
        repair.commands, repair.commands.count == 1 ? "Repair it:" : "Repair it, in this order:")
    }
    // Where something blocks, nobody wants to hear first how to mend what is only degraded.
    let worst = shown.first?.severity
    let remedies = shown.filter { $0.severity == worst && worst != .note }.compactMap(\.remedy)
    let short = remedies.filter {
      !$0.commands.isEmpty && $0.commands.allSatisfy { $0.count < 300 }
    }
    if let remedy = short.first(where: { $0.commands.count == 1 }) ?? short.first {
      let isOnly = shown.count { $0.severity == worst } == 1
      let purpose = worst == .degrades ? "To mend what is degraded" : "To repair it"
      return commands(
        remedy.commands, "\(isOnly ? remedy.text.firstSentence.capitalised : purpose):",
        remedy.needsRoot)
    }
    guard let offer = report.offer else { return [] }
    return commands(offer.commands, "\(offer.text.capitalised):")
  }

  private func commands(_ lines: [String], _ heading: String, _ needsRoot: Bool = true) -> [String]
  {
    paragraph(heading) + lines.map { "  " + (needsRoot ? style.asRoot($0) : $0) }
  }

  private func paragraph(_ text: String) -> [String] {
    wrapped(style.shown(text), width: 80, hanging: 2)
  }

  /// A paragraph of a finding; a word that is longer than the line is broken.
  private func indented(_ text: String) -> [String] {
    HangText.paragraph(style.shown(text), indent: 2)
  }
}

extension Report {
  /// The findings, worst first.
  fileprivate var bySeverity: [Finding] {
    Severity.allCases.flatMap { severity in
      // What many platforms share comes first: the sort is stable.
      findings.filter { $0.severity == severity }
        .sorted { $0.platforms.count > $1.platforms.count }
    }
  }

  /// What could not be seen, and so what an answer may lack.
  var unknowns: [String] {
    let unprobed = platforms.filter { platform in
      host.emptyRoot != nil
        && platform.chain.contains { $0.link == .exec && $0.state == .unknown }
    }
    let names = unprobed.map(\.platform.description).joined(separator: ", ")
    return unread.map { "not read: \($0.path): \(ErrorNumber.text($0.errno))" }
      + (unprobed.isEmpty ? [] : ["not probed: \(names)"])
  }
}

extension Finding {
  /// The mark of a finding that counts for nothing, because the user said so.
  var remark: String {
    ignored.map { $0 == .note ? " (ignored)" : " (ignored, it \($0.rawValue) otherwise)" } ?? ""
  }
}

extension String {
  /// With a capital.
  fileprivate var capitalised: String { prefix(1).uppercased() + dropFirst() }

  /// Up to the first semicolon.
  fileprivate var firstSentence: String {
    String(split(separator: ";", maxSplits: 1).first ?? "")
  }
}

extension Double {
  /// The number with one digit behind the point.
  fileprivate var tenths: String {
    let rounded = (self * 10).rounded() / 10
    return rounded.isFinite ? "\(rounded)" : "?"
  }
}
