import Emulators
package import Facts

extension HangReport {
  /// Judges two looks. Pure: the same looks give the same report.
  package static func judging(_ samples: ProcessSamples) -> HangReport {
    let judging = HangJudging(samples)
    let trees = judging.trees()
    let first = samples.first.groups.keyed()
    let kills = samples.second.groups.compactMap { group -> (String, Int)? in
      guard let before = first[group.path]?.memoryKills, let after = group.memoryKills,
        after > before
      else { return nil }
      return (group.path, after - before)
    }
    return HangReport(
      seconds: samples.seconds,
      trees: trees.sorted { left, right in
        (left.answer.rank, left.culprit.verdict.rank, left.root.process.pid)
          < (right.answer.rank, right.culprit.verdict.rank, right.root.process.pid)
      },
      unseenCount: samples.second.unseenCount ?? 0,
      hidesProcesses: samples.second.hidesProcesses ?? false,
      memoryKills: Dictionary(kills) { first, _ in first })
  }
}

/// Judges all processes, then who of them hangs because another does.
struct HangJudging {
  let processes: [Int: SampledProcess]
  let neighbours: [Int: Neighbour]
  let judgements: [Int: ProcessJudgement]
  let children: [Int: [Int]]
  let second: Sample
  /// The time between the two looks, in seconds.
  let seconds: Double
  /// For every process that waits for children, those that it waits for.
  private(set) var awaited: [Int: [Int]] = [:]
  /// For every process, those that it started and that are not emulated.
  let others: [Int: [Int]]
  /// All processes, each followed by those that it started, and how deep each stands.
  let order: [(pid: Int, depth: Int)]
  /// Those that a known cause keeps for certain.
  let doomed: Set<Int>
  /// Those that nothing that was seen will ever set going again.
  private var hanging: Set<Int> = []

  init(_ samples: ProcessSamples) {
    let before = Dictionary(samples.first.processes.map { ($0.key, $0) }) { first, _ in first }
    let after = samples.second.processes
    let lived = Set(after.map(\.key))
    let all = Dictionary(after.map { ($0.pid, $0) }) { first, _ in first }
    let neighbours = Dictionary(samples.second.neighbours.map { ($0.pid, $0) }) { first, _ in first
    }
    second = samples.second
    seconds = samples.seconds
    processes = all
    self.neighbours = neighbours
    children = Dictionary(grouping: all.values.filter { all[$0.parent] != nil }, by: \.parent)
      .mapValues { $0.map(\.pid).sorted() }
    others = Dictionary(grouping: neighbours.values.filter { $0.parent != nil }) { $0.parent ?? 0 }
      .mapValues { $0.map(\.pid).sorted() }
    order = Self.ordered(all, children)
    var changes: [Int: Int] = [:]
    for process in after where before[process.key] == nil {
      changes[process.parent, default: 0] += 1
    }
    for (key, process) in before where !lived.contains(key) {
      changes[process.parent, default: 0] += 1
    }
    let groups = (samples.first.groups.keyed(), samples.second.groups.keyed())
    var judgements: [Int: ProcessJudgement] = [:]
    for process in after {
      let alive = (children[process.pid] ?? []).filter { all[$0]?.state != "Z" }
      let around = Surroundings(
        groups: process.groups.flatMap(ControlGroup.enclosing).compactMap { path in
          groups.1[path].map { (groups.0[path] ?? $0, $0) }
        }, neighbours: neighbours, children: alive + (others[process.pid] ?? []))
      guard judgements[process.pid] == nil else { continue }
      guard let earlier = before[process.key] else {
        judgements[process.pid] = .ofNewcomer(process, around)
        continue
      }
      let interval = Interval(
        before: earlier, after: process, seconds: samples.seconds,
        ticksPerSecond: max(1, samples.second.ticksPerSecond),
        changedChildren: changes[process.pid] ?? 0)
      judgements[process.pid] = ProcessJudgement(interval, around)
    }
    for (pid, judgement) in judgements where judgement.verdict == .slow {
      guard all[pid]?.guest.isSleep == true else { continue }
      judgements[pid]?.verdict = .sleeping
      judgements[pid]?.isTimed = true
      judgements[pid]?.evidence.append("all that it is there for is to sleep")
    }
    let families = Self.families(order)
    for process in after where process.threads.contains(where: \.isOpeningPipe) {
      // Who opens its other end need not have it open yet.
      guard judgements[process.pid]?.peers == [] else { continue }
      judgements[process.pid]?.peers = families[process.pid]?.filter { $0 != process.pid }
    }
    for (pid, judgement) in judgements where judgement.verdict == .waitingForChild {
      let all = (children[pid] ?? []).compactMap { judgements[$0] }
      guard judgement.isHeartbeat, !judgement.isNewcomer, !all.isEmpty,
        all.allSatisfy({ $0.isNewcomer && $0.verdict == .sleeping })
      else { continue }
      judgements[pid]?.verdict = .sleeping
      judgements[pid]?.evidence.insert("it sleeps again and again, by a program that does", at: 0)
    }
    self.judgements = judgements
    doomed = Set(
      judgements.compactMap { pid, judgement in
        all[pid].flatMap { Trouble.matching($0, judgement, isStuck: false) }?.process?.isCertain
          == true ? pid : nil
      })
    for (pid, judgement) in judgements where judgement.verdict == .waitingForChild {
      awaited[pid] = awaitedChildren(of: pid, judgement)
    }
    hanging = waitingForEver()
  }

