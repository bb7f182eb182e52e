import Facts
import FoundationEssentials
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
    let file = Screen.directory.appendingPathComponent("\(host).facts.json")
    let facts = try JSONDecoder().decode(HostFacts.self, from: try Data(contentsOf: file))
    return Report.judging(
      facts,
      for: ReadinessRequest(
        platforms: try platforms.map { try Platform(parsing: $0) }, isStrict: false, links: links))
  }

  private func expect(_ report: Report, on screen: String) throws {
    try Screen.expect(TextReport(report, style: Screen.style).rendered(), on: screen)
  }
}
