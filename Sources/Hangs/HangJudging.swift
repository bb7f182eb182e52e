extension HangReport {
  /// Judges two looks. Pure: the same looks give the same report.
  package static func judging(_ samples: ProcessSamples) -> HangReport {
    let judging = HangJudging(samples)
    let trees = judging.roots.map { ProcessTree(root: judging.node($0)) }
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
      memoryKills: Dictionary(uniqueKeysWithValues: kills))
  }
}

/// Judges all processes, then who of them hangs because another does.
private struct HangJudging {
  private let processes: [Int: SampledProcess]
  private let neighbours: [Int: Neighbour]
  private let judgements: [Int: ProcessJudgement]
  private let children: [Int: [Int]]
  /// Processes that no emulated process started.
  let roots: [Int]

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
    let known = Set(after.map(\.pid))
    children = Dictionary(grouping: after.filter { known.contains($0.parent) }, by: \.parent)
      .mapValues { $0.map(\.pid).sorted() }
    roots = after.filter { !known.contains($0.parent) }.map(\.pid).sorted()
  }

  /// A process and all below it.
  func node(_ pid: Int) -> JudgedProcess {
    guard let process = processes[pid], let judgement = judgements[pid] else {
      preconditionFailure("only processes of the second look are judged")
    }
    let hangs = hangs(pid, [])
    let cause = KnownCause.matching(process, judgement)
    return JudgedProcess(
      process: process, verdict: judgement.verdict, hangs: hangs,
      evidence: judgement.evidence + explanation(process, judgement), cause: cause,
      advice: cause == nil ? judgement.verdict.advice(for: process, hangs: hangs) : nil,
      children: (children[pid] ?? []).map(node))
  }

  /// Whether nothing that was seen will ever end what a process waits for.
  ///
  /// Who waits for one that waits for the first waits for ever: a process that is asked a second
  /// time closes such a circle.
  private func hangs(_ pid: Int, _ asking: Set<Int>) -> Bool {
    guard let judgement = judgements[pid] else { return false }
    if asking.contains(pid) { return true }
    let asking = asking.union([pid])
    switch judgement.verdict {
    case .crashedAsInit, .deadlocked, .spinning, .stopped, .frozen, .uninterruptible: return true
    case .slow, .throttled, .waitingForInput, .waitingForNetwork, .sleeping, .unknown: return false
    case .zombieNotReaped:
      // A parent that works may come to it.
      let parent = processes[pid].flatMap { judgements[$0.parent]?.verdict }
      return parent != .slow && parent != .throttled && parent != .spinning
    case .waitingForChild:
      return awaited(pid, judgement).contains { hangs($0, asking) }
    case .waitingForLock:
      guard let holders = judgement.peers, !holders.isEmpty else { return false }
      return holders.allSatisfy { holder in
        hangs(holder, asking)
          || judgements[holder].map { $0.verdict == .sleeping && !$0.isTimed } == true
      }
    case .waitingForPipe:
      guard let peers = judgement.peers, !judgement.isTimed else { return false }
      return peers.allSatisfy { hangs($0, asking) }
    }
  }

  /// The children that a process waits for: the one it named, else all.
  private func awaited(_ pid: Int, _ judgement: ProcessJudgement) -> [Int] {
    let all = children[pid] ?? []
    guard let named = judgement.peers?.first else { return all }
    let match = all.filter { processes[$0]?.innerPID == named || $0 == named }
    return match.isEmpty ? all : match
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
