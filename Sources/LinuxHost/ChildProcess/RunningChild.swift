internal import CLinux
import Glibc

/// A child process from its start until it is reaped; whatever is left of it at the end of this
/// object's life is killed.
final class RunningChild<Inspection> {
  /// What one of a child's descriptors is there for.
  enum Source {
    case output, error, report, process
  }

  /// Its place in the caller's list.
  let index: Int
  /// Its process id and process group.
  let pid: Int32
  private let started: Duration
  private var deadline: Duration
  private var mayHaveEnded = false
  /// Whether its deadline has passed.
  private(set) var wasKilled = false
  private var isReaped = false
  private var isAbandoned = false
  private var output: CapturedStream
  private var error: CapturedStream
  /// At its end without a byte when the program has been executed.
  private var report: CapturedStream
  private var heldInput: OwnedDescriptor?
  private let isSeenAtDeadline: Bool
  private var patienceAfterLine: Duration?
  /// Nil where the kernel has no such thing: then the process is asked every few milliseconds.
  private let process: OwnedDescriptor?
  /// What was seen of it, once it was looked at.
  private(set) var inspection: Inspection?

  /// Starts a child.
  init(_ child: Child, index: Int) throws(SystemCallError) {
    let outputPipe = try makePipe(captured: true)
    let outputWriter = OwnedDescriptor(owning: outputPipe.writer)
    output = CapturedStream(owning: outputPipe.reader, limit: child.outputLimit)
    let errorPipe = try makePipe(captured: true)
    let errorWriter = OwnedDescriptor(owning: errorPipe.writer)
    error = CapturedStream(owning: errorPipe.reader, limit: child.outputLimit)
    let reportPipe = try makePipe(captured: true)
    let reportWriter = OwnedDescriptor(owning: reportPipe.writer)
    report = CapturedStream(owning: reportPipe.reader, limit: 4096)
    let input = try makeInput(child.standardInput)
    let inputReader = OwnedDescriptor(owning: input.reader)
    heldInput = input.writer.map { OwnedDescriptor(owning: $0) }
    self.index = index
    isSeenAtDeadline = child.isSeenAtDeadline
    patienceAfterLine = child.patienceAfterLine
    started = now()
    deadline = started + child.timeout
    pid = try startProcess(
      child,
      ChildDescriptors(
        input: inputReader.raw, output: outputWriter.raw, error: errorWriter.raw,
        report: reportWriter.raw, inputWriter: input.writer ?? -1))
    let descriptor = clinux_pidfd_open(pid)
    process = descriptor < 0 ? nil : OwnedDescriptor(owning: descriptor)
  }

  deinit {
    kill()
    if !isReaped, !isAbandoned { waitForEnd() }
  }

  /// Whether it has become its program.
  var hasExecuted: Bool { report.descriptor == nil && report.bytes.isEmpty }

  /// What to wait for.
  var sources: [(source: Source, descriptor: Int32)] {
    var list: [(Source, Int32)] = []
    if let descriptor = output.descriptor { list.append((.output, descriptor)) }
    if let descriptor = error.descriptor { list.append((.error, descriptor)) }
    if let descriptor = report.descriptor { list.append((.report, descriptor)) }
    if let descriptor = processDescriptor { list.append((.process, descriptor)) }
    return list
  }

  /// How long to wait for it at most.
  func patience(at time: Duration) -> Duration {
    processDescriptor == nil ? min(deadline - time, .milliseconds(5)) : deadline - time
  }

  /// Reads from a source that is ready.
  func read(from source: Source) {
    switch source {
    case .output: output.readAvailable()
    case .error: error.readAvailable()
    case .report: report.readAvailable()
    case .process: mayHaveEnded = true
    }
    if let left = patienceAfterLine, output.hasLine || error.hasLine {
      deadline = min(deadline, now() + left)
      patienceAfterLine = nil
    }
  }

