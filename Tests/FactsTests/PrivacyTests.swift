import Facts
import FoundationEssentials
import Testing
import Text

/// What a facts file must not tell, planted wherever something comes from outside.
@Suite struct PrivacyTests {
  private static let secrets = [
    "build7.corp.example", "10.1.2.3", "hunter2", "zebra-staging", "jdoe", "tcp://",
    "registry.corp",
    "/srv/zebra", "fd00::17",
  ]

  /// Words of engines and builders, as they come, with secrets in them.
  private static let words: [OutsideText] = [
    """
    error during connect: Get "http://build7.corp.example:2375/v1.24/info": dial tcp: lookup \
    build7.corp.example on 10.1.2.3:53: no such host
    """,
    "permission denied while trying to connect to unix:///home/jdoe/docker.sock",
    "dial tcp [fd00::17]:2376: connect: connection refused (token=hunter2, user jdoe)",
    "denied: registry.corp/zebra-staging:1 needs zebra-staging.",
    "failed to open /srv/zebra/qemu-x: hunter2",
  ]

  private func text(_ value: some Encodable, reveals: Bool = false) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.withoutEscapingSlashes, .sortedKeys]
    encoder.userInfo[.revealsPrivate] = reveals
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }

  @Test func engineAndBuilderWordsTellNothing() throws {
    for words in Self.words {
      var facts = HostFacts(
        tool: ToolFacts(name: "crossready", version: "0", architecture: "amd64"))
      var engine = EngineFacts(program: "docker", path: "/usr/bin/docker")
      engine.call = EngineCall(words: words)
      engine.answer = EngineAnswer(kind: "docker")
      engine.answer?.context = "build7.corp.example"
      var builder = BuilderFacts(name: "tcp://10.1.2.3")
      builder.error = words
      facts.containers.engines = [engine]
      facts.containers.builder = builder
      facts.containers.builderFailure = EngineCall(words: words)
      facts.containers.loadFailure = EngineCall(words: words)
      let run = ProbeRun(
        architecture: "arm64", purpose: .container, programs: ["linux/arm64"], errors: words)
      var image = ImageFacts(reference: "busybox", command: [])
      image.pullFailure = EngineCall(words: words)
      facts.containers.runs = [
        ContainerRun(platform: "linux/arm64", purpose: .probe, run: run, image: image)
      ]
      facts.probing.runs = [run]
      let text = try text(facts, reveals: true)
      for secret in Self.secrets { #expect(!text.contains(secret), "\(text)") }
    }
  }

  @Test func whyItFailedIsStillTold() {
    #expect(
      Self.words[0].masked.string
        == "error during connect: Get \"***\": dial tcp: lookup *** on ***: no such host")
    let plain: OutsideText = "permission denied: exec format error (8), exit status 127: ENOEXEC."
    #expect(plain.masked == plain.text)
    let strange = OutsideText(KernelText([0xff, 0x20, 0x6e, 0x6f]))
    #expect(strange.masked == "*** no")
  }

  @Test func processesTellTheirArgumentsOnlyIfAsked() throws {
    var sample = Sample(seconds: 1, ticksPerSecond: 100)
    var process = SampledProcess(pid: 1, startTime: 1, parent: 0, state: "S")
    process.guest = Guest(path: "/bin/x", arguments: ["x", "--token", "hunter2"])
    process.container = Container(
      maker: .docker, id: "abc", name: "zebra-staging", image: "registry.corp/x")
    var thread = SampledThread(id: 1, state: "S", ticks: 0, kernelTicks: 0)
    thread.targets = [
      WaitTarget(descriptor: 3, kind: .file, name: "/srv/zebra/socket"),
      WaitTarget(descriptor: 4, kind: .socket, name: "tcp to 10.1.2.3:443"),
    ]
    process.threads = [thread]
    sample.processes = [process]
    let samples = ProcessSamples(first: sample, second: sample)
    let kept = try text(samples)
    for secret in Self.secrets { #expect(!kept.contains(secret), "\(kept)") }
    let decoded = try JSONDecoder().decode(ProcessSamples.self, from: Data(kept.utf8))
    #expect(decoded.second.processes.first?.guest.path == "/bin/x")
    #expect(decoded.second.processes.first?.guest.arguments == nil)
    let all = try JSONDecoder().decode(
      ProcessSamples.self, from: Data(text(samples, reveals: true).utf8))
    #expect(all == samples)
  }
}
