import Glibc
import LinuxHost
import Testing

/// What only a signal to the whole process shows, that nothing is left behind and that it dies of
/// that signal, is for a system test with the built program.
@Suite struct ChildProcessTests {
  @Test func capturesBothStreams() throws {
    let outcome = try runOne(shell("echo out; echo err >&2; cat"))
    #expect(outcome.end == .exited(0))
    #expect(text(outcome.standardOutput) == "out\n")
    #expect(text(outcome.standardError) == "err\n")
    #expect(outcome.milliseconds > 0)
  }

  @Test func passesArgumentsAndNothingButTheGivenEnvironment() throws {
    let child = Child(
      path: "/bin/sh", arguments: ["zero", "-c", "echo $0 $1; env", "a b", "c d"],
      environment: ["PATH=/usr/bin:/bin", "X=y z"], timeout: .seconds(20))
    let lines = text(try runOne(child).standardOutput).split(separator: "\n")
    #expect(lines.first == "a b c d")
    let names = Set(lines.dropFirst().compactMap { $0.split(separator: "=").first })
    // The shell adds the last two.
    #expect(names.isSuperset(of: ["PATH", "X"]))
    #expect(names.isSubset(of: ["PATH", "X", "PWD", "_", "SHLVL", "OLDPWD"]))
    #expect(lines.contains("X=y z"))
  }

  @Test func tellsAnExitStatusFromASignal() throws {
    #expect(try runOne(shell("exit 3")).end == .exited(3))
    #expect(try runOne(shell("kill -SEGV $$")).end == .signaled(SIGSEGV))
  }

  @Test func namesTheStepThatFailed() throws {
    let child = Child(path: "/nonexistent/program", arguments: ["x"], timeout: .seconds(20))
    let failure = SystemCallError(call: "execve", errno: ENOENT)
    #expect(try runOne(child).end == .notStarted(failure))
  }

  @Test func startsProgramsInAPlainState() throws {
    let outcome = try runOne(
      shell("grep -E '^Sig(Blk|Ign)' /proc/self/status; ulimit -c; ls /proc/self/fd"))
    let lines = text(outcome.standardOutput).split(whereSeparator: \.isWhitespace)
    try #require(lines.count > 5)
    #expect(lines[0] == "SigBlk:")
    #expect(UInt64(lines[1], radix: 16) == 0)
    // The C library keeps signals 32 and 33 to itself and lets nobody change their disposition.
    #expect(UInt64(lines[3], radix: 16).map { $0 & ~0x1_8000_0000 } == 0)
    #expect(lines[4] == "0")
    // One more than the streams is the directory that ls reads.
    #expect(Set(["0", "1", "2"]).isSubset(of: Set(lines[5...].map(String.init))))
  }

  @Test func killsTheWholeGroupAtTheDeadline() throws {
    let marker = "4\(getpid())1"
    let started = seconds()
    let outcome = try runOne(
      shell(
        "echo before; (trap '' TERM INT HUP; sleep \(marker)); echo after",
        timeout: .milliseconds(300)))
    #expect(outcome.end == .timedOut)
    #expect(text(outcome.standardOutput) == "before\n")
    #expect(outcome.milliseconds >= 300)
    #expect(seconds() - started < 10)
    #expect(eventually { !isRunning(argument: marker) })
  }

  @Test func doesNotWaitForABackgroundProcessAndKillsIt() throws {
    let marker = "4\(getpid())2"
    let outcome = try runOne(shell("sleep \(marker) & echo done", timeout: .seconds(60)))
    #expect(outcome.end == .exited(0))
    #expect(text(outcome.standardOutput) == "done\n")
    #expect(outcome.milliseconds < 30_000)
    #expect(eventually { !isRunning(argument: marker) })
  }

  @Test func isNotDelayedByAFastWriterLeftBehind() throws {
    let outcome = try runOne(shell("yes & echo done", timeout: .seconds(60)))
    #expect(outcome.end == .exited(0))
    #expect(outcome.milliseconds < 30_000)
  }

  @Test func keepsTheOrderOfManyChildren() throws {
    let children = (0..<40).map { shell("echo number \($0); exit \($0)", timeout: .seconds(60)) }
    let outcomes = try runAll(children, maximumConcurrent: 16)
    #expect(outcomes.count == 40)
    for (index, outcome) in outcomes.enumerated() {
      #expect(outcome.end == .exited(Int32(index)))
      #expect(text(outcome.standardOutput) == "number \(index)\n")
    }
  }

  /// One that follows something for ever is ended once it has said what there is.
  @Test(arguments: ["", ">&2"]) func endsAFollower(_ stream: String) throws {
    var child = shell("echo one \(stream); exec sleep 60", timeout: .seconds(60))
    child.patienceAfterLine = .milliseconds(100)
    let outcome = try runOne(child)
    #expect(outcome.end == .timedOut && outcome.milliseconds < 30_000)
    #expect(text(outcome.standardOutput + outcome.standardError) == "one\n")
  }

