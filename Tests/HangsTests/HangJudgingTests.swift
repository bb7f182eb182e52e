import Emulators
import Facts
import Testing

@testable import Hangs

/// Processes as `/proc` of Linux 6.18 showed guest programs under QEMU 7.2.
func process(
  _ pid: Int, parent: Int = 1, state: String = "S", call: KernelCall? = nil, ticks: Int = 0,
  waits: Int = 5
) -> SampledProcess {
  var process = SampledProcess(pid: pid, startTime: 100 + pid, parent: parent, state: state)
  process.emulator = Emulator(path: "/usr/bin/qemu-aarch64-static", release: "7.2.22")
  process.guest = Guest(path: "/bin/guest", architecture: "arm64", arguments: ["guest"])
  process.innerPID = pid
  process.transferredBytes = 0
  process.faults = 0
  process.reapedTicks = 0
  var first = SampledThread(id: pid, state: state, ticks: ticks, kernelTicks: 0)
  first.waits = waits
  first.call = call
  var helper = SampledThread(id: pid + 1, state: "S", ticks: 0, kernelTicks: 0)
  helper.waits = 2
  helper.call = futex(0x7f95_9446_faa8, value: 0xffff_ffff)
  process.threads = [first, helper]
  return process
}

func futex(_ address: UInt64, value: UInt64 = 0, timeout: UInt64 = 0) -> KernelCall {
  KernelCall(name: "futex", arguments: [address, 0, value, timeout, 0, 0])
}

func report(
  _ first: [SampledProcess], _ second: [SampledProcess], seconds: Double = 5,
  change: (inout ProcessSamples) -> Void = { _ in }
) -> HangReport {
  var samples = ProcessSamples(
    first: Sample(seconds: 1000, ticksPerSecond: 100),
    second: Sample(seconds: 1000 + seconds, ticksPerSecond: 100))
  samples.first.processes = first
  samples.second.processes = second
  change(&samples)
  return HangReport.judging(samples)
}

func verdict(_ first: SampledProcess, _ second: SampledProcess) -> HangVerdict? {
  report([first], [second]).trees.first?.root.verdict
}

func verdict(_ process: SampledProcess) -> HangVerdict? { verdict(process, process) }

struct HangJudgingTests {
  @Test func helperThreadAloneIsNoDeadlock() {
    let sleeper = process(10, call: KernelCall(name: "clock_nanosleep"))
    #expect(verdict(sleeper) == .sleeping)
    #expect(verdict(process(10, call: futex(0x224e30))) == .deadlocked)
  }

  @Test func futexWithTimeoutIsNoDeadlock() {
    #expect(verdict(process(10, call: futex(0x224e30, timeout: 0x7ffe))) == .sleeping)
  }

  /// A thread that waits outside explains others that wait for its word.
  @Test func ioExplainsFutexes() {
    var server = process(10, call: futex(0x224e30))
    var worker = server.threads[0]
    worker.id = 12
    worker.call = KernelCall(name: "accept4", arguments: [3])
    worker.targets = [WaitTarget(descriptor: 3, kind: .socket)]
    server.threads.append(worker)
    #expect(verdict(server) == .waitingForNetwork)
  }

  @Test func wokenThreadsAreNotDeadlocked() {
    let before = process(10, call: futex(0x224e30))
    var after = process(10, call: futex(0x224e30), ticks: 100, waits: 400)
    #expect(verdict(before, after) == .slow)
    after = process(10, state: "R", call: .running, ticks: 100, waits: 400)
    #expect(verdict(before, after) == .slow)
  }

  @Test func computingNeedsNoProgressAtAll() {
    let before = process(10, state: "R", call: .running)
    var after = process(10, state: "R", call: .running, ticks: 490)
    #expect(verdict(before, after) == .computing)
    #expect(!report([before], [after]).hangs)
    after.transferredBytes = 1
    #expect(verdict(before, after) == .slow)
    // Without permission to read how much it read and wrote, nobody knows.
    after.transferredBytes = nil
    #expect(verdict(before, after) == .unknown)
    after.transferredBytes = 0
    after.faults = 1000
    #expect(verdict(before, after) == .slow)
  }

  /// Only calls that lead nowhere prove that it spins: those of a program that has the same files open,
  /// or reads that give nothing.
  @Test func spinningWantsProof() {
    var before = process(10, state: "R", call: .running)
    var after = process(10, state: "R", call: .running, ticks: 490)
    after.threads[0].kernelTicks = 240
    #expect(verdict(before, after) == .computing)
    before.openFiles = 1
    after.openFiles = 2
    #expect(verdict(before, after) == .computing)
    after.openFiles = 1
    #expect(verdict(before, after) == .spinning)
    after.threads[0].kernelTicks = 4
    #expect(verdict(before, after) == .computing)
    before.reads = 7
    after.reads = 100_007
    #expect(verdict(before, after) == .spinning)
    #expect(report([before], [after]).hangs)
    after.transferredBytes = 100_000
    #expect(verdict(before, after) == .slow)
  }

