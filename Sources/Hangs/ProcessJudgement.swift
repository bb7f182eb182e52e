import Facts
import LinuxNames
import Text

/// A verdict on one process, and what it rests on.
struct ProcessJudgement {
  var verdict: HangVerdict
  var evidence: [String]
  /// Processes that can end its wait; nil where they are not known or not the only ones, empty where
  /// there is none.
  var peers: [Int]?
  /// What it waits for, if that is a file.
  var target: WaitTarget?
  /// The call in which it waits for that.
  var call: String?
  /// Whether it ends by itself, after a time.
  var isTimed = false
  /// Whether the end of any child sets it going, rather than that of each.
  var awaitsAnyChild = false
  /// Whether it sleeps by waiting for its own threads.
  var waitsForOwnThreads = false
  /// Whether it looks up now and then, so that only its start tells for how long it has waited.
  var isHeartbeat = false
  /// Whether it was not there at the first look.
  var isNewcomer = false
  /// The part of its CPU time that it spent in the kernel, from 0 to 1.
  var kernelShare = 0.0
  /// Whether it reads again and again without getting anything.
  var readsNothing = false

  init(_ verdict: HangVerdict, _ evidence: [String], peers: [Int]? = nil, isTimed: Bool = false) {
    self.verdict = verdict
    self.evidence = evidence
    self.peers = peers
    self.isTimed = isTimed
  }
}

/// What judging a process needs to know of others.
struct Surroundings {
  /// Its control group and those that enclose it, before and after.
  var groups: [(before: ControlGroup, after: ControlGroup)] = []
  var neighbours: [Int: Neighbour] = [:]
  /// Its children that live, emulated or not.
  var children: [Int] = []
}

extension ProcessJudgement {
  /// Judges a process that was there only the second time: that it has begun is progress, unless it
  /// is one that its parent starts again and again to wait.
  static func ofNewcomer(_ process: SampledProcess, _ around: Surroundings) -> ProcessJudgement {
    if process.state == "Z" { return ProcessJudgement(.slow, ["it has just ended"]) }
    let begun = "it started between the two looks"
    let interval = Interval(
      before: process, after: process, seconds: 0, ticksPerSecond: 1, changedChildren: 0)
    var judgement = Self.waiting(interval, around, rest: begun)
    judgement.isTimed = true
    judgement.isHeartbeat = true
    judgement.isNewcomer = true
    switch judgement.verdict {
    case .waitingForChild, .waitingForNetwork, .waitingForInput, .waitingForLock:
      return judgement
    case .sleeping where process.threads.first.map { Wait($0) } == .sleep(isTimed: true):
      return judgement
    default: return ProcessJudgement(.slow, [begun])
    }
  }

  /// Judges what a process did.
  init(_ interval: Interval, _ around: Surroundings) {
    let process = interval.after
    if process.state == "Z" {
      self = ProcessJudgement(
        .zombieNotReaped, ["state Z both times: it has ended, and nobody asked how"])
      if interval.before.state != "Z" { self = .ofNewcomer(process, around) }
    } else if let group = around.groups.first(where: { $0.after.isFrozen == true }) {
      self = ProcessJudgement(.frozen, ["the control group \(group.after.path) is frozen"])
    } else if let stop = Self.stop(of: interval, around) {
      self = stop
    } else if let crash = Self.crash(of: interval) {
      self = crash
    } else if interval.threads.isEmpty {
      self = ProcessJudgement(.unknown, Self.unreadable(process))
    } else if interval.isHeartbeat, let wait = Self.heartbeat(interval, around) {
      self = wait
    } else if interval.isBusy {
      self = Self.busy(interval, around.groups)
    } else {
      let signs = interval.progress
      self = signs.isEmpty ? Self.waiting(interval, around) : ProcessJudgement(.slow, signs)
    }
  }

  /// What a process waits for that only looks up now and then; nil where nothing is found but that.
  private static func heartbeat(
    _ interval: Interval, _ around: Surroundings
  ) -> ProcessJudgement? {
    var judgement = waiting(interval.atRest, around)
    guard ![.deadlocked, .unknown, .uninterruptible, .slow].contains(judgement.verdict) else {
      return nil
    }
    judgement.isTimed = true
    judgement.isHeartbeat = true
    judgement.evidence.append(
      "it only looks up now and then: \(interval.progress.joined(separator: ", "))")
    return judgement
  }

