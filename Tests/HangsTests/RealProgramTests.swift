import Emulators
import Facts
import Testing

@testable import Hangs

/// What real programs do, as `/proc` showed them under QEMU: make, node, python, java, apt and others.
struct RealProgramTests {
  private func waiting(
    _ pid: Int, _ name: String, parent: Int = 1, _ call: String, _ targets: WaitTarget...,
    arguments: [UInt64] = [3]
  ) -> SampledProcess {
    var process = process(pid, parent: parent, call: KernelCall(name: call, arguments: arguments))
    process.guest.path = "/usr/bin/" + name
    process.threads[0].targets = targets
    return process
  }

  private func pipe(_ peers: [Int], isOwn: Bool = false, at descriptor: Int = 3) -> WaitTarget {
    WaitTarget(descriptor: descriptor, kind: .pipe, peers: peers, isOwn: isOwn)
  }

  private func sleeper(_ pid: Int, parent: Int) -> SampledProcess {
    process(pid, parent: parent, call: KernelCall(name: "clock_nanosleep"))
  }

  private func tree(_ processes: SampledProcess...) throws -> ProcessTree {
    try #require(report(processes, processes).trees.first)
  }

  /// make reads the tokens of its jobs from a pipe of which it has both ends.
  @Test func jobserverOfMake() throws {
    let make = waiting(10, "make", "read", pipe([], isOwn: true))
    let jobs = try tree(make, sleeper(20, parent: 10))
    #expect(jobs.root.verdict == .waitingForChild)
    #expect(jobs.answer == .waits && jobs.culprit.process.pid == 20)
    let stuck = try tree(make, process(20, parent: 10, call: futex(0x1000)))
    #expect(stuck.answer == .hangs && stuck.culprit.process.pid == 20)
    var worker = process(20, parent: 10, state: "R", call: .running)
    let before = [make, worker]
    worker.transferredBytes = 50_000
    let works = report(before, [make, worker])
    #expect(works.answer == .works && works.trees[0].culprit.process.pid == 20)
    // Another make has the pipe, too, and may give a token back.
    let other = waiting(30, "make", parent: 10, "read", pipe([10], isOwn: true))
    #expect(try tree(make, sleeper(20, parent: 10), other).answer == .waits)
  }

  /// Whichever thread of Go waits for the next timer: the goroutines wait for each other.
  @Test(arguments: [0, 1]) func goroutinesWaitForEachOther(_ poller: Int) throws {
    var go = waiting(10, "x", "futex", arguments: [0x1000, 128, 0, 0])
    go.guest.language = "go"
    var other = go.threads[0]
    other.id = 12
    go.threads.append(other)
    let place = poller == 0 ? 0 : 2
    go.threads[place].call = KernelCall(name: "epoll_pwait", arguments: [4, 0, 128, 3_599_997])
    go.threads[place].targets = [pipe([], isOwn: true, at: 5)]
    let one = try tree(go)
    #expect(one.answer == .waits && one.root.verdict == .sleeping)
    #expect(one.root.object?.contains("its own threads") == true)
    #expect(one.root.advice?.contains("kill -QUIT 10") == true)
  }

  /// A program that only sleeps need not have begun to, on a busy machine.
  @Test func sleepIsAboutToSleep() throws {
    let shell = process(10, call: KernelCall(name: "wait4", arguments: [0]))
    var sleep = process(20, parent: 10, state: "R", call: .running, ticks: 3)
    sleep.guest = Guest(path: "/bin/busybox", arguments: ["/bin/sleep", "1"])
    let begins = report([shell], [shell, sleep])
    #expect(begins.answer == .waits && begins.trees[0].culprit.process.pid == 20)
    var loaded = sleep
    loaded.faults = (sleep.faults ?? 0) + 300
    #expect(report([shell, sleep], [shell, loaded]).answer == .waits)
    sleep.guest = Guest(path: "/bin/busybox", arguments: ["sort", "sleep"])
    #expect(report([shell], [shell, sleep]).answer == .works)
  }

  /// Its only thread reads what nobody but itself could write.
  @Test func pipeOfItsOwnWithoutChildren() throws {
    let reader = try tree(waiting(10, "sh", "read", pipe([], isOwn: true)))
    #expect(reader.root.verdict == .waitingForPipe && reader.answer == .hangs)
    // The handler of a signal may write to it.
    let poller = try tree(waiting(10, "sh", "ppoll", pipe([], isOwn: true), arguments: [1, 1, 0]))
    #expect(poller.root.verdict == .sleeping && poller.answer == .waits)
  }

