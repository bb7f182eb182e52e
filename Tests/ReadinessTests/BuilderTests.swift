import Facts
import Platforms
import Readiness
import Repair
import Reports
import Testing

/// What is said of builders, by what was seen of real ones.
struct BuilderJudgingTests {
  private func judged(
    _ containers: ContainerFacts, on host: HostFacts = Sample.host(), isNamed: Bool = false,
    _ platforms: String...
  ) throws -> Report {
    var containers = containers
    containers.isBuilderNamed = isNamed
    containers.builder?.isRequired = isNamed ? true : nil
    let facts = host.with { $0.containers = containers }
    let parsed = try (platforms.isEmpty ? ["linux/arm64"] : platforms).map {
      try Platform(parsing: $0).normalized
    }
    return Report.judging(
      facts, for: ReadinessRequest(platforms: parsed, isStrict: false, links: Link.allCases))
  }

  private func state(_ report: Report) -> LinkState { report.platforms[0].chain[5].state }

  private var hostWithoutHandlers: HostFacts {
    Sample.host().with { $0.binfmt.entries = .seen([]) }.replacingRun(Sample.arm64Run(errno: 8))
  }

  /// BuildKit leaves out what another entry of its list covers.
  @Test(arguments: [
    ("linux/386", "linux/amd64"), ("linux/arm/v7", "linux/arm64"), ("linux/arm/v5", "linux/arm64"),
    ("linux/amd64/v2", "linux/amd64/v3"),
  ])
  func whatAnotherEntryCoversIsOffered(_ platform: String, _ listed: String) throws {
    let report = try judged(.building([listed], driver: "docker"), platform)
    #expect(!report.findings.contains { $0.id.hasPrefix("builder-") })
  }

  /// After Docker's start its list is short for 20 seconds, and builds pass.
  @Test(arguments: [false, true])
  func whatTheListLacksIsANote(_ isNamed: Bool) throws {
    let report = try judged(.building(["linux/amd64"], driver: "docker"), isNamed: isNamed)
    #expect(report.findings.map(\.id) == ["builder-stale"])
    #expect(report.findings[0].severity == .note && state(report) == .passed)
    #expect(report.findings[0].remedy?.commands == [])
    #expect(report.exitStatus == .yes)
  }

  @Test func podmanBuildsWhatTheHostExecutes() throws {
    let report = try judged(.building(["linux/amd64"], driver: "podman"))
    #expect(report.findings.isEmpty && state(report) == .passed)
  }

  /// Podman 5.8 describes itself, whatever name it is given.
  @Test func podmanHasNoBuilderOfAnyName() throws {
    let report = try judged(.building(["linux/arm64"], driver: "podman"), isNamed: true)
    #expect(report.findings.map(\.id) == ["builder-unreachable"])
    #expect(state(report) == .unknown && report.exitStatus == .couldNotTell)
    #expect(report.findings[0].remedy?.text.contains("leave out '--builder'") == true)
  }

  /// Only the builder's own containers are ever touched, under the names that its nodes have.
  @Test(arguments: ["docker", "docker-container"])
  func whatIsOfferedAndNotExecutedIsStale(_ driver: String) throws {
    var containers = ContainerFacts.building(["linux/amd64", "linux/arm64"], driver: driver) {
      $0.name = "my-node"
    }
    containers.runs = []
    let report = try judged(containers, on: hostWithoutHandlers, isNamed: true)
    let finding = try #require(report.findings.first { $0.id == "builder-stale" })
    let commands = finding.remedy?.commands ?? []
    if driver == "docker" {
      #expect(!commands.isEmpty && commands.allSatisfy { !$0.contains("docker") })
    } else {
      #expect(commands == ["docker restart buildx_buildkit_my-node"])
    }
    #expect(finding.severity == .blocks)
  }

  /// Whatever a builder is and has: a command that acts on a container names one of its own nodes, on
  /// the engine that buildx was started through, and none restarts or removes anything else.
  @Test(arguments: ["docker", "docker-container", "remote", "kubernetes", "cloud"])
  func noRemedyTouchesWhatIsNotTheBuilders(_ driver: String) throws {
    var seen: Set<String> = []
    for node in Self.nodes {
      for (listed, host) in [
        (["linux/amd64"], Sample.host()), (["linux/amd64", "linux/arm64"], hostWithoutHandlers),
      ] {
        var containers = ContainerFacts.building(listed, driver: driver) { $0 = node }
        if listed.count > 1 { containers.runs = [] }
        let report = try judged(containers, on: host, isNamed: true, "linux/arm64", "linux/386")
        for finding in report.findings where finding.link == .builder {
          seen.insert(finding.id)
          let isOwn = node.isContainer(ofDriver: driver)
          for command in finding.remedy?.commands ?? [] {
            #expect(isHarmless(command, ofContainer: isOwn), "\(finding.id): \(command)")
          }
        }
      }
    }
    #expect(seen.count > 1)
  }

