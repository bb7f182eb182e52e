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
        (left.hangs ? 0 : 1, left.culprit.verdict.rank, left.root.process.pid)
          < (right.hangs ? 0 : 1, right.culprit.verdict.rank, right.root.process.pid)
      },
      unseenCount: samples.second.unseenCount ?? 0,
      hidesProcesses: samples.second.hidesProcesses ?? false,
      memoryKills: Dictionary(kills) { first, _ in first })
  }
}

/// Judges all processes, then who of them hangs because another does.
private struct HangJudging {
  private let processes: [Int: SampledProcess]
  private let neighbours: [Int: Neighbour]
  private let judgements: [Int: ProcessJudgement]
  private let children: [Int: [Int]]
  /// For every process that waits for children, those that it waits for.
  private var awaited: [Int: [Int]] = [:]
  /// For every process, those that it started and that are not emulated.
  private let others: [Int: [Int]]
  /// All processes, each followed by those that it started, and how deep each stands.
  private let order: [(pid: Int, depth: Int)]
  /// Those that nothing that was seen will ever set going again.
  private var hanging: Set<Int> = []

  init(_ samples: ProcessSamples) {
    let before = Dictionary(samples.first.processes.map { ($0.key, $0) }) { first, _ in first }
    let after = samples.second.processes
    let lived = Set(after.map(\.key))
    processes = Dictionary(after.map { ($0.pid, $0) }) { first, _ in first }
    let neighbours = Dictionary(samples.second.neighbours.map { ($0.pid, $0) }) { first, _ in first
    }
    self.neighbours = neighbours
    var changes: [Int: Int] = [:]
    for process in after where before[process.key] == nil {
      changes[process.parent, default: 0] += 1
    }
    for (key, process) in before where !lived.contains(key) {
      changes[process.parent, default: 0] += 1
    }
    let groups = (samples.first.groups.keyed(), samples.second.groups.keyed())
    judgements = Dictionary(
      after.map { process in
        guard let earlier = before[process.key] else { return (process.pid, .ofNewcomer(process)) }
        let interval = Interval(
          before: earlier, after: process, seconds: samples.seconds,
          ticksPerSecond: max(1, samples.second.ticksPerSecond),
          changedChildren: changes[process.pid] ?? 0)
        let enclosing = process.groups.flatMap(ControlGroup.enclosing).compactMap { path in
          groups.1[path].map { (groups.0[path] ?? $0, $0) }
        }
        return (
          process.pid,
          ProcessJudgement(interval, groups: enclosing, neighbours: neighbours)
        )
      }
    ) { first, _ in first }
    let all = processes
    children = Dictionary(grouping: all.values.filter { all[$0.parent] != nil }, by: \.parent)
      .mapValues { $0.map(\.pid).sorted() }
    others = Dictionary(grouping: neighbours.values.filter { $0.parent != nil }) { $0.parent ?? 0 }
      .mapValues { $0.map(\.pid).sorted() }
    order = Self.ordered(all, children)
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
      let hangs = hanging.contains(pid)
      let cause = Trouble.matching(process, judgement, isStuck: hangs || awaitsTheDead(pid))
      nodes.append(
        JudgedProcess(
          process: process, verdict: judgement.verdict, hangs: hangs,
          evidence: judgement.evidence + explanation(process, judgement), cause: cause,
          advice: cause == nil ? judgement.verdict.advice(for: process, hangs: hangs) : nil,
          depth: depth))
    }
    trees.append(ProcessTree(nodes))
    return trees.compactMap(\.self)
  }

  /// Whether nothing that was seen will ever end what a process waits for, if the same holds for
  /// `hanging`.
  private func waits(_ pid: Int, ifSoDo hanging: Set<Int>) -> Bool {
    guard let judgement = judgements[pid] else { return false }
    switch judgement.verdict {
    case .crashedAsInit, .deadlocked, .spinning, .stopped, .frozen, .uninterruptible: return true
    case .slow, .throttled, .waitingForInput, .waitingForNetwork, .sleeping, .unknown: return false
    case .zombieNotReaped:
      // A parent that works, or waits for somebody who does, may come to it.
      guard let parent = processes[pid]?.parent, let its = judgements[parent] else { return true }
      return hanging.contains(parent) || its.verdict == .sleeping && !its.isTimed
    case .waitingForChild:
      // Whoever is left to wait for says so himself, see `waitingForEver`.
      return awaited[pid]?.isEmpty == false
    case .waitingForLock:
      guard let holders = judgement.peers, !holders.isEmpty, !judgement.isTimed else {
        return false
      }
      return holders.allSatisfy { holder in
        hanging.contains(holder)
          || judgements[holder].map { $0.verdict == .sleeping && !$0.isTimed } == true
      }
    case .waitingForPipe:
      guard let peers = judgement.peers, !judgement.isTimed else { return false }
      return peers.allSatisfy(hanging.contains)
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
      case .waitingForLock, .waitingForPipe:
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

  /// Who it waits for, in words.
  private func explanation(
    _ process: SampledProcess, _ judgement: ProcessJudgement
  ) -> [String] {
    switch judgement.verdict {
    case .waitingForChild:
      let children = awaited[process.pid] ?? []
      if !children.isEmpty { return ["for \(children.map(name).joined(separator: ", "))"] }
      let others = others[process.pid] ?? []
      return [
        others.isEmpty
          ? "which child could not be seen" : "for \(others.map(name).joined(separator: ", "))"
      ]
    case .waitingForLock:
      guard let holders = judgement.peers, !holders.isEmpty else {
        return ["who holds it could not be seen"]
      }
      return ["\(holders.map(name).joined(separator: ", ")) holds it"]
    case .waitingForPipe:
      guard let peers = judgement.peers else { return ["who holds its other end was not seen"] }
      return [
        peers.isEmpty
          ? "no other process holds its other end"
          : "its other end: \(peers.prefix(8).map(name).joined(separator: ", "))"
      ]
    default: return []
    }
  }

  private func name(_ pid: Int) -> String {
    if let process = processes[pid] {
      return "\(process.guest.name ?? "process") (\(pid))"
    }
    return neighbours[pid].map { "\($0.name) (\(pid), not emulated)" } ?? "process \(pid)"
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