  /// The trees of all processes, one behind another.
  private static func ordered(
    _ processes: [Int: SampledProcess], _ children: [Int: [Int]]
  ) -> [(pid: Int, depth: Int)] {
    var order: [(pid: Int, depth: Int)] = []
    var seen: Set<Int> = []
    // Ids that are used again during a look can close a circle of parents: any of them begins it.
    let all = processes.keys.sorted()
    let orphans = all.filter { pid in
      processes[pid].map { processes[$0.parent] == nil } == true
    }
    for root in orphans + all {
      var next = [(pid: root, depth: 0)]
      while let (pid, depth) = next.popLast() {
        guard seen.insert(pid).inserted else { continue }
        order.append((pid, depth))
        next += (children[pid] ?? []).reversed().map { ($0, depth + 1) }
      }
    }
    return order
  }

  /// For every process, all of its tree.
  private static func families(_ order: [(pid: Int, depth: Int)]) -> [Int: [Int]] {
    var families: [Int: [Int]] = [:]
    var family: [Int] = []
    func close() { for pid in family { families[pid] = family } }
    for (pid, depth) in order {
      if depth == 0 {
        close()
        family = []
      }
      family.append(pid)
    }
    close()
    return families
  }

  /// All trees.
  func trees() -> [ProcessTree] {
    var trees: [ProcessTree?] = []
    var nodes: [JudgedProcess] = []
    for (pid, depth) in order {
      guard let process = processes[pid], let judgement = judgements[pid] else { continue }
      if depth == 0 {
        trees.append(ProcessTree(nodes))
        nodes = []
      }
      nodes.append(judged(process, judgement, depth: depth))
    }
    trees.append(ProcessTree(nodes))
    return trees.compactMap(\.self)
  }

