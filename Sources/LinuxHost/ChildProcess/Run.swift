import Glibc

/// Runs all children, in parallel and each until its own deadline, and returns their outcomes in
/// the same order.
///
/// A child leads a process group of its own, and the group is killed at the child's end or
/// deadline, whichever comes first; neither waits for the end of a stream that somebody else still
/// holds. What has left the group (`setsid`) is out of reach.
///
/// - Parameters:
///   - maximumConcurrent: How many run at once; others wait in order.
///   - progress: Told that a child ended, and several times a second that some still run.
///   - meanwhile: Work for us, done once while the first children run.
///   - wantsSuccessor: Whether, after what was seen of a child, the one that waits for it is needed.
///   - inspect: Called once for every child whose input is held: when its first line of output is
///     complete, upon which it waits, so that `/proc/PID` shows it as it is; or, where that is
///     wanted, at its deadline.
package func run<Inspection>(
  _ children: [Child], maximumConcurrent: Int = 64, signals: borrowing HeldSignals,
  progress: ((Progress) -> Void)? = nil, meanwhile: () -> Void = {},
  wantsSuccessor: (Inspection?) -> Bool = { _ in true },
  inspect: (_ pid: Int32, _ index: Int) -> Inspection
) throws(Interrupted) -> [ChildOutcome<Inspection>] {
  var outcomes = [ChildOutcome<Inspection>?](repeating: nil, count: children.count)
  var running: [RunningChild<Inspection>] = []
  var hasWorked = false
  var ready = children.indices.filter { children[$0].predecessor == nil }[...]
  var waiting = children.indices.filter { children[$0].predecessor != nil }
  var clock = WorkClock()
  while !ready.isEmpty || !running.isEmpty {
    while let next = ready.first, running.count < maximumConcurrent {
      do throws(SystemCallError) {
        running.append(try RunningChild(children[next], index: next))
      } catch {
        // When descriptors or processes have run out, those that run will give some back.
        if !running.isEmpty, [EMFILE, ENFILE, EAGAIN].contains(error.errno) { break }
        outcomes[next] = ChildOutcome(end: .notStarted(error))
      }
      ready = ready.dropFirst()
    }
    clock.tick(running)
    if !hasWorked {
      meanwhile()
      clock.tick(running)
    }
    hasWorked = true
    let before = now()
    let patience = waitForAny(
      running, signals, latest: progress == nil ? nil : .milliseconds(250))
    progress?(.waited)
    do throws(Interrupted) {
      try signals.check()
    } catch {
      // All at once; the end of each object's life then waits for its process.
      for child in running { child.kill() }
      throw error
    }
    let time = now()
    // A busy machine wakes us late, too, but not by that much: this process was stopped (SIGSTOP, a
    // suspended machine), and what waits for it could not get on.
    if time - before > patience + .milliseconds(500) {
      for child in running { child.postpone(by: time - before) }
    }
    clock = WorkClock()
    running.removeAll { child in
      child.inspect(at: time, inspect)
      let outcome = child.advance(at: time)
      // One at its deadline leaves no time for another.
      if child.hasExecuted, child.inspection != nil || outcome != nil, !child.wasKilled {
        waiting.removeAll { index in
          guard children[index].predecessor == child.index else { return false }
          if wantsSuccessor(child.inspection) { ready.append(index) }
          return true
        }
      }
      guard let outcome else { return false }
      outcomes[child.index] = outcome
      progress?(.ended(part: child.index, succeeded: outcome.hasSucceeded))
      return true
    }
  }
  return outcomes.map { $0 ?? ChildOutcome(end: .skipped) }
}

/// Runs all children, in parallel and each until its own deadline, without looking at them.
package func run(
  _ children: [Child], maximumConcurrent: Int = 64, signals: borrowing HeldSignals,
  progress: ((Progress) -> Void)? = nil, meanwhile: () -> Void = {}
) throws(Interrupted) -> [ChildOutcome<Void>] {
  try run(
    children, maximumConcurrent: maximumConcurrent, signals: signals, progress: progress,
    meanwhile: meanwhile
  ) { _, _ in }
}

/// Waits until a child has something to say, has ended or is at its deadline, or until a signal is
/// pending; and reads what the children say.
///
/// - Returns: how long it was willing to wait.
private func waitForAny<Inspection>(
  _ running: [RunningChild<Inspection>], _ signals: borrowing HeldSignals, latest: Duration?
) -> Duration {
  guard !running.isEmpty else { return .zero }
  var wanted: [pollfd] = []
  var owners: [(child: RunningChild<Inspection>, source: RunningChild<Inspection>.Source)] = []
  for child in running {
    for (source, descriptor) in child.sources {
      wanted.append(pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0))
      owners.append((child, source))
    }
  }
  wanted.append(pollfd(fd: signals.descriptor, events: Int16(POLLIN), revents: 0))
  let time = now()
  let patience = running.reduce(min(signals.patience, latest ?? .seconds(3600))) {
    min($0, $1.patience(at: time))
  }
  // If this fails, by an interruption or for want of memory, looking at the clock is still right.
  let ready = poll(&wanted, nfds_t(wanted.count), patience.pollTimeout)
  if ready <= 0 { return max(.zero, patience) }
  for (position, owner) in owners.enumerated() where wanted[position].revents != 0 {
    owner.child.read(from: owner.source)
  }
  return max(.zero, patience)
}

/// Finds out that this process was stopped while it worked: then it neither got on nor waited for others,
/// and what the children had of that time they could not use.
private struct WorkClock {
  private var start = now()
  private var waited = Guarded.waited

  /// Gives children the time since the last look, where that is more than work can have taken.
  mutating func tick<Inspection>(_ running: [RunningChild<Inspection>]) {
    let time = now() - start - (Guarded.waited - waited)
    if time > .milliseconds(500) {
      for child in running { child.postpone(by: time) }
    }
    self = WorkClock()
  }
}