  /// libuv's signal pipe and its eventfd are no reason to wait for the network or a pipe.
  @Test func nodeWaitsForItsChild() throws {
    let node = waiting(
      10, "node", "epoll_pwait", pipe([], isOwn: true, at: 4),
      WaitTarget(descriptor: 5, kind: .event), arguments: [3, 0, 0, UInt64.max])
    let both = try tree(node, sleeper(20, parent: 10))
    #expect(both.root.verdict == .waitingForChild && both.answer == .waits)
  }

  /// The main thread waits for the others, one of which waits for events of its own.
  @Test func atomicsWait() throws {
    var node = process(10, call: futex(0x1000))
    var loop = node.threads[0]
    loop.id = 12
    loop.call = KernelCall(name: "epoll_pwait", arguments: [3, 0, 0, UInt64.max])
    loop.targets = [WaitTarget(descriptor: 5, kind: .event)]
    node.threads.append(loop)
    #expect(try tree(node).root.verdict == .deadlocked)
    // A loop of another runtime that has a pipe of its own may be told of a signal by it.
    node.threads[2].targets?.append(pipe([], isOwn: true, at: 6))
    #expect(try tree(node).answer == .waits)
    node.guest.path = "/usr/bin/node"
    #expect(try tree(node).answer == .hangs)
    node.threads[2].call?.arguments[3] = 1000
    #expect(try tree(node).answer == .waits)
  }

  @Test func stoppedJobIsToBlame() throws {
    let make = waiting(10, "make", "read", pipe([], isOwn: true))
    let compiler = process(20, parent: 10, state: "T")
    #expect(try tree(make, compiler).culprit.process.pid == 20)
    // What the stopped one started has ended meanwhile, and it does not ask how.
    let zombie = SampledProcess(pid: 30, startTime: 1, parent: 20, state: "Z")
    #expect(try tree(make, compiler, zombie).culprit.process.pid == 20)
  }

  /// The script that makes the named pipe writes to it later.
  @Test func namedPipeThatIsOpenedLater() throws {
    let shell = process(10, call: KernelCall(name: "wait4", arguments: [30]))
    var reader = process(20, parent: 10, call: KernelCall(name: "openat"))
    reader.threads[0].waitChannel = "wait_for_partner"
    #expect(try tree(shell, reader, sleeper(30, parent: 10)).answer == .waits)
    let stuck = process(10, call: KernelCall(name: "wait4", arguments: [20]))
    let never = try tree(stuck, reader)
    #expect(never.answer == .hangs && never.culprit.process.pid == 20)
  }

  /// A program that reads its worker's answer waits for a worker that hangs.
  @Test func workerIsToBlame() throws {
    let main = waiting(10, "python3", "read", pipe([20]))
    let worker = process(20, parent: 10, call: futex(0x1000))
    let pool = try tree(main, worker)
    #expect(pool.answer == .hangs && pool.culprit.process.pid == 20)
  }

  /// A shell that asks once a second whether a file is there starts a program each time.
  @Test func loopThatAsksAgainAndAgainWaits() throws {
    let before = process(10, call: KernelCall(name: "wait4", arguments: [.max]))
    var after = before
    after.reapedTicks = 25
    after.faults = 3000
    after.transferredBytes = 900
    var sleep = sleeper(30, parent: 10)
    sleep.startTime = 9000
    let loop = report([before, sleeper(20, parent: 10)], [after, sleep])
    #expect(loop.answer == .waits)
    #expect(loop.trees[0].culprit.process.pid == 10)
    #expect(loop.trees[0].culprit.verdict == .sleeping)
    // What its children do may be work.
    after.reapedTicks = 300
    #expect(report([before, sleeper(20, parent: 10)], [after, sleep]).answer == .works)
    after.reapedTicks = 25
    after.transferredBytes = 900_000
    #expect(report([before, sleeper(20, parent: 10)], [after, sleep]).answer == .works)
  }

