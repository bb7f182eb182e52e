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
  private let children: [Int: [Int]]
  private let second: Sample
  /// The time between the two looks, in seconds.
  private let seconds: Double
  /// For every process that waits for children, those that it waits for.
  private(set) var awaited: [Int: [Int]] = [:]
  /// For every process, those that it started and that are not emulated.
  let others: [Int: [Int]]
  /// All processes, each followed by those that it started, and how deep each stands.
  private let order: [(pid: Int, depth: Int)]
  /// Those that a known cause keeps for certain.
  private let doomed: Set<Int>
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
      process, judgement, isStuck: hangs || awaitsTheDead, awaitsTheDead: awaitsTheDead)
    // Processes that share memory wait for each other only if none of them gets on.
    let isShared = judgement.verdict == .deadlocked && judgement.peers != nil
    let verdict = isShared && !hangs ? .sleeping : judgement.verdict
    let answer: HangAnswer = hangs ? .hangs : verdict == .slow ? .works : .waits
    let isServer = judgement.target?.isListening == true
    return JudgedProcess(
      process: process, verdict: verdict, answer: answer,
      evidence: judgement.evidence + explanation(process, judgement), cause: cause,
      advice: cause?.process?.isCertain == true
        ? nil
        : Advice(
          process: process, judgement: judgement, neighbours: neighbours,
          isLeftBehind: isLeftBehind(judgement.target?.peers ?? [], pid)
        ).text,
      object: object(process, judgement), waited: waited(process, judgement),
      isHeartbeat: judgement.isHeartbeat, isNewcomer: judgement.isNewcomer,
      isIdle: isServer || judgement.verdict == .sleeping,
      awaited: awaited[pid] ?? judgement.peers ?? judgement.target?.peers ?? [], depth: depth)
  }

  /// How long it has got nowhere; nil where that is not known.
  private func waited(_ process: SampledProcess, _ judgement: ProcessJudgement) -> WaitedTime? {
    if judgement.verdict == .computing || judgement.verdict == .spinning {
      let ticks = process.threads.reduce(0) { $0 + $1.ticks }
      return WaitedTime(
        seconds: Double(ticks) / Double(max(1, second.ticksPerSecond)), isAtMost: false)
    }
    let age = second.uptime.map {
      max(0, $0 - Double(process.startTime) / Double(max(1, second.ticksPerSecond)))
    }
    let threads = process.threads.filter { !$0.isEmulatorHelper(of: process) && $0.service == nil }
    let idle = threads.map(\.idle)
    if !judgement.isHeartbeat, !idle.isEmpty, idle.allSatisfy({ $0 != nil }),
      let shortest = idle.compactMap(\.self).min(), shortest >= seconds
    {
      return WaitedTime(seconds: min(shortest, age ?? shortest), isAtMost: false)
    }
    return age.map { WaitedTime(seconds: $0, isAtMost: true) }
  }

  /// Whether nothing that was seen will ever end what a process waits for, if the same holds for
  /// `hanging`.
  private func waits(_ pid: Int, ifSoDo hanging: Set<Int>) -> Bool {
    guard let judgement = judgements[pid] else { return false }
    if doomed.contains(pid) { return true }
    switch judgement.verdict {
    case .crashedAsInit, .spinning, .stopped, .frozen: return true
    // A slow disk takes its time.
    case .uninterruptible: return judgement.call?.contains("sync") != true
    case .slow, .computing, .throttled, .sleeping, .unknown: return false
    // Nobody can type into the step of a build.
    case .waitingForInput:
      return processes[pid]?.container?.maker.isBuilder == true && !judgement.isTimed
    case .zombieNotReaped:
      // A parent that works, or waits for somebody who does, may come to it.
      guard let parent = processes[pid]?.parent, let its = judgements[parent] else { return true }
      return hanging.contains(parent) || its.verdict == .sleeping && !its.isTimed
    case .waitingForChild:
      // Whoever is left to wait for says so himself, see `waitingForEver`.
      guard let children = awaited[pid], !children.isEmpty else { return false }
      if !judgement.awaitsAnyChild { return true }
      return !judgement.isTimed && children.allSatisfy(hanging.contains)
    case .waitingForLock:
      guard let holders = judgement.peers, !holders.isEmpty, !judgement.isTimed else {
        return false
      }
      return holders.allSatisfy { holder in
        hanging.contains(holder)
          || judgements[holder].map { $0.verdict == .sleeping && !$0.isTimed } == true
      }
    case .waitingForNetwork:
      guard let peers = judgement.peers, !peers.isEmpty, !judgement.isTimed else { return false }
      return peers.allSatisfy(hanging.contains)
    case .waitingForPipe:
      guard let peers = judgement.peers, !judgement.isTimed else { return false }
      return peers.allSatisfy(hanging.contains)
    case .deadlocked: return judgement.peers?.allSatisfy(hanging.contains) != false
    }
  }

  /// Those that hang. First everybody is taken to; whoever is found not to may set others going, and
  /// who is left waits for itself: those that wait for each other hang, too.
  private func waitingForEver() -> Set<Int> {
    var hanging = Set(order.map(\.pid))
    var dependents: [Int: [Int]] = [:]
    // How many of those that a process waits for are still taken to hang.
    var left: [Int: Int] = awaited.mapValues(\.count)
    for (pid, _) in order {
      guard let judgement = judgements[pid], let process = processes[pid] else { continue }
      switch judgement.verdict {
      case .zombieNotReaped: dependents[process.parent, default: []].append(pid)
      case .waitingForChild:
        for child in awaited[pid] ?? [] { dependents[child, default: []].append(pid) }
      case .waitingForLock, .waitingForPipe, .waitingForNetwork, .deadlocked:
        for peer in judgement.peers ?? [] { dependents[peer, default: []].append(pid) }
      default: break
      }
    }
    var questions = order.map(\.pid)
    while let pid = questions.popLast() {
      guard hanging.contains(pid), left[pid] == 0 || !waits(pid, ifSoDo: hanging) else { continue }
      hanging.remove(pid)
      for dependent in dependents[pid] ?? [] {
        left[dependent]? -= 1
        questions.append(dependent)
      }
    }
    return hanging
  }

  /// The children that a process waits for: the one it named, else all; those that have ended only
  /// where there is no other, because it may not have asked for them.
  private func awaitedChildren(of pid: Int, _ judgement: ProcessJudgement) -> [Int] {
    let all = children[pid] ?? []
    if let named = judgement.peers?.first {
      let match = all.filter { processes[$0]?.innerPID == named || $0 == named }
      if !match.isEmpty { return match }
    }
    let alive = all.filter { judgements[$0]?.verdict != .zombieNotReaped }
    return alive.isEmpty ? all : alive
  }

  /// Whether a process waits for children of which all have ended.
  private func awaitsTheDead(_ pid: Int) -> Bool {
    guard let children = awaited[pid] else { return false }
    return !children.isEmpty
      && children.allSatisfy { judgements[$0]?.verdict == .zombieNotReaped }
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