  /// Looks at a child that holds its first line against the end of its input, and ends its wait;
  /// where it is wanted also at one that has said nothing by its deadline.
  func inspect(at time: Duration, _ body: (_ pid: Int32, _ index: Int) -> Inspection) {
    let isLate = isSeenAtDeadline && time >= deadline && hasExecuted
    guard isWaiting, output.hasLine || output.descriptor == nil || isLate else { return }
    if output.hasLine || isLate { inspection = body(pid, index) }
    heldInput = nil
  }

  /// Kills what must die, and returns the outcome once there is one.
  func advance(at time: Duration) -> ChildOutcome<Inspection>? {
    if mayHaveEnded || time >= deadline || processDescriptor == nil, let end = endOfProcess() {
      return outcome(end, at: time)
    }
    guard time >= deadline else { return nil }
    // Killed and still not dead, it is waiting for a device: it is left to the kernel.
    if wasKilled {
      abandon()
      return outcome(.timedOut, at: time)
    }
    kill()
    wasKilled = true
    deadline = time + .milliseconds(300)
    return nil
  }

  /// Gives it more time: for as long as we were stopped ourselves, it may have been, too.
  func postpone(by time: Duration) { deadline += time }

  /// Leaves it to the kernel, and says so: it may hold what the user looks for.
  private func abandon() {
    isAbandoned = true
    Self.announceLeft(pid)
  }

  /// Names a process that was killed and does not end.
  static func announceLeft(_ pid: Int32) {
    // There is nowhere left to report that standard error cannot be written.
    try? StandardStream.error.write(
      "crossready: process \(pid) was killed and does not end: it waits in the kernel, as for a file "
        + "system that does not answer; it ends when that does\n")
  }

  /// Kills the process and its group.
  func kill() {
    guard !isReaped else { return }
    killProcess(-pid)
    killProcess(pid)
  }
}

extension RunningChild {
  private var processDescriptor: Int32? {
    switch process {
    case .some(let process): process.raw
    case .none: nil
    }
  }

  private var isWaiting: Bool {
    switch heldInput {
    case .some: true
    case .none: false
    }
  }

  /// How the process ended, nil if it has not; cleans up behind it.
  private func endOfProcess() -> ChildOutcome<Inspection>.End? {
    var signaled: Int32 = 0
    var status: Int32 = 0
    do throws(SystemCallError) {
      if try checked("waitid", { clinux_wait(pid, 0, &signaled, &status) }) == 0 { return nil }
    } catch {
      // Somebody else has reaped it, and its process id may be another's by now.
      isReaped = true
      return .notStarted(error)
    }
    // Now its process id is still reserved, and so is the group's: nobody else is hit. Members of
    // the group that it leaves behind must not outlive it.
    kill()
    for source in [Source.output, .error, .report] { read(from: source) }
    reap()
    if wasKilled { return .timedOut }
    return signaled == 1 ? .signaled(status) : .exited(status)
  }

  private func outcome(
    _ end: ChildOutcome<Inspection>.End, at time: Duration
  ) -> ChildOutcome<Inspection> {
    ChildOutcome(
      end: failedStep(report.bytes).map { .notStarted($0) } ?? end,
      standardOutput: output.bytes, standardError: error.bytes,
      milliseconds: (time - started) / .milliseconds(1), inspection: inspection)
  }

  private func reap() {
    var signaled: Int32 = 0
    var status: Int32 = 0
    isReaped = clinux_wait(pid, 1, &signaled, &status) != 0
  }

  /// Reaps a killed process. It dies at once, unless it is waiting for a device.
  private func waitForEnd() {
    let latest = now() + .milliseconds(300)
    while true {
      reap()
      if isReaped || now() >= latest { return }
      var wanted = pollfd(fd: processDescriptor ?? -1, events: Int16(POLLIN), revents: 0)
      poll(&wanted, 1, min(latest - now(), .milliseconds(20)).pollTimeout)
    }
  }
}

/// Outside the class, whose own `kill` would hide the C library's.
private func killProcess(_ pid: Int32) {
  kill(pid, SIGKILL)
}
