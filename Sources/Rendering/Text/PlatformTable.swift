import Platforms
import Readiness
import Reports
import Text

/// The platforms of a report as a table: which are shown, and which of them share a row.
struct PlatformTable {
  private let report: Report
  private let style: TextStyle
  private let isWhole: Bool

  /// More rows than these are joined where they say the same.
  private static let mostRows = 6
  /// The width of names that share a row.
  private static let nameLimit = 24
  /// What is built for so often that its row is missed where nothing is registered for it.
  private static let usual = ["linux/amd64", "linux/arm64", "linux/arm/v7"]

  /// - Parameter isWhole: whether every platform has a row of its own.
  init(_ report: Report, style: TextStyle, isWhole: Bool) {
    self.report = report
    self.style = style
    self.isWhole = isWhole
  }

  /// The heading, the rows, and how many platforms were left out.
  var lines: [String] {
    let groups = grouped
    let names = groups.map { Self.names($0.platforms) }
    let rows = zip(groups, names).map {
      [Word($1.first), $0.verdict, Word($0.runner)] + $0.states
    }
    let limits =
      (groups.contains { $0.platforms.count > 1 } ? [Self.nameLimit, 10, 14] : [14, 10, 24])
      + (hasContainers ? [8, 9, 7] : [6, 7, 8, 6])
    let words = [heading.map { Word($0, .bold) }] + rows
    let table = TextTable(limits: limits, rows: words.map { $0.map(\.text) })
    let lines = table.lines { cell, row, column in
      style.coloured(cell, words[row][column].colour)
    }
    let left = report.platforms.count - shown.count
    return Array(lines.prefix(1)) + zip(lines.dropFirst(), names).flatMap { [$0] + $1.rest }
      + (left > 0 ? ["(\(left) more platform\(left == 1 ? "" : "s"): --all)"] : [])
  }

  private var hasContainers: Bool { report.host.engine != nil }

  private var heading: [String] {
    ["PLATFORM", "VERDICT", "RUN BY"]
      + (hasContainers
        ? ["HOST", "CONTAINER", "BUILDER"] : ["KERNEL", "HANDLER", "EMULATOR", "EXEC"])
  }

  private var shown: [PlatformReport] {
    report.platforms.filter { one in
      isWhole || one.isRequired || one.counts || one.execution != .none || isDisabled(one)
        || Self.usual.contains(one.platform.description)
    }
  }

  /// Whether an entry would take its programs, and is disabled.
  private func isDisabled(_ one: PlatformReport) -> Bool {
    report.findings.contains { $0.id == "handler-disabled" && $0.platforms.contains(one.platform) }
  }

  /// What rows have in common, and the platforms that share it.
  private struct Row {
    let verdict: Word
    var runner: String
    let states: [Word]
    var platforms: [Platform]
  }

  private var grouped: [Row] {
    let rows = shown.map { one in
      Row(
        verdict: isDisabled(one) && !one.counts
          ? Words.disabled : Words.verdict(one.verdict, counts: one.counts, at: one.brokenLink),
        runner: runner(one),
        states: hasContainers ? views(of: one) : states(of: one),
        platforms: [one.platform])
    }
    guard !isWhole, rows.count > Self.mostRows else { return rows }
    var groups: [Row] = []
    for row in rows {
      let index = groups.firstIndex {
        $0.verdict == row.verdict && $0.states == row.states
          && Self.family($0.runner) == Self.family(row.runner)
      }
      guard let index else {
        groups.append(row)
        continue
      }
      groups[index].platforms += row.platforms
      if groups[index].runner != row.runner { groups[index].runner = Self.family(row.runner) }
    }
    return groups
  }

  /// The emulators of one release of QEMU have one name.
  private static func family(_ runner: String) -> String {
    let words = runner.split(separator: " ")
    guard words.count == 2, words[0].hasPrefix("qemu-") else { return runner }
    return "qemu-* \(words[1])"
  }

  /// The platforms of a row: those that fit its column, and lines with the rest.
  private static func names(_ platforms: [Platform]) -> (first: String, rest: [String]) {
    let words = platforms.enumerated().map { index, platform in
      let name = platform.description
      return index == 0 ? name : name.split(separator: "/").dropFirst().joined(separator: "/")
    }
    var first = ""
    var count = 0
    for (index, word) in words.enumerated() {
      let longer = (first.isEmpty ? "" : "\(first) ") + word + (index + 1 < words.count ? "," : "")
      guard index == 0 || longer.count <= nameLimit else { break }
      (first, count) = (longer, index + 1)
    }
    let rest = words.dropFirst(count).joined(separator: ", ")
    return (first, rest.isEmpty ? [] : wrapped(rest, width: 80, indent: 2))
  }

  private func states(of one: PlatformReport) -> [Word] {
    let isOff = isDisabled(one) && !one.counts
    return one.chain.ofHost.map { link in
      isOff && link.state == .failed ? Word("off") : Words.state(link.state, counts: one.counts)
    }
  }

  /// Who sees what: the host's own links in one word, the engine, and the builder.
  private func views(of platform: PlatformReport) -> [Word] {
    let host = platform.chain.ofHost
    let broken = host.first { $0.state == .failed }
    let worst = [LinkState.unknown, .degraded, .passed].first { state in
      host.contains { $0.state == state }
    }
    return [
      broken.map { Words.broken($0.link, counts: platform.counts) }
        ?? Words.state(worst ?? .notNeeded)
    ]
      + platform.chain.filter { !Link.ofHost.contains($0.link) }.map { Words.state($0.state) }
  }

  private func runner(_ platform: PlatformReport) -> String {
    style.shown(Words.runner(of: platform))
  }
}

extension [PlatformReport.LinkReport] {
  /// The links that need no engine.
  fileprivate var ofHost: [PlatformReport.LinkReport] {
    filter { Link.ofHost.contains($0.link) }
  }
}