  private func judged(
    _ process: SampledProcess, _ judgement: ProcessJudgement, depth: Int
  ) -> JudgedProcess {
    let pid = process.pid
    let hangs = hanging.contains(pid)
    let awaitsTheDead = awaitsTheDead(pid)
    let cause = Trouble.matching(
      process, judgement, isStuck: hangs || awaitsTheDead, awaitsTheDead: awaitsTheDead,
      words: commandWords(pid))
    // Processes that share memory wait for each other only if none of them gets on.
    let isShared = judgement.verdict == .deadlocked && judgement.peers != nil
    let verdict = isShared && !hangs ? .sleeping : judgement.verdict
    let answer: HangAnswer = hangs ? .hangs : verdict == .slow ? .works : .waits
    let isServer = judgement.target?.isListening == true
    return JudgedProcess(
      process: process, verdict: verdict, answer: answer,
      evidence: judgement.evidence + explanation(process, judgement), cause: cause,
      advice: cause?.process?.isCertain == true && judgement.verdict != .crashedAsInit
        ? nil
        : Advice(
          process: process, judgement: judgement, neighbours: neighbours,
          isLeftBehind: isLeftBehind(judgement.target?.peers ?? [], pid)
        ).text,
      object: object(process, judgement), waited: waited(process, judgement),
      age: age(of: process), processorSeconds: processorSeconds(of: process),
      isHeartbeat: judgement.isHeartbeat, isNewcomer: judgement.isNewcomer,
      isIdle: isServer || judgement.verdict == .sleeping,
      awaited: awaited[pid] ?? judgement.peers ?? judgement.target?.peers ?? [], depth: depth)
  }

  /// The words of the command lines of a process and of those who began it, without directories.
  func commandWords(_ pid: Int) -> Set<String> {
    var words: Set<String> = []
    var next = processes[pid]
    // Ids that are used again during a look can close a circle of parents.
    for _ in 0..<64 {
      guard let process = next else { break }
      for word in process.guest.arguments ?? [] {
        if let last = word.split(separator: "/").last { words.insert(String(last)) }
      }
      next = processes[process.parent]
    }
    return words
  }

  /// How long it has got nowhere; nil where that is not known.
  private func waited(_ process: SampledProcess, _ judgement: ProcessJudgement) -> WaitedTime? {
    if judgement.verdict == .computing || judgement.verdict == .spinning {
      return WaitedTime(seconds: processorSeconds(of: process), isAtMost: false)
    }
    let age = age(of: process)
    let threads = process.threads.filter { !$0.isEmulatorHelper(of: process) && $0.service == nil }
    let idle = threads.map(\.idle)
    if !judgement.isHeartbeat, !idle.isEmpty, idle.allSatisfy({ $0 != nil }),
      let shortest = idle.compactMap(\.self).min(), shortest >= seconds
    {
      return WaitedTime(seconds: min(shortest, age ?? shortest), isAtMost: false)
    }
    // Where the kernel tells of no thread when it ran, earlier looks do.
    if let unchanged = process.unchanged, idle.contains(where: { $0 == nil }), unchanged >= seconds
    {
      return WaitedTime(seconds: min(unchanged, age ?? unchanged), isAtMost: false)
    }
    return age.map { WaitedTime(seconds: $0, isAtMost: true) }
  }

  private func age(of process: SampledProcess) -> Double? {
    second.uptime.map {
      max(0, $0 - Double(process.startTime) / Double(max(1, second.ticksPerSecond)))
    }
  }

  private func processorSeconds(of process: SampledProcess) -> Double {
    Double(process.threads.reduce(0) { $0 + $1.ticks }) / Double(max(1, second.ticksPerSecond))
  }
}

extension Guest {
  /// Whether it is sleep(1), which under an emulator takes a while until it sleeps.
  fileprivate var isSleep: Bool {
    (arguments?.first ?? path)?.split(separator: "/").last == "sleep"
  }
}

extension SampledProcess {
  /// A process id alone may have been given to another process meanwhile.
  fileprivate struct Key: Hashable {
    let pid: Int
    let startTime: Int
  }

  fileprivate var key: Key { Key(pid: pid, startTime: startTime) }
}

extension [ControlGroup] {
  fileprivate func keyed() -> [String: ControlGroup] {
    Dictionary(map { ($0.path, $0) }) { first, _ in first }
  }
}

extension HangVerdict {
  /// What matters most comes first.
  var rank: Int { Self.allCases.firstIndex(of: self) ?? Self.allCases.count }
}
