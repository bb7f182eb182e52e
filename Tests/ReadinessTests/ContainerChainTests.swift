import Facts
import Platforms
import Readiness
import Repair
import Reports
import Testing
import Text

/// How the links behind exec are judged.
struct ContainerChainTests {
  private func judged(
    _ containers: ContainerFacts, on host: HostFacts = Sample.host(),
    _ platforms: String..., links: [Link] = Link.allCases
  ) throws -> Report {
    let facts = host.with { $0.containers = containers }
    let parsed = try platforms.map { try Platform(parsing: $0).normalized }
    return Report.judging(
      facts, for: ReadinessRequest(platforms: parsed, isStrict: false, links: links))
  }

  private func states(_ report: Report) -> [LinkState] { report.platforms[0].chain.map(\.state) }

  @Test func containerThatRanPasses() throws {
    let report = try judged(.docker([.probe("linux/arm64", machine: "aarch64")]), "linux/arm64")
    #expect(states(report) == [.passed, .passed, .passed, .passed, .passed, .notChecked])
    #expect(report.verdict == .ready)
    #expect(report.findings.isEmpty)
    #expect(report.platforms[0].chain[4].milliseconds == 300)
  }

  @Test func whoDoesNotAskForContainersIsNotToldOfThem() throws {
    let report = try judged(
      .docker([.failed("linux/arm64", status: 1, errors: "x")]) { $0.scheme = "ssh" },
      "linux/arm64", links: Link.ofHost)
    #expect(report.verdict == .ready)
    #expect(report.findings.isEmpty)
    #expect(states(report).suffix(2) == [.notChecked, .notChecked])
  }

  @Test func withoutEngineItCannotBeTold() throws {
    var containers = ContainerFacts()
    containers.engines = [EngineFacts(program: "docker")]
    let report = try judged(containers, "linux/arm64")
    #expect(report.verdict == .unknown)
    #expect(report.exitStatus == .couldNotTell)
  }

  @Test func aFailedProbeOutranksAMissingEngine() throws {
    var containers = ContainerFacts()
    containers.engines = [EngineFacts(program: "docker")]
    let host = Sample.host().with { $0.binfmt.entries = .seen([]) }
      .replacingRun(Sample.arm64Run(errno: 8))
    let report = try judged(containers, on: host, "linux/arm64")
    #expect(report.exitStatus == .no)
    #expect(report.platforms[0].brokenLink == .handler)
  }

  @Test func factsWithoutContainersAreUnknown() throws {
    let report = try judged(ContainerFacts(), "linux/arm64")
    #expect(report.verdict == .unknown)
  }

  @Test func aContainerThatFailsLikeTheHostIsOneDefect() throws {
    let host = Sample.host().with { $0.binfmt.entries = .seen([]) }
      .replacingRun(Sample.arm64Run(errno: 8))
    let failed = ContainerRun.failed(
      "linux/arm64", status: 1, errors: "exec /probe: exec format error\n")
    let report = try judged(.docker([failed]), on: host, "linux/arm64")
    #expect(report.findings.map(\.id) == ["no-handler"])
    #expect(report.platforms[0].chain[4].state == .notChecked)
  }

  @Test func hostOfARemoteEngineIsNotJudged() throws {
    let host = Sample.host().with { $0.binfmt.entries = .seen([]) }
      .replacingRun(Sample.arm64Run(errno: 8))
    let containers = ContainerFacts.docker([.probe("linux/arm64", machine: "aarch64")]) {
      $0.kernel = "5.15.0-other"
    }
    let report = try judged(containers, on: host, "linux/arm64")
    #expect(
      states(report)
        == [.notChecked, .notChecked, .notChecked, .notChecked, .passed, .notChecked])
    #expect(report.verdict == .ready)
    #expect(report.findings.map(\.id) == ["engine-remote"])
    #expect(report.platforms[0].execution == .emulated)
    #expect(report.platforms[0].handler == nil)
    #expect(report.supported == report.platforms.map(\.platform))
  }

  @Test func levelOfAmd64IsToldInTheContainerToo() throws {
    var run = ContainerRun.probe("linux/amd64", machine: "x86_64")
    run.run.output =
      "probe=linux/amd64\nmachine=x86_64\nisa=v2\nprobe=linux/amd64\nchild=exited 0\n"
    let report = try judged(.docker([run]), "linux/amd64/v3")
    #expect(report.platforms[0].chain[4].state == .failed)
  }

  @Test(arguments: [
    ("aarch64\n", LinkState.passed), ("x86_64\n", .failed),
  ])
  func machineThatTheUsersImageNamesIsCompared(_ output: String, _ state: LinkState) throws {
    var run = ContainerRun.failed("linux/arm64", status: 0, errors: "")
    run.purpose = ContainerRun.Purpose.command.rawValue
    run.run.output = KernelText(output)
    run.image = ImageFacts(
      reference: "app:1", platform: "linux/arm64/v8", command: ["/bin/uname", "-m"])
    let report = try judged(.docker([run]), "linux/arm64")
    #expect(report.platforms[0].chain[4].state == state)
  }

  /// What the user's image printed means the same here as in a build log.
  @Test func wordsOfTheUsersImageAreExplained() throws {
    var run = ContainerRun.failed(
      "linux/arm64", status: 139, errors: "qemu: uncaught target signal 11 (Segmentation fault)\n")
    run.purpose = ContainerRun.Purpose.command.rawValue
    run.image = ImageFacts(reference: "app:1", platform: "linux/arm64", command: ["/app"])
    let report = try judged(.docker([run]), "linux/arm64")
    let evidence = try #require(report.findings.first { $0.id == "container-exec-failed" }).evidence
    #expect(evidence.contains { $0.hasSuffix("(guest-segfault)") })
    run.run.errors = "1 failing\n"
    run.run.exitStatus = 1
    let other = try judged(.docker([run]), "linux/arm64")
    #expect(!other.findings.flatMap(\.evidence).contains { $0.hasPrefix("that means") })
    // As process 1 it does not end by the crash, but by the deadline.
    run.run.errors = "qemu: uncaught target signal 4 (Illegal instruction)\n"
    run.run.exitStatus = nil
    run.run.timedOut = true
    let hung = try judged(.docker([run]), "linux/arm64")
    let words = try #require(hung.findings.first { $0.id == "container-timed-out" }).evidence
    #expect(words.contains { $0.hasSuffix("(guest-illegal-instruction)") })
  }

  @Test func imageOfAnotherArchitectureIsNoSubstitute() {
    let image = ImageFacts(reference: "a", platform: "linux/arm/v7", command: [])
    #expect(!image.isFor(Platform(architecture: "arm64")))
    #expect(image.isFor(Platform(architecture: "arm", variant: "v7")))
    #expect(!image.isFor(Platform(architecture: "arm", variant: "v6")))
  }

  @Test func slowdownComparesWithTheNativeContainer() throws {
    func work(_ platform: String, rounds: Int) -> ContainerRun {
      var run = ContainerRun.probe(platform, machine: "x")
      run.purpose = ContainerRun.Purpose.work.rawValue
      run.run.output = KernelText(
        "probe=\(platform)\nmachine=x\nrounds=\(rounds)\nnanoseconds=250000000\n")
      return run
    }
    let report = try judged(
      .docker([
        .probe("linux/arm64", machine: "aarch64"), work("linux/amd64", rounds: 4000),
        work("linux/arm64", rounds: 500),
      ]), "linux/arm64")
    #expect(report.platforms[0].slowdown == 8)
  }
}
