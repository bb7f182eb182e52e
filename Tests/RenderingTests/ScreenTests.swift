import Facts
import FoundationEssentials
import Glibc
import Platforms
import Readiness
import Repair
import Reports
import Testing

@testable import Rendering

/// What a person sees first: the screens of hosts are files, and a change of one is a decision.
///
/// With CROSSREADY_WRITE_SCREENS in the environment they are written anew.
struct ScreenTests {
  private static let directory = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Screens")
  private static let style = TextStyle(isColoured: false, isUnicode: false, isRoot: false)

  @Test(arguments: [
    ("bare", []), ("bare", ["linux/arm64"]), ("container", []), ("debian", []),
    ("debian", ["linux/arm64", "linux/arm/v7"]), ("not-mounted", ["linux/arm64"]), ("rosetta", []),
    ("without-fix-binary", []), ("without-fix-binary", ["linux/s390x", "linux/arm64"]),
  ])
  func check(_ host: String, _ platforms: [String]) throws {
    try expect(
      try report(of: host, platforms, Link.ofHost),
      on: (["check", host] + platforms).joined(separator: " "))
  }

  @Test func verify() throws {
    let platforms = ["linux/arm64", "linux/s390x", "linux/386", "linux/arm/v7"]
    try expect(try report(of: "verify", platforms, Link.allCases), on: "verify of four")
  }

  private func report(of host: String, _ platforms: [String], _ links: [Link]) throws -> Report {
    let file = Self.directory.appendingPathComponent("\(host).facts.json")
    let facts = try JSONDecoder().decode(HostFacts.self, from: try Data(contentsOf: file))
    return Report.judging(
      facts,
      for: ReadinessRequest(
        platforms: try platforms.map { try Platform(parsing: $0) }, isStrict: false, links: links))
  }

  private func expect(_ report: Report, on screen: String) throws {
    try expect(TextReport(report, style: Self.style).rendered(), on: screen)
  }

  /// A terminal of 24 lines shows it with the prompt below; only the command at the end may be wider
  /// than the terminal.
  private func expect(_ text: String, on screen: String) throws {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
    let heights = lines.map { max(1, ($0.count + 79) / 80) }
    #expect(heights.reduce(0, +) <= 23, "\(text)")
    #expect(lines.dropLast().allSatisfy { $0.count <= 80 }, "\(text)")
    let name = screen.replacing("/", with: "-") + ".txt"
    let file = Self.directory.appendingPathComponent(name)
    if getenv("CROSSREADY_WRITE_SCREENS") != nil { try Data(text.utf8).write(to: file) }
    let golden = try String(decoding: Data(contentsOf: file), as: UTF8.self)
    #expect(text == golden, "\(name) differs; look at it, and write it again if it is meant")
  }
}
