import Emulators
import Facts
import Testing

@testable import Hangs

private func reader(_ pid: Int, of others: [Int], parent: Int = 1) -> SampledProcess {
  var reader = process(pid, parent: parent, call: KernelCall(name: "read", arguments: [3]))
  reader.threads[0].targets = [WaitTarget(descriptor: 3, kind: .pipe, peers: others)]
  return reader
}

private func zombie(_ pid: Int, parent: Int) -> SampledProcess {
  SampledProcess(pid: pid, startTime: pid, parent: parent, state: "Z")
}

private func hanging(_ processes: [SampledProcess]) -> [Int] {
  report(processes, processes).trees.flatMap(\.nodes).filter(\.hangs).map(\.process.pid).sorted()
}

/// What will never go on, because all that could end its wait wait, too.
struct WaitingForEverTests {
  /// Workers of a stalled pool share one pipe: each is the other end of all.
  @Test func manyWaitForEachOther() {
    let pids = Array(10..<210)
    #expect(hanging(pids.map { pid in reader(pid, of: pids.filter { $0 != pid }) }) == pids)
    let worker = process(300, state: "R", call: .running)
    let readers = pids.map { pid in reader(pid, of: pids.filter { $0 != pid } + [300]) }
    var later = worker
    later.transferredBytes = 100
    let report = report(readers + [worker], readers + [later])
    #expect(!report.hangs)
  }

  @Test func deepTreeIsJudgedAtOnce() {
    let depth = 5000
    var chain = (10..<10 + depth).map { pid in
      process(pid, parent: pid == 10 ? 1 : pid - 1, call: KernelCall(name: "wait4"))
    }
    #expect(report(chain, chain).trees.first?.nodes.count == depth)
    #expect(hanging(chain).isEmpty)
    chain[depth - 1].threads[0].call = futex(0x1000)
    #expect(hanging(chain).count == depth)
  }

  @Test func circleOfParentsIsShown() {
    let both = [process(10, parent: 20), process(20, parent: 10)]
    #expect(report(both, both).trees.map { $0.nodes.map(\.process.pid) } == [[10, 20]])
    let twice = [process(10), process(20, parent: 10), process(10, parent: 20)]
    #expect(report(twice, twice).trees.flatMap(\.nodes).count == 2)
  }

  /// Its parent comes to it when the other child has ended.
  @Test func zombieBesideAChildThatWorks() {
    let sleeper = process(30, parent: 10, call: KernelCall(name: "clock_nanosleep"))
    let byName = process(10, call: KernelCall(name: "wait4", arguments: [30]))
    #expect(hanging([byName, zombie(20, parent: 10), sleeper]).isEmpty)
    let byDescriptor = process(10, call: KernelCall(name: "waitid", arguments: [3, 5]))
    #expect(hanging([byDescriptor, zombie(20, parent: 10), sleeper]).isEmpty)
    let stuck = process(30, parent: 10, call: futex(0x1000))
    #expect(hanging([byName, zombie(20, parent: 10), stuck]) == [10, 20, 30])
    let polling = process(10, call: KernelCall(name: "clock_nanosleep"))
    #expect(hanging([polling, zombie(20, parent: 10)]).isEmpty)
  }

  /// Go's tools under QEMU 7.2 wait for a child that has ended, and are told nothing.
  @Test func knownCauseNeedsMoreThanAWait() {
    func go(_ child: SampledProcess) -> Trouble? {
      var go = process(10, call: KernelCall(name: "waitid", arguments: [3, 5]))
      go.guest.path = "/usr/local/go/bin/go"
      go.emulator?.release = "7.2.22"
      return report([go, child], [go, child]).trees[0].root.cause
    }
    #expect(go(process(20, parent: 10, call: KernelCall(name: "clock_nanosleep"))) == nil)
    #expect(go(zombie(20, parent: 10))?.id == "go-pidfd")
    // A child that hangs by itself is no fault of Go's.
    #expect(go(process(20, parent: 10, call: futex(0x1000))) == nil)
    var java = process(10, call: KernelCall(name: "clock_nanosleep"))
    java.guest.path = "/usr/bin/java"
    #expect(report([java], [java]).trees[0].root.cause == nil)
    java.threads[0].call = futex(0x1000, timeout: 1)
    #expect(report([java], [java]).trees[0].root.cause == nil)
  }

  /// A thread with a timer may write to the pipe that another thread reads.
  @Test func timerOfAnotherThread() {
    var runtime = reader(10, of: [])
    #expect(hanging([runtime]) == [10])
    var timer = runtime.threads[0]
    timer.id = 12
    timer.call = KernelCall(name: "clock_nanosleep")
    timer.targets = nil
    runtime.threads.append(timer)
    #expect(hanging([runtime]).isEmpty)
  }

  /// Who opens a named pipe waits until somebody opens its other end.
  @Test func namedPipeThatNobodyOpens() {
    var opener = process(10, call: KernelCall(name: "openat"))
    #expect(verdict(opener) == .unknown)
    opener.threads[0].waitChannel = "wait_for_partner"
    #expect(verdict(opener) == .waitingForPipe)
    #expect(hanging([opener]) == [10])
  }

  @Test func futexOfSeveralProcesses() {
    var worker = process(10, call: futex(0x1000))
    #expect(verdict(worker) == .deadlocked)
    worker.threads[0].isFutexShared = false
    #expect(verdict(worker) == .deadlocked)
    worker.threads[0].isFutexShared = true
    #expect(verdict(worker) == .sleeping)
  }

  @Test func futexThatSomebodyWakes() {
    let before = process(10, call: futex(0x1000))
    #expect(verdict(before, process(10, call: futex(0x1000), waits: 15)) == .sleeping)
    #expect(verdict(before, process(10, call: futex(0x2000))) == .sleeping)
  }

  @Test func unseenProcessesLeaveDoubt() {
    let report = report([], []) { $0.second.unseenCount = 3 }
    #expect(report.isUncertain)
  }

  /// A shell that has become the last command of its step is no shell any more.
  @Test(arguments: [
    (["/bin/sh", "-c", "make all"], "make all"), (["bash", "-ec", "make all"], "make all"),
    (["gcc", "-c", "foo.c"], "gcc -c foo.c"),
  ])
  func stepIsWhatRunSays(_ words: [String], _ step: String) {
    for maker in [Container.Maker.buildkit, .buildah] {
      var root = process(10, call: KernelCall(name: "wait4"))
      root.guest.arguments = words
      root.container = Container(maker: maker, id: "x")
      var child = process(20, parent: 10, call: futex(0x1000))
      child.container = root.container
      child.guest.arguments = ["cc1", "foo.c"]
      let report = report([root, child], [root, child])
      #expect(report.trees[0].buildStep == step)
      #expect(report.narrowed(toProcess: 20)?.trees[0].buildStep == step)
    }
  }

  @Test func numbersOfNoKernelAreRefused() {
    var samples = ProcessSamples(
      first: Sample(seconds: 1, ticksPerSecond: 100),
      second: Sample(seconds: 6, ticksPerSecond: 100))
    samples.second.processes = [process(10)]
    #expect(samples.implausiblePlace == nil)
    samples.second.processes[0].threads[1].ticks = .min
    #expect(samples.implausiblePlace == "second.processes.0.threads.1.ticks")
    samples.second.processes = []
    samples.second.seconds = 1e300
    #expect(samples.implausiblePlace == "second.seconds")
    samples.second.seconds = 1
    #expect(samples.implausiblePlace == "second.seconds")
  }
}
