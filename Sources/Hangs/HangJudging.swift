package import Facts

extension HangReport {
  /// Judges two looks. Pure: the same looks give the same report.
  package static func judging(_ samples: ProcessSamples) -> HangReport {
    let judging = HangJudging(samples)
    let trees = judging.trees().map { ProcessTree(root: $0) }
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
      unseenCount: samples.second.unseenCount, hidesProcesses: samples.second.hidesProcesses,
      memoryKills: Dictionary(kills) { first, _ in first })
  }
}

/// Judges all processes, then who of them hangs because another does.
private struct HangJudging {
  private let processes: [Int: SampledProcess]
  private let neighbours: [Int: Neighbour]
  private let judgements: [Int: ProcessJudgement]
  private let children: [Int: [Int]]
  /// Parents before their children.
  private let order: [Int]
  private let roots: [Int]
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
    (roots, order) = Self.ordered(all, children)
    hanging = waitingForEver()
  }

  /// The first processes of the trees, and all processes, parents before their children.
  private static func ordered(
    _ processes: [Int: SampledProcess], _ children: [Int: [Int]]
  ) -> (roots: [Int], order: [Int]) {
    var roots: [Int] = []
    var order: [Int] = []
    var seen: Set<Int> = []
    // Ids that are used again during a look can close a circle of parents: any of them begins it.
    let all = processes.keys.sorted()
    let orphans = all.filter { pid in
      processes[pid].map { processes[$0.parent] == nil } == true
    }
    for root in orphans + all where seen.insert(root).inserted {
      roots.append(root)
      var next = order.count
      order.append(root)
      while next < order.count {
        order += (children[order[next]] ?? []).filter { seen.insert($0).inserted }
        next += 1
      }
    }
    return (roots, order)
  }

  /// All trees. A loop, because a tree may be deeper than a stack.
  func trees() -> [JudgedProcess] {
    var nodes: [Int: JudgedProcess] = [:]
    for pid in order.reversed() {
      guard let process = processes[pid], let judgement = judgements[pid] else { continue }
      let hangs = hanging.contains(pid)
      let cause = KnownCause.matching(
        process, judgement, isStuck: hangs || awaitsTheDead(pid, judgement))
      nodes[pid] = JudgedProcess(
        process: process, verdict: judgement.verdict, hangs: hangs,
        evidence: judgement.evidence + explanation(process, judgement), cause: cause,
        advice: cause == nil ? judgement.verdict.advice(for: process, hangs: hangs) : nil,
        children: (children[pid] ?? []).compactMap { nodes.removeValue(forKey: $0) })
    }
    return roots.compactMap { nodes[$0] }
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
      return awaited(pid, judgement).contains(where: hanging.contains)
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
    var hanging = Set(order)
    var dependents: [Int: [Int]] = [:]
    for pid in order {
      guard let judgement = judgements[pid], let process = processes[pid] else { continue }
      switch judgement.verdict {
      case .zombieNotReaped: dependents[process.parent, default: []].append(pid)
      case .waitingForChild:
        for child in awaited(pid, judgement) { dependents[child, default: []].append(pid) }
      case .waitingForLock, .waitingForPipe:
        for peer in judgement.peers ?? [] { dependents[peer, default: []].append(pid) }
      default: break
      }
    }
    var questions = order
    while let pid = questions.popLast() {
      guard hanging.contains(pid), !waits(pid, ifSoDo: hanging) else { continue }
      hanging.remove(pid)
      questions += dependents[pid] ?? []
    }
    return hanging
  }

  /// The children that a process waits for: the one it named, else all; those that have ended only
  /// where there is no other, because it may not have asked for them.
  private func awaited(_ pid: Int, _ judgement: ProcessJudgement) -> [Int] {
    let all = children[pid] ?? []
    if let named = judgement.peers?.first {
      let match = all.filter { processes[$0]?.innerPID == named || $0 == named }
      if !match.isEmpty { return match }
    }
    let alive = all.filter { judgements[$0]?.verdict != .zombieNotReaped }
    return alive.isEmpty ? all : alive
  }

  /// Whether a process waits for children of which all have ended.
  private func awaitsTheDead(_ pid: Int, _ judgement: ProcessJudgement) -> Bool {
    guard judgement.verdict == .waitingForChild else { return false }
    let children = awaited(pid, judgement)
    return !children.isEmpty
      && children.allSatisfy { judgements[$0]?.verdict == .zombieNotReaped }
  }

  /// Who it waits for, in words.
  private func explanation(
    _ process: SampledProcess, _ judgement: ProcessJudgement
  ) -> [String] {
    switch judgement.verdict {
    case .waitingForChild:
      let children = awaited(process.pid, judgement)
      if !children.isEmpty { return ["for \(children.map(name).joined(separator: ", "))"] }
      let others = neighbours.values.filter { $0.parent == process.pid }.map(\.pid).sorted()
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

extension ControlGroup {
  /// The path of a group and of all that enclose it, innermost first, without the root's.
  package static func enclosing(_ path: String) -> [String] {
    var paths: [String] = []
    var rest = path[...]
    while rest.count > 1, let slash = rest.lastIndex(of: "/") {
      paths.append(String(rest))
      rest = rest[..<slash]
    }
    return paths
  }
}

extension HangVerdict {
  /// What matters most comes first.
  var rank: Int { Self.allCases.firstIndex(of: self) ?? Self.allCases.count }
}
