import Dockerfiles
import Facts
import struct FoundationEssentials.Data
import class FoundationEssentials.JSONDecoder
import struct FoundationEssentials.URL
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

  /// What a reboot takes away is kept by a command with the names in it.
  @Test func whatIsNotKeptNamesItsCommand() throws {
    var facts = try facts(of: "debian")
    facts.boot.readers = .seen([])
    let platforms = [Platform(architecture: "arm64"), Platform(architecture: "s390x")]
    let report = report(of: facts, platforms, Link.ofHost)
    let root = TextStyle(isColoured: false, isUnicode: false, isRoot: true)
    for (style, sudo) in [(Screen.style, "sudo "), (root, "")] {
      let text = TextReport(report, style: style).rendered()
      #expect(
        text.contains(
          "  after a reboot: gone for linux/arm64 and linux/s390x; keep them:\n"
            + "    \(sudo)crossready register --persist linux/arm64 linux/s390x\n"), "\(text)")
    }
  }

  /// A pipeline that asks for nothing hears that the answer is yes because of it.
  @Test(arguments: [
    ("bare", [], true), ("bare", ["linux/amd64"], false), ("debian", [], false),
  ])
  func aGateThatRequiresNothingSaysSo(
    _ host: String, _ platforms: [String], _ isSaid: Bool
  ) throws {
    let report = try report(of: host, platforms, Link.ofHost)
    let gate = TextReport(report, style: Screen.style, detail: TextDetail(isGate: true))
    let hint = ": crossready --strict linux/arm64"
    #expect(gate.rendered().contains(hint) == isSaid, "\(gate.rendered())")
    #expect(!TextReport(report, style: Screen.style).rendered().contains(hint))
  }

  /// Only a screen has no room for the whole of what shows a finding.
  @Test(arguments: [
    ("debian", "linux/arm64"), ("without-fix-binary", "linux/s390x"), ("bare", "linux/arm64"),
  ])
  func aFileHasTheWholeEvidence(_ host: String, _ platform: String) throws {
    let report = try report(of: host, [platform], Link.ofHost)
    #expect(!TextReport(report, style: Screen.style.plain).rendered().contains("..."))
  }

  @Test func verify() throws {
    let platforms = ["linux/arm64", "linux/s390x", "linux/386", "linux/arm/v7"]
    try expect(try report(of: "verify", platforms, Link.allCases), on: "verify of four")
  }

  /// Where a package has to be installed first, whoever looks at a Dockerfile is told so too, and
  /// every line runs as root.
  @Test func dockerfileOnAHostWithoutEngine() throws {
    var facts = try facts(of: "bare")
    facts.system.programs = .seen(["apt-get", "systemctl"])
    let host = report(of: facts, [Platform(architecture: "arm64")], Link.ofHost)
    let commands = try #require(host.repair).commands
    #expect(commands.count == 2 && commands.first?.contains("apt-get install") == true)

    let build = Platform(architecture: "amd64")
    let file = try Dockerfile(parsing: Array("FROM alpine\nRUN apk add git\n".utf8))
    let plan = try file.plan(
      for: BuildRequest(target: Platform(architecture: "arm64"), build: build))
    let text = TextDockerfile(
      DockerfileReport(
        path: "Dockerfile", build: build, stage: nil, plans: [plan], hazards: [], host: host,
        requiresHost: true), style: Screen.style
    ).rendered()
    let shown = text.split(separator: "\n").suffix(3).map(String.init)
    #expect(shown.first == "To run these steps here:")
    #expect(shown.dropFirst().first == "  sudo sh -c '\(commands[0])'")
    #expect(shown.last == "  sudo \(commands[1])")
    #expect(
      TextReport(host, style: Screen.style).rendered().hasSuffix(
        shown.dropFirst().joined(separator: "\n") + "\n"))
  }

  private func facts(of host: String) throws -> HostFacts {
    let file = Screen.directory.appendingPathComponent("\(host).facts.json")
    return try JSONDecoder().decode(HostFacts.self, from: try Data(contentsOf: file))
  }

  private func report(of host: String, _ platforms: [String], _ links: [Link]) throws -> Report {
    report(of: try facts(of: host), try platforms.map { try Platform(parsing: $0) }, links)
  }

  private func report(of facts: HostFacts, _ platforms: [Platform], _ links: [Link]) -> Report {
    Report.judging(
      facts, for: ReadinessRequest(platforms: platforms, isStrict: false, links: links))
  }

  private func expect(_ report: Report, on screen: String) throws {
    try Screen.expect(TextReport(report, style: Screen.style).rendered(), on: screen)
  }
}
