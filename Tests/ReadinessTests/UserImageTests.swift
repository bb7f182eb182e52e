import Facts
import LinuxNames
import Platforms
import Readiness
import Repair
import Reports
import Testing

/// What is said of a user's image, by the store that the engine has.
struct UserImageTests {
  private func judged(
    _ image: ImageFacts, status: Int32? = nil, output: String = "", isNotReady: Bool = false
  ) throws -> Report {
    var run = ContainerRun.failed("linux/arm64", status: status, errors: "")
    run.purpose = ContainerRun.Purpose.command.rawValue
    run.run.output = .init(output)
    run.image = image
    var host = Sample.host()
    if isNotReady {
      host = host.with { $0.binfmt.entries = .seen([]) }.replacingRun(Sample.arm64Run(errno: 8))
    }
    let facts = host.with { $0.containers = .docker([run]) }
    return Report.judging(
      facts,
      for: ReadinessRequest(
        platforms: [Platform(architecture: "arm64")], isStrict: false, links: Link.allCases))
  }

  private func image(
    _ platform: String?, isMissing: Bool? = nil, command: [String] = ["uname", "-m"]
  ) -> ImageFacts {
    var image = ImageFacts(reference: "app:1", platform: platform, command: command)
    image.isMissing = isMissing
    return image
  }

  /// The engine chooses among several platforms under a name, so what ran is what was asked for.
  @Test func severalPlatformsUnderAName() throws {
    let ready = try judged(
      image("linux/arm64", isMissing: false), status: 0, output: "aarch64\n")
    #expect(ready.exitStatus == .yes && !ready.isImageAtFault)
    let missing = try judged(image("linux/amd64", isMissing: true))
    #expect(missing.findings.map(\.id) == ["image-lacks-platform"] && missing.isImageAtFault)
    #expect(
      missing.findings[0].evidence == ["app:1: the engine has it, but not for linux/arm64"])
  }

  /// Where nothing ran, nothing ran in its place, whatever was pulled.
  @Test func nothingRan() throws {
    let report = try judged(image("linux/amd64"))
    #expect(report.findings.map(\.id) == ["image-lacks-platform"])
    #expect(report.isImageAtFault && report.exitStatus == .no)
  }

  /// The first two lines of evidence are all that is shown at first, and a line of each.
  @Test func whyPullingFailedComesFirst() throws {
    func evidence(_ failure: EngineCall) throws -> [String] {
      var missing = image("linux/amd64", isMissing: true)
      missing.pullFailure = failure
      return Array(try judged(missing).findings[0].evidence.dropFirst())
    }
    let inner = "dial tcp 127.0.0.1:9: connect: connection refused"
    let whole = "Error response from daemon: Get \"http://127.0.0.1:9/v2/\": \(inner)"
    #expect(
      try evidence(.exited(OutsideText(Array(whole.utf8)))) == [
        "pulling it failed: \(inner)", "\"\(whole)\"",
      ])
    #expect(
      try evidence(.exited("Error: no such host\n")) == ["pulling it failed: Error: no such host"])
    var silent = EngineCall()
    silent.timedOut = true
    #expect(try evidence(silent) == ["pulling it failed: it did not end in time"])
  }

  /// What the engine's program had said before it was killed is not why.
  @Test func aPullThatWasKilledSaysSo() throws {
    func evidence(_ ended: (inout EngineCall) -> Void) throws -> [String] {
      var failure = EngineCall(words: "1: Pulling from app\nabc: Pulling fs layer\n")
      ended(&failure)
      var missing = image("linux/amd64", isMissing: true)
      missing.pullFailure = failure
      return Array(try judged(missing).findings[0].evidence.dropFirst())
    }
    let said = ["\"1: Pulling from app\"", "\"abc: Pulling fs layer\""]
    #expect(
      try evidence { $0.timedOut = true } == ["pulling it failed: it did not end in time"] + said)
    #expect(
      try evidence { $0.signal = 9 } == ["pulling it failed: \(Signal.text(9))"] + said)
    #expect(
      try evidence { $0.errno = 2 } == ["pulling it failed: \(ErrorNumber.text(2))"] + said)
  }

  @Test func anImageOfAnotherCPUIsNotTheHostsFault() throws {
    let report = try judged(image("linux/arm64"), status: 0, output: "armv7l\n")
    #expect(report.findings.map(\.id) == ["platform-substituted"] && report.isImageAtFault)
  }

  @Test func aHostThatLacksAHandlerIsAtFaultToo() throws {
    #expect(try !judged(image("linux/amd64"), isNotReady: true).isImageAtFault)
  }

  @Test func anotherDefaultPlatformIsSaid() throws {
    var containers = ContainerFacts.docker([.probe("linux/arm64", machine: "aarch64")])
    for (name, isSaid) in [("linux/arm64", true), ("linux/amd64", false), ("nonsense", false)] {
      containers.defaultPlatform = name
      let facts = Sample.host().with { $0.containers = containers }
      let report = Report.judging(
        facts,
        for: ReadinessRequest(
          platforms: [Platform(architecture: "arm64")], isStrict: false, links: Link.allCases))
      #expect(report.findings.contains { $0.id == "engine-default-platform" } == isSaid, "\(name)")
      #expect(report.verdict == .ready)
    }
  }

  /// A service of this machine that listens on a port, as docker:dind does.
  @Test(arguments: [(true, false), (false, true), (nil, true)])
  func anAddressMayBeThisMachines(_ seen: Bool?, _ isElsewhere: Bool) {
    var answer = EngineAnswer(kind: "docker")
    answer.scheme = "tcp"
    answer.kernel = "6.1.0"
    answer.isOnThisMachine = seen
    #expect(answer.isElsewhere(than: Sample.host().kernel) == isElsewhere)
  }
}
