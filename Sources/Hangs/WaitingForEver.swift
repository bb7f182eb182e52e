import Facts

/// Who hangs because others do.
extension HangJudging {
  /// Whether nothing that was seen will ever end what a process waits for, if the same holds for
  /// `hanging`.
  func waits(_ pid: Int, ifSoDo hanging: Set<Int>) -> Bool {
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
  func waitingForEver() -> Set<Int> {
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
  func awaitedChildren(of pid: Int, _ judgement: ProcessJudgement) -> [Int] {
    let all = children[pid] ?? []
    if let named = judgement.peers?.first {
      let match = all.filter { processes[$0]?.innerPID == named || $0 == named }
      if !match.isEmpty { return match }
    }
    let alive = all.filter { judgements[$0]?.verdict != .zombieNotReaped }
    return alive.isEmpty ? all : alive
  }

  /// Whether a process waits for children of which all have ended.
  func awaitsTheDead(_ pid: Int) -> Bool {
    guard let children = awaited[pid] else { return false }
    return !children.isEmpty
      && children.allSatisfy { judgements[$0]?.verdict == .zombieNotReaped }
  }
}
