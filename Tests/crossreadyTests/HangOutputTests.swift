import Emulators
import Facts
import Platforms
import Testing

@testable import Hangs
@testable import Logs
@testable import crossready

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
    var reader = LogReader()
    let lines = [
      "#1 [\(name) 1/1] RUN \(name)", "#1 0.1 exec /\(name)/x: exec format error",
      "#1 \(name) failed to solve: \(name)",
    ]
    var bytes = Array(lines.joined(separator: "\n").utf8)[...]
    while reader.take({ buffer in
      let piece = bytes.prefix(buffer.count)
      buffer.copyBytes(from: piece)
      bytes = bytes.dropFirst(piece.count)
      return piece.count
    }) {}
    let report = try reader.report()
    #expect(report.findings.count >= 1)
    expectHarmless(TextLog(report, .file(name), style: Self.plain).rendered())
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