  /// On a busy machine a loop gets little of the CPU, but wants it always.
  @Test func starvedLoopComputes() {
    let before = process(10, state: "R", call: .running)
    let after = process(10, state: "R", call: .running, ticks: 3)
    #expect(verdict(before, after) == .computing)
  }

  /// Whoever reads `/proc/PID/maps` holds a lock for which a guest's calls may have to wait.
  @Test(arguments: ["R", "D"])
  func whoLooksMakesALoopWait(_ state: String) {
    let before = process(10, state: "R", call: .running)
    let after = process(10, state: state, call: .running, ticks: 160, waits: 20)
    #expect(verdict(before, after) == .computing)
  }

  @Test func reusedPIDIsAnotherProcess() {
    let before = process(10, call: futex(0x224e30))
    var after = before
    after.startTime += 1
    let report = report([before], [after])
    #expect(report.trees.first?.root.verdict == .slow)
    #expect(!report.hangs)
  }

  @Test(arguments: [(0xffff_fffe_7ffb_faff, "SIGSEGV"), (0xffff_fffe_7ffb_beff, "SIGTERM")])
  func crashIsToldByWhatItLetsThrough(_ mask: UInt64, _ signal: String) throws {
    var crashed = process(10, call: KernelCall(name: "rt_sigsuspend"))
    crashed.innerPID = 1
    crashed.blockedSignals = mask
    let node = try #require(report([crashed], [crashed]).trees.first?.root)
    #expect(node.verdict == .crashedAsInit)
    #expect(node.evidence[0].contains(signal))
    #expect(node.cause?.id == "crashed-init" && node.advice == nil)
    var step = crashed
    step.container = Container(maker: .buildkit, id: "x")
    let advice = report([step], [step]).trees.first?.root.advice
    #expect(advice?.contains("exit $?") == true)
    // A shell that waits for its children's signals is the same but for the mask.
    crashed.blockedSignals = 0
    #expect(verdict(crashed) == .sleeping)
  }

  @Test func leafIsToBlame() {
    let parent = process(10, call: KernelCall(name: "wait4", arguments: [.max]))
    let child = process(20, parent: 10, call: futex(0x224e30))
    let bad = report([parent, child], [parent, child])
    #expect(bad.hangs)
    #expect(bad.trees.first?.culprit.process.pid == 20)
    let healthy = process(20, parent: 10, call: KernelCall(name: "clock_nanosleep"))
    #expect(!report([parent, healthy], [parent, healthy]).hangs)
  }

  /// The parent waits for a child that ends, whatever another one does.
  @Test func namedChildCounts() {
    let parent = process(10, call: KernelCall(name: "wait4", arguments: [30]))
    let stuck = process(20, parent: 10, call: futex(0x224e30))
    let worker = process(30, parent: 10, call: KernelCall(name: "clock_nanosleep"))
    let nodes = report([parent, stuck, worker], [parent, stuck, worker]).trees[0].nodes
    #expect(nodes.first { $0.process.pid == 10 }?.hangs == false)
    #expect(nodes.first { $0.process.pid == 20 }?.hangs == true)
  }

  @Test func pipesInACircleNeverEnd() {
    func reader(_ pid: Int, of other: Int) -> SampledProcess {
      var reader = process(pid, call: KernelCall(name: "read", arguments: [3]))
      reader.threads[0].targets = [WaitTarget(descriptor: 3, kind: .pipe, peers: [other])]
      return reader
    }
    let circle = [reader(10, of: 20), reader(20, of: 10)]
    #expect(report(circle, circle).trees.map(\.hangs) == [true, true])
    let native = reader(10, of: 99)
    #expect(!report([native], [native]).hangs)
  }

  @Test func unreadablePeersAreNoAlarm() {
    var reader = process(10, call: KernelCall(name: "read", arguments: [3]))
    reader.threads[0].targets = [WaitTarget(descriptor: 3, kind: .pipe)]
    #expect(!report([reader], [reader]).hangs)
    reader.threads[0].targets = [WaitTarget(descriptor: 3, kind: .pipe, peers: [])]
    #expect(report([reader], [reader]).hangs)
  }

  @Test func zombieOfAWorkingParentIsNoAlarm() {
    var zombie = SampledProcess(pid: 20, startTime: 1, parent: 10, state: "Z")
    zombie.emulator = nil
    let idle = process(10, call: KernelCall(name: "pause"))
    #expect(report([idle, zombie], [idle, zombie]).hangs)
    var busy = process(10, state: "R", call: .running, ticks: 400)
    busy.transferredBytes = 10
    #expect(!report([process(10, state: "R", call: .running), zombie], [busy, zombie]).hangs)
  }

