import Dockerfiles
import Emulators
import Facts
import Platforms
import Testing

@testable import Hangs
@testable import Logs
@testable import Rendering

/// What `diagnose` writes for a person, of processes and logs that are as hostile as can be.
struct HangOutputTests {
  static let plain = TextStyle(isColoured: false, isUnicode: false, isRoot: true)

  static let names = [
    String(repeating: "n", count: 5000), "/bin/\u{1b}[31m\u{1b}]0;owned\u{7}\u{202e}é名",
    "a\nb\r\tc",
    "//", "", String(repeating: "é ", count: 400), String(repeating: "\u{9b}", count: 200),
  ]

  private func process(_ pid: Int, parent: Int, _ name: String) -> SampledProcess {
    var process = SampledProcess(pid: pid, startTime: 1, parent: parent, state: "S")
    process.emulator = Emulator(path: "/" + name, handler: name, release: name)
    process.guest = Guest(path: name, architecture: name, arguments: [name, name, "-c", name])
    process.innerPID = pid
    process.container = Container(maker: .docker, id: name, name: name, image: name)
    process.groups = ["/" + name]
    var thread = SampledThread(id: pid, state: "S", ticks: 0, kernelTicks: 0)
    thread.call = KernelCall(name: "read", arguments: [3])
    thread.targets = [
      WaitTarget(descriptor: Int.max, kind: .file, name: name, peers: Array(1...100))
    ]
    process.threads = [thread]
    process.unread = [SampledProcess.Unread(file: name, errno: 13)]
    return process
  }

  /// One process for each way to wait, on a branch as deep as a tree can be.
  private func samples(_ name: String) -> ProcessSamples {
    let calls: [KernelCall?] = [
      nil, KernelCall(name: "futex", arguments: [1, 0, 0, 0, 0, 0]),
      KernelCall(name: "flock", arguments: [3]), KernelCall(name: "wait4", arguments: [7]),
      KernelCall(name: name), KernelCall(name: "rt_sigsuspend"),
    ]
    var processes: [SampledProcess] = []
    for (index, call) in calls.enumerated() {
      for kind in [WaitTarget.Kind.file, .pipe, .socket, .terminal] {
        var one = process(100 + processes.count, parent: 99 + processes.count, name)
        if index > 0 { one.threads[0].call = call }
        one.threads[0].targets?[0].kind = kind
        one.threads[0].waitChannel = name
        processes.append(one)
      }
    }
    processes[5].container?.maker = .buildkit
    processes[5].parent = 1
    processes[9].state = "T"
    processes[10].state = "Z"
    processes[11].threads[0].state = "D"
    var samples = ProcessSamples(
      first: Sample(seconds: 0, ticksPerSecond: 100),
      second: Sample(seconds: 5, ticksPerSecond: 100))
    samples.first.processes = processes
    samples.second.processes = processes
    var group = ControlGroup(path: "/" + name)
    group.memoryKills = 1
    samples.first.groups = [group]
    group.memoryKills = 9
    samples.second.groups = [group]
    samples.second.neighbours = (1...9).map { Neighbour(pid: $0, name: name, parent: 104) }
    samples.second.unseenCount = 4711
    return samples
  }

  @Test(arguments: names)
  func processesFitTheirColumnsAndAreHarmless(_ name: String) {
    let samples = samples(name)
    var frozen = samples
    frozen.second.groups[0].isFrozen = true
    for samples in [samples, frozen] {
      let report = HangReport.judging(samples)
      #expect(report.trees.flatMap(\.nodes).count == samples.second.processes.count)
      expectHarmless(TextHangs(report, style: Self.plain).rendered())
    }
  }

  @Test(arguments: names)
  func logsFitTheirColumnsAndAreHarmless(_ name: String) throws {
    let lines = [
      "#1 [\(name) 1/1] RUN \(name)", "#1 0.1 exec /\(name)/x: exec format error",
      "#1 \(name) failed to solve: \(name)",
    ]
    let report = try read(log: lines.joined(separator: "\n"))
    #expect(report.findings.count >= 1)
    expectHarmless(TextLog(report, .file(name), style: Self.plain).rendered())
  }

  @Test func nothingIsCalledAHintWhereNoneIsShown() throws {
    let report = try read(
      log: "#5 [2/2] RUN make\n#5 ERROR: process did not complete: exit code: 2\n")
    let text = TextLog(report, .file("x"), style: Self.plain).rendered()
    #expect(text.contains("hint is below") == text.contains("HINT "))
  }

