extension ProcessTree {
  /// The process to blame for what a tree does: one that no other of its processes explains.
  static func culprit(of nodes: [JudgedProcess], _ answer: HangAnswer) -> JudgedProcess? {
    let alike = nodes.filter { $0.answer == answer }
    guard answer != .works else {
      // Whoever works at the bottom is what the others wait for.
      return alike.max { $0.depth < $1.depth }
    }
    let byPID = Dictionary(alike.map { ($0.process.pid, $0) }) { first, _ in first }
    let idle = answer == .waits ? idle(nodes) : []
    let unexplained = alike.filter { node in
      // Whoever is stopped asks for none of his children.
      if node.verdict == .zombieNotReaped, let parent = byPID[node.process.parent],
        parent.verdict != .waitingForChild
      {
        return false
      }
      return !node.awaited.contains { pid in
        guard pid != node.process.pid, let other = byPID[pid] else { return false }
        if node.verdict == .waitingForChild { return true }
        // Who waits for somebody who is made to idle waits in vain: there lies the fault. And two that
        // wait for each other explain nothing.
        return !idle.contains(pid) && !other.awaited.contains(node.process.pid)
      }
    }
    // Those that wait for each other in a circle are all that is left.
    let candidates = unexplained.isEmpty ? alike : unexplained
    return candidates.min { left, right in
      (left.culpability, -left.depth) < (right.culpability, -right.depth)
    }
  }

  /// Those that serve or sleep, and those that wait for nothing but their children that do.
  private static func idle(_ nodes: [JudgedProcess]) -> Set<Int> {
    var idle = Set(nodes.filter(\.isIdle).map(\.process.pid))
    // Children come behind their parents.
    for node in nodes.reversed() where node.verdict == .waitingForChild {
      if !node.awaited.isEmpty, node.awaited.allSatisfy(idle.contains) {
        idle.insert(node.process.pid)
      }
    }
    return idle
  }
}

extension JudgedProcess {
  /// The lower, the more it is to blame: what certainly hangs, then what waits for others, then what
  /// is made to wait.
  fileprivate var culpability: Int {
    guard answer == .waits else { return verdict.rank }
    return verdict.rank + (isIdle ? HangVerdict.allCases.count : 0)
      + (verdict == .zombieNotReaped || isNewcomer ? 2 * HangVerdict.allCases.count : 0)
  }
}
