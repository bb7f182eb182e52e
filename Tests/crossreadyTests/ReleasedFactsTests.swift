import FoundationEssentials
import Platforms
import Readiness
import Repair
import Reports
import Testing

@testable import crossready

/// Facts files of every released schema stay readable, and keep their meaning.
///
/// `schema-1.json` is a Debian 12 host with qemu-user-static 7.2 in a user namespace: Debian's line
/// for arm64, and one for arm that was switched off.
struct ReleasedFactsTests {
  @Test func firstSchema() throws {
    let directory = String(#filePath.dropLast("ReleasedFactsTests.swift".count))
    let data = try Data(contentsOf: URL(filePath: directory + "Facts/schema-1.json"))
    let facts = try FactsFile.decode(Array(data), path: "schema-1.json")
    let words = ["linux/arm64", "linux/arm/v7", "linux/386", "linux/s390x", "linux/riscv64"]
    let platforms = try words.map { try Platform(parsing: $0).normalized }
    let report = Report.judging(facts, for: ReadinessRequest(platforms: platforms, isStrict: false))
    #expect(
      report.platforms.map(\.verdict) == [.degraded, .notReady, .ready, .notReady, .notReady])
    #expect(
      report.findings.map(\.id) == [
        "binfmt-private-instance", "no-handler", "handler-disabled", "handler-lacks-credentials",
        "emulator-known-bad",
      ])
    #expect(report.platforms.first?.emulator?.version == "7.2.22")
  }
}