  @Test func dropsOutputOverTheLimit() throws {
    var child = shell("yes | head -c 1000000; echo end >&2")
    child.outputLimit = 1001
    let outcome = try runOne(child)
    #expect(outcome.end == .exited(0))
    #expect(outcome.standardOutput.count == 1001)
    #expect(text(outcome.standardError) == "end\n")
  }

  @Test func countsADeadlineFromEachOwnStart() throws {
    let children = [Child](repeating: shell("sleep 0.4; echo ok", timeout: .seconds(20)), count: 3)
    var last = shell("sleep 0.1", timeout: .milliseconds(60_000))
    last.timeout = .seconds(30)
    let outcomes = try runAll(children + [last], maximumConcurrent: 1)
    #expect(outcomes.allSatisfy { $0.end == .exited(0) })
    #expect(outcomes[3].milliseconds < outcomes.map(\.milliseconds).reduce(0, +) - 1000)
  }

  @Test func holdsAChildForInspection() throws {
    var child = shell("echo ready; exec cat")
    child.standardInput = .heldUntilOutput
    var calls = 0
    let outcomes = try HeldSignals.during { (signals) throws(Interrupted) in
      try run([child, child], signals: signals) { pid, index -> String in
        calls += 1
        return "\(index) \(link("/proc/\(pid)/exe") ?? "-")"
      }
    }
    #expect(outcomes.allSatisfy { $0.end == .exited(0) })
    #expect(calls == 2)
    for (index, outcome) in outcomes.enumerated() {
      let parts = (outcome.inspection ?? "").split(separator: " ")
      #expect(parts.first == "\(index)")
      #expect(parts.last?.hasPrefix("/") == true)
    }
  }

  @Test func looksAtAChildThatSaysNothingBeforeItsDeadlineKillsIt() throws {
    var silent = shell("sleep 60", timeout: .milliseconds(200))
    silent.standardInput = .heldUntilOutput
    silent.isSeenAtDeadline = true
    var next = shell("echo next")
    next.predecessor = 0
    let outcomes = try HeldSignals.during { (signals) throws(Interrupted) in
      try run([silent, next], signals: signals) { pid, _ in link("/proc/\(pid)/exe") ?? "" }
    }
    #expect(outcomes.map(\.end) == [.timedOut, .skipped])
    #expect(outcomes.first?.inspection?.hasPrefix("/") == true)
  }

  @Test(arguments: [true, false])
  func startsASuccessorOnlyIfItIsWanted(isWanted: Bool) throws {
    var seen = shell("echo ready; exec cat")
    seen.standardInput = .heldUntilOutput
    var unseen = shell("exit 3")
    unseen.standardInput = .heldUntilOutput
    var successors = [shell("exit 4"), shell("exit 5")]
    for index in successors.indices { successors[index].predecessor = index }
    let outcomes = try HeldSignals.during { (signals) throws(Interrupted) in
      try run(
        [seen, unseen] + successors, signals: signals,
        wantsSuccessor: { $0 == nil || isWanted }, inspect: { _, _ in 1 })
    }
    #expect(
      outcomes.map(\.end)
        == [.exited(0), .exited(3), isWanted ? .exited(4) : .skipped, .exited(5)])
  }

  @Test func releasesAChildThatNeverCompletesALine() throws {
    var closing = shell("exec 1>&-; cat; exit 5", timeout: .seconds(60))
    closing.standardInput = .heldUntilOutput
    var silent = shell("exit 6", timeout: .seconds(60))
    silent.standardInput = .heldUntilOutput
    let outcomes = try HeldSignals.during { (signals) throws(Interrupted) in
      try run([closing, silent], signals: signals) { _, _ in true }
    }
    #expect(outcomes.map(\.end) == [.exited(5), .exited(6)])
    #expect(outcomes.allSatisfy { $0.inspection == nil })
  }

  @Test func isInterruptedByASignal() throws {
    var child = shell("trap '' TERM; echo ready; sleep 70 & cat; sleep 70", timeout: .seconds(60))
    child.standardInput = .heldUntilOutput
    var process: Int32 = 0
    var seen: Interrupted?
    sendingSignals { signals in
      do throws(Interrupted) {
        _ = try run([child], signals: signals) { pid, _ in
          process = pid
          pthread_kill(pthread_self(), SIGTERM)
        }
      } catch {
        seen = error
      }
    }
    #expect(seen == Interrupted(signal: SIGTERM))
    #expect(process > 0)
    #expect(kill(process, 0) == -1)
    #expect(eventually { kill(-process, 0) == -1 })
  }

  @Test func noticesASignalOutsideOfARun() {
    sendingSignals { signals in
      #expect(throws: Never.self) { try signals.check() }
      pthread_kill(pthread_self(), SIGINT)
      #expect(throws: Interrupted(signal: SIGINT)) { try signals.check() }
    }
  }

  /// Other tests open and close descriptors meanwhile, so that these are looked for by identity.
  @Test func leavesNoDescriptorOpen() throws {
    let script = "for n in 0 1 2; do readlink /proc/self/fd/$n; done"
    var pipes: Set<String> = []
    for _ in 0..<20 {
      // readlink's own standard input is the shell's, and so are the other streams.
      let outcome = try runOne(shell("(\(script)) 3>&1"))
      pipes.formUnion(text(outcome.standardOutput).split(separator: "\n").map(String.init))
    }
    #expect(pipes.count == 60)
    let open = try listDirectory(path: "/proc/self/fd").compactMap {
      link("/proc/self/fd/\(text($0))")
    }
    #expect(pipes.isDisjoint(with: open))
    // A process descriptor whose process has been reaped.
    let noneIsLeft = eventually {
      let numbers = (try? listDirectory(path: "/proc/self/fdinfo")) ?? []
      return !numbers.contains {
        let information = try? readAll(path: "/proc/self/fdinfo/\(text($0))", limit: 65_536)
        return text(information ?? []).contains("\nPid:\t-1\n")
      }
    }
    #expect(noneIsLeft)
  }
}