  /// apt tries again every second, and nothing but the lock's holder tells why.
  @Test func aptTriesForALock() throws {
    let before = process(10, call: KernelCall(name: "clock_nanosleep"))
    var after = before
    after.transferredBytes = 500
    after.lockedFiles = [
      WaitTarget(descriptor: -1, kind: .file, name: "/var/lib/dpkg/lock", peers: [99])
    ]
    let apt = report([before], [after]) {
      $0.second.neighbours = [Neighbour(pid: 99, name: "python3")]
    }
    let culprit = apt.trees[0].culprit
    #expect(culprit.verdict == .waitingForLock && apt.answer == .waits)
    #expect(
      culprit.object == "for the lock on /var/lib/dpkg/lock, which python3 (99, not emulated) holds"
    )
  }

  /// Threads of Java's machine look up now and then; the program's own do not.
  @Test func threadsOfARuntimeExplainNothing() throws {
    var java = process(10, call: futex(0x1000))
    java.guest.path = "/usr/bin/java"
    var own = java.threads[0]
    own.id = 12
    own.call = futex(0x2000)
    var service = java.threads[0]
    service.id = 13
    service.call = futex(0x3000, timeout: 0x7ffe)
    service.name = "VM Periodic Tas"
    service.service = RuntimeThread.name(of: "VM Periodic Tas")
    java.threads += [own, service]
    let latch = try tree(java)
    #expect(latch.root.verdict == .deadlocked && latch.answer == .hangs)
    #expect(latch.root.advice?.contains("kill -QUIT 10") == true)
    // On a busy machine it is seen at work twice.
    var busy = java
    busy.threads[3].state = "R"
    busy.threads[3].call = .running
    let seen = try tree(busy)
    #expect(seen.answer == .hangs && seen.root.verdict == .deadlocked)
    java.threads[3].service = nil
    #expect(try tree(java).answer == .waits)
  }

  /// Who had the lock was killed, and only who waits for the waiting process shares its memory.
  @Test func lockOfTheDead() throws {
    let main = process(10, call: KernelCall(name: "wait4", arguments: [20]))
    var waiter = process(20, parent: 10, call: futex(0x1000))
    waiter.threads[0].isFutexShared = true
    waiter.threads[0].futexPeers = [10]
    let dead = try tree(main, waiter)
    #expect(dead.culprit.process.pid == 20 && dead.culprit.verdict == .deadlocked)
    #expect(dead.answer == .hangs)
    let alive = try tree(sleeper(10, parent: 1), waiter)
    #expect(alive.answer == .waits)
    waiter.threads[0].futexPeers = []
    #expect(try tree(main, waiter).answer == .hangs)
    waiter.threads[0].futexPeers = nil
    #expect(try tree(main, waiter).answer == .waits)
  }

  /// Two processes that each read what the other should send.
  @Test func socketsInACircle() throws {
    func reader(_ pid: Int, of other: Int, parent: Int) -> SampledProcess {
      var target = WaitTarget(descriptor: 3, kind: .socket, name: "unix", peers: [other])
      target.isListening = false
      return waiting(pid, "python3", parent: parent, "recvfrom", target)
    }
    let both = try tree(reader(10, of: 20, parent: 1), reader(20, of: 10, parent: 10))
    #expect(both.answer == .hangs && both.culprit.verdict == .waitingForNetwork)
    #expect(try tree(reader(10, of: 99, parent: 1)).answer == .waits)
    // Whoever may be called by anybody hangs for nobody.
    var server = WaitTarget(descriptor: 4, kind: .socket, name: "unix /run/s")
    server.isListening = true
    var one = reader(10, of: 20, parent: 1)
    one.threads[0].targets?.append(server)
    #expect(try tree(one, reader(20, of: 10, parent: 10)).answer == .waits)
  }

  /// sudo and its monitor speak with each other, and both wait for a command that works.
  @Test func childMayEndAnyWait() throws {
    func speaker(_ pid: Int, with other: Int, parent: Int) -> SampledProcess {
      let socket = WaitTarget(descriptor: 3, kind: .socket, name: "unix", peers: [other])
      return waiting(
        pid, "sudo", parent: parent, "ppoll", socket, pipe([], isOwn: true, at: 4),
        arguments: [1, 2, 0])
    }
    let sudo = speaker(10, with: 20, parent: 1)
    let monitor = speaker(20, with: 10, parent: 10)
    #expect(try tree(sudo, monitor, sleeper(30, parent: 20)).answer == .waits)
    let stuck = try tree(sudo, monitor, process(30, parent: 20, call: futex(0x1000)))
    #expect(stuck.answer == .hangs && stuck.culprit.process.pid == 30)
  }

  /// The workers of a pool idle while its first thread sleeps.
  @Test func poolWhoseMainThreadSleeps() throws {
    var main = waiting(10, "python3", "clock_nanosleep")
    main.threads[0].targets = nil
    var handler = main.threads[0]
    handler.id = 12
    handler.call = KernelCall(name: "read", arguments: [5])
    handler.targets = [pipe([20], isOwn: true, at: 5)]
    main.threads.append(handler)
    let worker = waiting(20, "python3", parent: 10, "read", pipe([10], isOwn: true, at: 4))
    #expect(try tree(main, worker).answer == .waits)
  }

  /// A service that a step left behind keeps the pipe to tee open.
  @Test func serviceKeepsAPipeOpen() throws {
    let shell = process(10, call: KernelCall(name: "wait4", arguments: [.max]))
    var socket = WaitTarget(descriptor: 6, kind: .socket, name: "tcp at 0.0.0.0:6379")
    socket.isListening = true
    let tee = waiting(20, "tee", parent: 10, "read", pipe([30], at: 0))
    let server = waiting(
      30, "redis-server", parent: 10, "epoll_pwait", socket, arguments: [5, 0, 0, 100])
    let step = try tree(shell, tee, server)
    #expect(step.answer == .waits && step.culprit.process.pid == 20)
    #expect(step.culprit.object == "for the end of output that redis-server (30) keeps open")
  }

  /// QEMU waits for a debugger before the guest's first instruction.
  @Test func debuggerThatNeverComes() throws {
    var target = WaitTarget(descriptor: 3, kind: .socket, name: "tcp at 0.0.0.0:1234")
    target.isListening = true
    var shell = waiting(10, "bash", "accept4", target)
    shell.emulatorVariables = ["QEMU_GDB": "1234"]
    let gdb = try tree(shell)
    #expect(gdb.answer == .hangs && gdb.root.cause?.id == "emulator-waits-for-debugger")
    #expect(gdb.root.advice == nil)
  }

  /// Nobody can type into a step of a build.
  @Test func inputInAStep() throws {
    var asker = waiting(
      10, "git", "read", WaitTarget(descriptor: 0, kind: .terminal, name: "/dev/pts/0"))
    let asked = try tree(asker)
    #expect(asked.answer == .waits)
    #expect(asked.root.advice?.contains("GIT_TERMINAL_PROMPT=0") == true)
    asker.container = Container(maker: .buildkit, id: "x")
    #expect(try tree(asker).answer == .hangs)
  }

  /// git waits for its helper, which asks for a name.
  @Test func whoAsksIsToBlame() throws {
    let git = waiting(10, "git", "read", pipe([20]))
    let helper = waiting(
      20, "git-remote-http", parent: 10, "read",
      WaitTarget(descriptor: 5, kind: .terminal, name: "/dev/tty"))
    #expect(try tree(git, helper).culprit.process.pid == 20)
  }

  /// strace stops what it traces at every call.
  @Test func tracedProcessThatMoves() throws {
    var traced = process(10, state: "t", call: KernelCall(name: "read", arguments: [0]))
    traced.tracer = 77
    let held = report([traced], [traced]) {
      $0.second.neighbours = [Neighbour(pid: 77, name: "gdb")]
    }
    #expect(held.trees[0].root.verdict == .stopped)
    #expect(held.trees[0].root.advice == "end gdb (77), or let it go on")
    var moved = traced
    moved.threads[0].waits = 900
    moved.transferredBytes = 100_000
    #expect(report([traced], [moved]).answer == .works)
  }

  /// How long it has waited is the time since it last had the CPU, or since it began.
  @Test func timesOfWaiting() throws {
    var target = WaitTarget(descriptor: 3, kind: .socket, name: "tcp to 127.0.0.1:80")
    target.isListening = false
    var client = waiting(10, "curl", "recvfrom", target)
    client.startTime = 100_000
    client.threads[0].idle = 840
    func waited(_ client: SampledProcess) -> WaitedTime? {
      report([client], [client]) { $0.second.uptime = 3000 }.trees[0].culprit.waited
    }
    #expect(waited(client) == WaitedTime(seconds: 840, isAtMost: false))
    client.threads[0].idle = nil
    #expect(waited(client) == WaitedTime(seconds: 2000, isAtMost: true))
    // It has run since the first look: it looks up now and then.
    client.threads[0].idle = 0.5
    #expect(waited(client) == WaitedTime(seconds: 2000, isAtMost: true))
    let all = report([client], [client]) { $0.second.uptime = 3000 }
    #expect(all.isStuck(longerThan: 1999) && !all.isStuck(longerThan: 2001))
  }
}