  /// Whoever traces a process stops it at every call, and lets it go on.
  private static func stop(
    of interval: Interval, _ around: Surroundings
  ) -> ProcessJudgement? {
    let process = interval.after
    switch process.state {
    case "T": return ProcessJudgement(.stopped, ["state T: SIGSTOP or SIGTSTP stopped it"])
    case "t":
      let moves = interval.threads.contains { $0.ticks > 0 || $0.waits ?? 0 > 0 }
      if moves || interval.before.state != "t" { return nil }
      guard let tracer = process.tracer, tracer > 0 else {
        return ProcessJudgement(.stopped, ["state t: a debugger holds it"])
      }
      let name = around.neighbours[tracer]?.name ?? "process"
      return ProcessJudgement(.stopped, ["state t: \(name) (\(tracer)) traces it and holds it"])
    default: return nil
    }
  }

  /// A signal that nobody handles ends a process, but not the init of a PID namespace. QEMU does
  /// not know: it lets no signal but this one through, sends it to itself and waits
  /// (`dump_core_and_abort` in `linux-user/signal.c`).
  private static func crash(of interval: Interval) -> ProcessJudgement? {
    let process = interval.after
    guard process.innerPID == 1, let first = interval.threads.first, first.after.id == process.pid,
      [interval.before, process].allSatisfy({ sampled in
        let thread = sampled.threads.first
        return thread?.call.map { $0.name == "rt_sigsuspend" }
          ?? (thread?.waitChannel ?? "").contains("sigsuspend")
      }), let blocked = process.blockedSignals
    else { return nil }
    // SIGKILL and SIGSTOP cannot be blocked, and the C library keeps 32 and 33 for itself.
    let passing = (1...64).filter { signal in
      blocked & (1 << (signal - 1)) == 0 && ![9, 19, 32, 33].contains(signal)
    }
    guard passing.count == 1, let signal = passing.first else { return nil }
    return ProcessJudgement(
      .crashedAsInit,
      [
        "PID 1 of its container waits for \(Signal.name(signal)), which it sent to itself: "
          + "rt_sigsuspend, all other signals blocked"
      ])
  }

  private static func busy(
    _ interval: Interval, _ groups: [(before: ControlGroup, after: ControlGroup)]
  ) -> ProcessJudgement {
    let use = "\(percent(interval.processorShare)) of a core in \(secondsText(interval.seconds))"
    for (before, after) in groups {
      guard let old = before.throttledPeriods, let new = after.throttledPeriods,
        let oldPeriods = before.periods, let newPeriods = after.periods
      else { continue }
      let periods = newPeriods - oldPeriods
      if new - old >= 2, 4 * (new - old) >= periods {
        return ProcessJudgement(
          .throttled,
          [
            "its quota ran out in \(new - old) of \(periods) periods (cpu.stat of \(after.path))",
            use,
          ])
      }
    }
    let signs = interval.progress
    if !signs.isEmpty { return ProcessJudgement(.slow, [use] + signs) }
    guard interval.hasSpinningThread else {
      let waits = whole(interval.waitsPerSecond)
      return ProcessJudgement(.slow, [use, "it waits and goes on \(waits) times a second"])
    }
    guard interval.before.transferredBytes != nil, interval.after.transferredBytes != nil else {
      return ProcessJudgement(
        .unknown, [use, "whether it reads and writes could not be seen"])
    }
    let nothing = "no byte read or written, no new memory, no child"
    var judgement = ProcessJudgement(.computing, [use, nothing])
    judgement.kernelShare = interval.kernelShare
    if let count = interval.emptyReads {
      judgement.verdict = .spinning
      judgement.readsNothing = true
      judgement.evidence.append(
        "it read \(count) times and got nothing: its input is at its end, or has nothing yet")
    } else if interval.kernelShare >= 0.25, interval.keepsItsFiles {
      judgement.verdict = .spinning
      judgement.evidence.append(
        "\(percent(interval.kernelShare)) of it in the kernel, with the same files: "
          + "system calls that lead nowhere")
    } else if let circle = interval.circle {
      judgement.verdict = .spinning
      judgement.evidence.append(
        "stopped \(circle.count) times, it was in \(circle.states) states only, its registers "
          + "included: it goes round in circles")
    } else {
      judgement.evidence.append("whether it computes or spins cannot be told from outside")
    }
    return judgement
  }

  static func percent(_ share: Double) -> String { "\(whole(100 * share)) %" }

  static func unreadable(_ process: SampledProcess) -> [String] {
    let files = process.unread.map(\.file)
    return [
      files.isEmpty
        ? "what its threads do could not be read"
        : "not to be read: \(files.map { "/proc/\(process.pid)/\($0)" }.joined(separator: ", "))"
    ]
  }
}