  /// Without `/proc/PID/syscall` the kernel's function says less, but enough for most.
  @Test(arguments: [
    ("do_wait", HangVerdict.waitingForChild), ("anon_pipe_read", .waitingForPipe),
    ("hrtimer_nanosleep", .sleeping), ("locks_lock_inode_wait", .waitingForLock),
    ("wait_woken", .waitingForNetwork), ("0", .unknown), ("n_tty_read", .waitingForInput),
  ])
  func waitChannelAlone(_ channel: String, _ expected: HangVerdict) {
    var process = process(10)
    process.threads = [process.threads[0]]
    process.threads[0].waitChannel = channel
    #expect(verdict(process) == expected)
  }

  /// A kernel without `/proc/PID/syscall` does not tell which thread is the emulator's own.
  @Test func helperThreadByItsChannelAlone() {
    func process(_ channels: [String]) -> SampledProcess {
      var process = SampledProcess(pid: 10, startTime: 1, parent: 1, state: "S")
      process.threads = channels.enumerated().map { index, channel in
        var thread = SampledThread(id: 10 + index, state: "S", ticks: 0, kernelTicks: 0)
        thread.waitChannel = channel
        return thread
      }
      return process
    }
    #expect(verdict(process(["sigsuspend", "futex_do_wait"])) == .sleeping)
    #expect(verdict(process(["do_wait", "futex_do_wait"])) == .waitingForChild)
    #expect(verdict(process(["ep_poll_x", "futex_do_wait"])) == .unknown)
    // Whether for a time only, it does not tell.
    #expect(verdict(process(["futex_do_wait", "futex_do_wait"])) == .unknown)
    #expect(verdict(process(["futex_do_wait", "futex_do_wait", "do_wait"])) == .waitingForChild)
  }

  /// Who waits for signals may wake the others when one comes.
  @Test func signalsExplainFutexes() {
    var server = process(10, call: KernelCall(name: "rt_sigtimedwait", arguments: [1, 0, 0, 8]))
    var worker = server.threads[0]
    worker.id = 12
    worker.call = futex(0x224e30)
    server.threads.append(worker)
    #expect(verdict(server) == .sleeping)
  }

  @Test func frozenAndThrottled() {
    var worker = process(10, state: "R", call: .running)
    worker.groups = ["/docker/a/b"]
    var later = worker
    later.threads[0].ticks = 25
    func groups(_ frozen: Bool, _ throttled: Int) -> [ControlGroup] {
      var group = ControlGroup(path: "/docker/a")
      group.isFrozen = frozen
      group.periods = throttled
      group.throttledPeriods = throttled
      return [group]
    }
    func verdict(frozen: Bool, throttled: Int) -> HangVerdict? {
      report([worker], [later]) {
        $0.first.groups = groups(false, 0)
        $0.second.groups = groups(frozen, throttled)
      }.trees.first?.root.verdict
    }
    #expect(verdict(frozen: true, throttled: 0) == .frozen)
    #expect(verdict(frozen: false, throttled: 50) == .throttled)
    #expect(verdict(frozen: false, throttled: 0) == .computing)
  }

  @Test(arguments: [
    ("node", "arm", "7.2.22", "node-mremap"), ("node", "arm", "9.2.2", ""),
    ("node", "s390x", "10.0.13", "node-mremap"), ("node", "arm64", "7.2.22", ""),
    ("cat", "arm", "7.2.1", ""), ("cat", "arm", "7.0.0", ""),
  ])
  func knownCausesAreMatchedByAll(
    _ program: String, _ architecture: String, _ release: String, _ cause: String
  ) {
    var before = process(10, state: "R", call: .running)
    before.guest = Guest(path: "/usr/bin/" + program, architecture: architecture)
    before.emulator?.release = release
    before.openFiles = 1
    var after = before
    after.threads[0].ticks = 490
    #expect(report([before], [after]).trees.first?.root.cause == nil, "it may compute")
    after.threads[0].kernelTicks = 200
    let node = report([before], [after]).trees.first?.root
    #expect(node?.cause?.id ?? "" == cause)
    #expect((node?.cause == nil) == (node?.advice != nil))
  }
}

/// The verdicts by which the catalogue of troubles says that a process shows one.
@Test(arguments: ProcessSign.Behaviour.allCases)
func everyBehaviourIsAVerdict(_ behaviour: ProcessSign.Behaviour) {
  #expect(HangVerdict(rawValue: behaviour.rawValue) != nil)
}