@Suite struct SystemCallTests {
  @Test func readsFilesOfUnknownSize() throws {
    let status = try readAll(path: "/proc/self/status", limit: 1_000_000)
    #expect(text(status).hasPrefix("Name:"))
    #expect(try readPrefix(path: "/proc/self/status", limit: 5) == Array("Name:".utf8))
  }

  @Test func refusesFilesOverTheLimit() {
    #expect(throws: SystemCallError(call: "read", path: "/proc/self/status", errno: EFBIG)) {
      try readAll(path: "/proc/self/status", limit: 5)
    }
  }

  @Test func namesThePathOfAFailure() {
    #expect(throws: SystemCallError(call: "open", path: "/nonexistent", errno: ENOENT)) {
      try readAll(path: "/nonexistent", limit: 5)
    }
    #expect(throws: SystemCallError(call: "opendir", path: "/proc/version", errno: ENOTDIR)) {
      try listDirectory(path: "/proc/version")
    }
  }

  @Test func listsNames() throws {
    let names = try listDirectory(path: "/proc/self").map { text($0) }
    #expect(names.contains("status"))
    #expect(!names.contains("."))
    #expect(!names.contains(".."))
  }
}

private func shell(_ script: String, timeout: Duration = .seconds(20)) -> Child {
  Child(
    path: "/bin/sh", arguments: ["sh", "-c", script], environment: ["PATH=/usr/bin:/bin"],
    timeout: timeout)
}

private func runAll(
  _ children: [Child], maximumConcurrent: Int = 64
) throws -> [ChildOutcome<Void>] {
  try HeldSignals.during { (signals) throws(Interrupted) in
    try run(children, maximumConcurrent: maximumConcurrent, signals: signals)
  }
}

private func runOne(_ child: Child) throws -> ChildOutcome<Void> {
  try #require(runAll([child]).first)
}

private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

private func seconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

private func link(_ path: String) -> String? {
  var buffer = [CChar](repeating: 0, count: 4096)
  let count = readlink(path, &buffer, buffer.count)
  return count < 0 ? nil : text(buffer[..<count].map { UInt8(bitPattern: $0) })
}

/// A killed process is gone a moment later.
private func eventually(_ condition: () -> Bool) -> Bool {
  let latest = seconds() + 5
  while !condition() {
    if seconds() > latest { return false }
    usleep(10_000)
  }
  return true
}

/// Whether a process has exactly this argument.
private func isRunning(argument: String) -> Bool {
  let names = (try? listDirectory(path: "/proc")) ?? []
  return names.contains { name in
    guard let first = name.first, (48...57).contains(first) else { return false }
    let line = try? readPrefix(path: "/proc/\(text(name))/cmdline", limit: 4096)
    return (line ?? []).split(separator: 0).contains { $0.elementsEqual(argument.utf8) }
  }
}

/// Runs a body that sends this thread signals, and takes them back before they kill the tests.
///
/// The threads of tests block all signals, and what is blocked is not held.
func sendingSignals(_ body: (borrowing HeldSignals) -> Void) {
  var signals = sigset_t()
  sigemptyset(&signals)
  for signal in [SIGTERM, SIGINT, SIGHUP] { sigaddset(&signals, signal) }
  var before = sigset_t()
  pthread_sigmask(SIG_UNBLOCK, &signals, &before)
  HeldSignals.during { held in
    body(held)
    var none = timespec()
    while sigtimedwait(&signals, nil, &none) > 0 { continue }
  }
  pthread_sigmask(SIG_SETMASK, &before, nil)
}
