import Facts
import LinuxNames
import Text

/// A verdict on one process, and what it rests on.
struct ProcessJudgement {
  var verdict: HangVerdict
  var evidence: [String]
  /// Processes that can end its wait; nil where they are not known, empty where there is none.
  var peers: [Int]?
  /// Whether it ends by itself, after a time.
  var isTimed = false
  /// Whether it sleeps by waiting for its own threads.
  var waitsForOwnThreads = false

  init(_ verdict: HangVerdict, _ evidence: [String], peers: [Int]? = nil, isTimed: Bool = false) {
    self.verdict = verdict
    self.evidence = evidence
    self.peers = peers
    self.isTimed = isTimed
  }
}

extension ProcessJudgement {
  /// Judges a process that was there only the second time.
  static func ofNewcomer(_ process: SampledProcess) -> ProcessJudgement {
    process.state == "Z"
      ? ProcessJudgement(.slow, ["it has just ended"])
      : ProcessJudgement(.slow, ["it started between the two looks"])
  }

  /// Judges what a process did.
  /// - Parameters:
  ///   - groups: its control group and those that enclose it, before and after.
  init(
    _ interval: Interval, groups: [(before: ControlGroup, after: ControlGroup)],
    neighbours: [Int: Neighbour]
  ) {
    let process = interval.after
    if process.state == "Z" {
      self = ProcessJudgement(
        .zombieNotReaped, ["state Z both times: it has ended, and nobody asked how"])
      if interval.before.state != "Z" { self = .ofNewcomer(process) }
    } else if let group = groups.first(where: { $0.after.isFrozen == true }) {
      self = ProcessJudgement(.frozen, ["the control group \(group.after.path) is frozen"])
    } else if ["T", "t"].contains(process.state) {
      self = ProcessJudgement(
        .stopped,
        [
          process.state == "T"
            ? "state T: SIGSTOP or SIGTSTP stopped it" : "state t: a debugger holds it"
        ])
    } else if let crash = Self.crash(of: interval) {
      self = crash
    } else if interval.threads.isEmpty {
      self = ProcessJudgement(.unknown, Self.unreadable(process))
    } else if interval.isBusy {
      self = Self.busy(interval, groups)
    } else {
      let signs = interval.progress
      self =
        signs.isEmpty ? Self.waiting(interval, neighbours) : ProcessJudgement(.slow, signs)
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
    var evidence = [use, "no byte read or written, no new memory, no child"]
    if interval.kernelShare >= 0.25 {
      evidence.append(
        "\(percent(interval.kernelShare)) of it in the kernel: system calls that lead nowhere")
    }
    return ProcessJudgement(.spinning, evidence)
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