  private func expectHarmless(_ text: String) {
    #expect(text.utf8.allSatisfy { $0 == 0x0a || (0x20...0x7e).contains($0) })
    for line in text.split(separator: "\n") { #expect(line.utf8.count <= 80, "\(line)") }
  }

  /// What a container printed last stands below what it does, with the command for its platform.
  @Test func lastWordsAreExplained() throws {
    let end = ContainerEnd(
      text: "qemu: uncaught target signal 11 (Segmentation fault)\n", status: nil, image: "app:1",
      platform: Platform(architecture: "arm64"), machine: Platform(architecture: "amd64"))
    let report = HangReport.judging(samples("guest"))
    let text = TextHangs(report, lastWords: end.cause, style: Self.plain).rendered()
    #expect(text.contains("Its last words: qemu: uncaught target signal 11"))
    #expect(text.contains("\n    crossready register --method image --replace linux/arm64\n"))
    var process = process(10, parent: 1, "ldconfig")
    process.guest.architecture = "arm64"
    let trouble = try #require(Trouble.table.first { $0.id == "libc-bin" })
    #expect(
      trouble.commands(for: process) == [
        "sudo crossready register --method image --replace linux/arm64"
      ])
  }

  /// What the builder runs is found in the Dockerfile, however its lines are broken.
  @Test func stepsStandInTheDockerfile() throws {
    let text = """
      FROM debian
      RUN apt-get update && \\
          apt-get install -y gcc
      RUN ["/bin/busybox", "sh", "-c", "echo begin; /bin/guest deadlock"]
      RUN make
      """
    let steps = DockerfileSteps(of: try Dockerfile(parsing: Array(text.utf8)), at: "Dockerfile")
    #expect(steps.place(of: "apt-get update &&     apt-get install -y gcc") == "Dockerfile:2")
    #expect(steps.place(of: "echo begin; /bin/guest deadlock") == "Dockerfile:4")
    #expect(steps.place(of: "make") == "Dockerfile:5")
    #expect(steps.place(of: "make test") == nil)
  }

  /// Hundreds of trees that do the same are a few lines.
  @Test func manyTreesAreFewLines() {
    var samples = samples("guest")
    let sleeper = samples.second.processes[4]
    samples.second.processes = (1...500).map { index in
      var one = sleeper
      one.pid = 1000 + index
      one.parent = 1
      return one
    }
    samples.first.processes = samples.second.processes
    let text = TextHangs(HangReport.judging(samples), style: Self.plain).rendered()
    #expect(text.split(separator: "\n", omittingEmptySubsequences: false).count <= 41)
    #expect(text.contains("497 more like these"))
  }

  /// The first sentence says who waits, for what and for how long.
  @Test func sentenceOfAWait() {
    var client = process(10, parent: 1, "curl")
    client.threads[0].call = KernelCall(name: "recvfrom", arguments: [3])
    client.threads[0].targets = [
      WaitTarget(descriptor: 3, kind: .socket, name: "tcp to 127.0.0.1:18090")
    ]
    client.threads[0].idle = 840
    client.startTime = 0
    var samples = ProcessSamples(
      first: Sample(seconds: 0, ticksPerSecond: 100),
      second: Sample(seconds: 5, ticksPerSecond: 100))
    samples.first.processes = [client]
    samples.second.processes = [client]
    samples.second.uptime = 1000
    let text = TextHangs(HangReport.judging(samples), style: Self.plain).rendered()
    #expect(
      text.hasPrefix(
        "WAITS: curl (10) has waited 14 min for 127.0.0.1:18090, which does not answer.\n"))
  }

  /// Colours are added to the same text, and take no room in it.
  @Test func coloursChangeNothingElse() {
    let report = HangReport.judging(samples("guest"))
    let plain = TextHangs(report, style: Self.plain).rendered()
    let style = TextStyle(isColoured: true, isUnicode: false, isRoot: true)
    var coloured = TextHangs(report, style: style).rendered()
    #expect(coloured != plain)
    for code in [0, 1, 31, 32, 33] { coloured = coloured.replacing("\u{1b}[\(code)m", with: "") }
    #expect(coloured == plain)
  }
}