  /// Nodes in every state and place.
  private static var nodes: [BuilderNode] {
    var nodes: [BuilderNode] = []
    for (endpoint, scheme) in [
      ("default", nil), ("unix:///run/docker.sock", "unix"), ("tcp://10.0.0.1:2375", "tcp"),
      ("far", nil),
    ] {
      for status in ["running", "inactive", "stopped", nil] {
        for state in ["running", "paused", "exited", nil] {
          var node = BuilderNode(name: "my-node")
          node.endpoint = OutsideName(endpoint)
          node.scheme = scheme
          node.status = status
          node.containerState = state
          if status == nil { node.error = "it is paused" }
          if state == "running" { node.emulators = ["buildkit-qemu-aarch64"] }
          nodes.append(node)
        }
      }
    }
    return nodes
  }

  private func isHarmless(_ command: String, ofContainer isOwn: Bool) -> Bool {
    let own = ["docker restart buildx_buildkit_my-node", "docker unpause buildx_buildkit_my-node"]
    return isOwn && own.contains(command)
      || command == "docker buildx create --driver docker-container --use"
      || command.hasPrefix("crossready verify --bootstrap ")
      || command.hasPrefix("crossready register ") || command.hasPrefix("cat /usr/lib/binfmt.d/")
  }

  @Test(arguments: [
    (driver: "remote", status: "inactive", "builder-unreachable"),
    (driver: "docker-container", status: "inactive", "builder-not-started"),
    (driver: "docker-container", status: "stopped", "builder-not-started"),
    (driver: "kubernetes", status: "inactive", "builder-not-started"),
  ])
  func aBuilderThatDoesNotRunIsNeverGreen(
    _ driver: String, _ status: String, _ finding: String
  ) throws {
    let containers = ContainerFacts.building([], driver: driver) { $0.status = status }
    let report = try judged(containers)
    #expect(report.findings.map(\.id) == [finding])
    #expect(state(report) == .degraded && report.exitStatus == .yes)
    let named = try judged(containers, isNamed: true)
    #expect(state(named) == .unknown && named.exitStatus == .couldNotTell)
  }

  @Test func anErrorBlocksWhatWasNamed() throws {
    let containers = ContainerFacts.building([], driver: "docker-container") { node in
      node.status = nil
      node.error = "Container buildx_buildkit_default0 is paused"
      node.containerState = "paused"
    }
    #expect(state(try judged(containers)) == .degraded)
    let report = try judged(containers, isNamed: true)
    #expect(report.exitStatus == .no && report.findings.map(\.id) == ["builder-unusable"])
    #expect(
      report.findings[0].remedy?.commands == ["docker unpause buildx_buildkit_default0"])
  }

  @Test func oneDeadNodeOfTwoIsSaid() throws {
    var containers = ContainerFacts.building(["linux/arm64"], driver: "remote") {
      $0.scheme = "unix"
    }
    var dead = BuilderNode(name: "dead")
    dead.status = "inactive"
    dead.endpoint = "unix:///nope.sock"
    containers.builder?.nodes?.insert(dead, at: 0)
    let report = try judged(containers)
    #expect(report.findings.map(\.id) == ["builder-unreachable"])
    #expect(report.findings[0].evidence == ["node dead: no answer at unix:///nope.sock (inactive)"])
  }

  @Test(arguments: [false, true])
  func aBuilderThatIsNotThere(_ isNamed: Bool) throws {
    var containers = ContainerFacts.docker([.probe("linux/arm64", machine: "aarch64")])
    containers.builderFailure = .exited("ERROR: no builder \"gone\" found\n")
    let report = try judged(containers, isNamed: isNamed)
    #expect(report.findings.map(\.id) == ["builder-unreachable"])
    #expect(report.exitStatus == (isNamed ? .couldNotTell : .yes))
    containers.builderFailure = .exited("docker: 'buildx' is not a docker command.\n")
    #expect(try judged(containers, isNamed: isNamed).findings.isEmpty == !isNamed)
  }

  /// What a builder of another machine lacks, nobody here can try.
  @Test func aBuilderElsewhereThatLacksThePlatform() throws {
    let containers = ContainerFacts.building(["linux/amd64"], driver: "remote") {
      $0.scheme = "tcp"
    }
    #expect(state(try judged(containers)) == .degraded)
    #expect(state(try judged(containers, isNamed: true)) == .unknown)
    #expect(state(try judged(containers, isNamed: true, "linux/386")) == .passed)
  }
}
