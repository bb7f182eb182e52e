import LinuxNames
import Platforms
package import Readiness
import Reports
import Text

/// A report as a person reads it, in 80 columns.
package struct TextReport {
  private let report: Report
  private let style: TextStyle

  package init(_ report: Report, style: TextStyle) {
    self.report = report
    self.style = style
  }

  /// The whole text.
  package func rendered() -> String {
    let sections =
      [[headline] + engine + environment + unread, table + slowdowns] + report.findings.map(finding)
      + [wrapped(Self.conclusion(of: report), width: 80) + repair]
    return sections.map { $0.joined(separator: "\n") }.joined(separator: "\n\n") + "\n"
  }

  /// The answer in a sentence or two.
  package static func conclusion(of report: Report) -> String {
    let counts = [Verdict.ready, .degraded, .notReady, .unknown].compactMap { verdict in
      let count = report.platforms.count { $0.verdict == verdict }
      return count == 0 ? nil : "\(count) \(words(verdict).lowercased())"
    }
    let total = report.platforms.count
    let summary = "\(total) platform\(total == 1 ? "" : "s"): \(counts.joined(separator: ", "))"
    let isAsked = report.platforms.contains(where: \.isRequired)
    switch report.exitStatus {
    case .yes where isAsked: return "\(summary). The host is ready for what was asked."
    case .yes: return "\(summary). Nothing that is registered here is broken."
    case .no where report.isImageAtFault:
      return "\(summary). The image is not for what was asked; nothing is wrong with the host."
    case .no where isAsked: return "\(summary). The host is not ready for what was asked."
    case .no: return "\(summary). Something that is registered here does not work."
    default: return "\(summary). It could not be told whether the host is ready."
    }
  }

  /// The one thing to run, at the end, where a terminal shows it.
  private var repair: [String] {
    guard report.exitStatus == .no, let repair = report.repair else { return [] }
    return [repair.commands.count == 1 ? "Repair it:" : "Repair it, in this order:"]
      + repair.commands.map { command in
        let isOurs = command.hasPrefix("crossready ")
        return "  " + (isOurs && !style.isRoot ? "sudo \(command)" : asRoot(command))
      }
  }

  /// A line for a shell that root's rights are needed for.
  private func asRoot(_ command: String) -> String {
    style.isRoot ? command : "sudo sh -c \(Shell.quoted(command))"
  }

  /// The findings alone, and why something could not be told; nothing where there is neither.
  package func renderedFindings() -> String {
    let reasons =
      report.exitStatus == .couldNotTell
      ? [wrapped(Self.conclusion(of: report), width: 80) + unread] : []
    return (reasons + report.findings.map(finding)).map { $0.joined(separator: "\n") + "\n" }
      .joined(separator: "\n")
  }

  private var headline: String {
    let host = report.host
    let kernel = host.kernelRelease.map { "Linux \($0)" } ?? "a kernel that could not be read"
    let machine = host.machine.map { " on \($0)" } ?? ""
    return style.shown("\(report.tool.name) \(report.tool.version): \(kernel)\(machine)").cut(
      to: 80)
  }

  /// The container engine, if one was asked.
  private var engine: [String] {
    guard let engine = report.host.engine else { return [] }
    let path = engine.path.map { " at \($0)" } ?? ""
    guard let answer = engine.answer else {
      return engine.path == nil ? [] : indented("containers: none, \(engine.program)\(path)")
    }
    let facts = [
      "\(answer.kind) \(answer.version ?? "of unknown version")\(path)",
      answer.imageStore.map { "images in \($0)" },
      answer.usesContainerdStore == true ? "containerd image store" : nil,
      answer.isRootless == true ? "rootless" : nil,
      answer.isSnap == true ? "from a snap" : nil,
      answer.isDesktop == true ? "Docker Desktop" : nil,
      answer.context.map { "context \($0)" },
      report.host.isEngineElsewhere ? "on another machine" : nil,
    ]
    return indented("containers: " + facts.compactMap(\.self).joined(separator: ", ")) + builder
  }

  private var builder: [String] {
    guard let builder = report.host.builder else { return [] }
    let facts = [
      builder.name.text, builder.driver.map { "driver \($0)" },
      (builder.nodes?.count ?? 1) > 1 ? "\(builder.nodes?.count ?? 1) nodes" : nil, builder.status,
      builder.error.map { "error: \($0.text)" },
      builder.forced.isEmpty
        ? nil : "platforms by hand: \(builder.forced.joined(separator: " "))",
    ]
    return indented("builder: " + facts.compactMap(\.self).joined(separator: ", "))
  }

  /// How much slower the platforms are, where that was measured.
  private var slowdowns: [String] {
    let measured = report.platforms.compactMap { platform in
      platform.slowdown.map { "\(platform.platform) \($0.tenths)x" }
    }
    return measured.isEmpty
      ? [] : [""] + wrapped("work takes longer: \(measured.joined(separator: ", "))", width: 80)
  }

  /// How far the probes' answers reach.
  private var environment: [String] {
    switch report.host.emptyRoot {
    case "none":
      return [
        "The probes ran in this root, not in an empty one: F was read, not proven."
      ]
    case nil: return ["The probes did not run: nothing was proven by execution."]
    default: return []
    }
  }

  private var unread: [String] { report.unknowns.flatMap { indented($0.cut(to: 400)) } }

  private var table: [String] {
    let isVerified = report.host.engine != nil
    let heading =
      ["PLATFORM", "VERDICT", "RUN BY"]
      + (isVerified
        ? ["HOST", "CONTAINER", "BUILDER"] : ["KERNEL", "HANDLER", "EMULATOR", "EXEC"])
    let rows = report.platforms.map { platform in
      [platform.platform.description, Self.words(platform.verdict), runner(platform)]
        + (isVerified ? views(of: platform) : platform.chain.ofHost.map { words($0.state) })
    }
    let limits = isVerified ? [14, 9, 24, 8, 9, 7] : [14, 9, 24, 6, 7, 8, 6]
    return TextTable(limits: limits, rows: [heading] + rows).lines {
      cell, row, column in
      if row == 0 { return style.coloured(cell, .bold) }
      return column == 0 || column == 2 ? cell : style.coloured(cell, colour(of: cell))
    }
  }

  /// Who sees what: the host's own links in one word, the engine, and the builder.
  private func views(of platform: PlatformReport) -> [String] {
    let host = platform.chain.ofHost
    let broken = host.first { $0.state == .failed }
    let worst = [LinkState.unknown, .degraded, .passed].first { state in
      host.contains { $0.state == state }
    }
    return [broken.map { $0.link.rawValue.uppercased() } ?? words(worst ?? .notNeeded)]
      + platform.chain.filter { !Link.ofHost.contains($0.link) }.map { words($0.state) }
  }

  private func runner(_ platform: PlatformReport) -> String {
    if let emulator = platform.emulator {
      return style.shown(
        [emulator.name.description, emulator.version].compactMap(\.self).joined(separator: " "))
    }
    return platform.execution == .native ? "this CPU" : "-"
  }

  private static func words(_ verdict: Verdict) -> String {
    switch verdict {
    case .ready: "ready"
    case .degraded: "degraded"
    case .notReady: "NOT READY"
    case .unknown: "unknown"
    }
  }

  private func words(_ state: LinkState) -> String {
    switch state {
    case .passed: "ok"
    case .degraded: "partly"
    case .failed: "FAILED"
    case .notNeeded, .notChecked: "-"
    case .unknown: "?"
    }
  }

  private func colour(of word: String) -> TextStyle.Colour? {
    switch word {
    case "ready", "ok": .green
    case "degraded", "partly", "unknown", "?": .yellow
    case "NOT READY", "FAILED", "KERNEL", "HANDLER", "EMULATOR", "EXEC": .red
    default: nil
    }
  }

  private func finding(_ finding: Finding) -> [String] {
    let mark: String
    let colour: TextStyle.Colour?
    switch finding.severity {
    case .blocks: (mark, colour) = ("BLOCKS", .red)
    case .hides: (mark, colour) = ("HIDES", .yellow)
    case .degrades: (mark, colour) = ("DEGRADES", .yellow)
    case .note: (mark, colour) = ("NOTE", nil)
    }
    var lines = wrapped(
      "\(mark) \(finding.id)\(finding.remark): \(finding.summary)", width: 80, hanging: 2)
    if let first = lines.first {
      lines[0] = style.coloured(mark, colour) + first.dropFirst(mark.count)
    }
    lines += indented("for " + finding.platforms.map(\.description).joined(separator: ", "))
    lines += finding.evidence.flatMap { indented($0.cut(to: 400)) }
    guard let remedy = finding.remedy else { return lines }
    let place = remedy.commands.isEmpty ? "advice: \(remedy.text)" : "\(remedy.text)"
    lines += indented(place)
    if !remedy.commands.isEmpty {
      lines.append("  fix:")
      lines += remedy.commands.map { command in
        "    " + (remedy.needsRoot ? asRoot(command) : command)
      }
    }
    return lines
  }

  /// A paragraph of a finding; a word that is longer than the line is broken.
  private func indented(_ text: String) -> [String] {
    wrapped(style.shown(text), width: 80, indent: 2, hanging: 4).flatMap { line -> [String] in
      guard line.count > 80 else { return [line] }
      return [String(line.prefix(80))] + line.dropFirst(80).pieces(of: 76).map { "    " + $0 }
    }
  }
}

extension Report {
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

extension [PlatformReport.LinkReport] {
  /// The links that need no engine.
  fileprivate var ofHost: [PlatformReport.LinkReport] {
    filter { Link.ofHost.contains($0.link) }
  }
}

extension Double {
  /// The number with one digit behind the point.
  fileprivate var tenths: String {
    let rounded = (self * 10).rounded() / 10
    return rounded.isFinite ? "\(rounded)" : "?"
  }
}
