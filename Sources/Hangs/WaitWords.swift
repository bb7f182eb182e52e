import Facts

extension HangJudging {
  /// Who it waits for, in words.
  func explanation(
    _ process: SampledProcess, _ judgement: ProcessJudgement
  ) -> [String] {
    switch judgement.verdict {
    case .waitingForChild:
      let children = awaited[process.pid] ?? []
      if !children.isEmpty { return ["for \(names(children))"] }
      let others = others[process.pid] ?? []
      return [others.isEmpty ? "which child could not be seen" : "for \(names(others))"]
    case .waitingForLock:
      guard let holders = judgement.peers, !holders.isEmpty else {
        return ["its holder is not visible (run as root)"]
      }
      return ["\(names(holders)) holds it"]
    case .waitingForPipe:
      guard let peers = judgement.target?.peers else {
        return ["who holds its other end was not seen"]
      }
      return [
        peers.isEmpty ? "no other process holds its other end" : "its other end: \(names(peers))"
      ]
    case .waitingForNetwork:
      let peers = judgement.target?.peers ?? []
      return peers.isEmpty ? [] : ["its other end: \(names(peers))"]
    default: return []
    }
  }

  /// What a process has waited for, as the end of a sentence.
  func object(_ process: SampledProcess, _ judgement: ProcessJudgement) -> String? {
    let target = judgement.target
    let peers = target?.peers ?? judgement.peers ?? []
    switch judgement.verdict {
    case .waitingForChild:
      let children = (awaited[process.pid] ?? []) + (others[process.pid] ?? [])
      return children.isEmpty ? "for a child" : "for \(names(children))"
    case .waitingForLock:
      let lock = target?.name.map { "the lock on \($0)" } ?? "a lock"
      return "for \(lock)" + (peers.isEmpty ? "" : ", which \(names(peers)) holds")
    case .waitingForInput:
      switch target?.kind {
      case .terminal?: return "for input on \(target?.name ?? "a terminal")"
      case .file?: return "for input" + (target?.name.map { " on \($0)" } ?? "")
      default: return "for input"
      }
    case .waitingForPipe:
      if peers.isEmpty {
        return target?.name.map {
          $0.hasPrefix("/") ? "for somebody to open the named pipe \($0)" : nil
        }
        .flatMap(\.self) ?? "for a pipe that nobody else has open"
      }
      if judgement.call.map(["write", "writev", "sendto"].contains) == true {
        return "for \(names(peers)) to read from a pipe"
      }
      guard isLeftBehind(peers, process.pid) else { return "for output of \(names(peers))" }
      let script = commandWords(process.pid).filter { $0.hasSuffix(".postinst") }.min()
      return "for the end of output that \(names(peers))"
        + (script.map { ", left by \($0)," } ?? "") + " keeps open"
    case .waitingForNetwork:
      let isNameServer = target?.name.map { $0.hasPrefix("udp to") && $0.hasSuffix(":53") } == true
      let name = target?.name.map { (isNameServer ? "the name server " : "") + Self.address($0) }
      if target?.isListening == true {
        return "for somebody to connect" + (name.map { " to \($0)" } ?? "") + ": it is a server"
      }
      guard name != nil || !peers.isEmpty else { return "for an answer on a socket" }
      let others = peers.isEmpty ? nil : names(peers)
      let subject = [name == "unix" && others != nil ? nil : name, others].compactMap(\.self)
        .joined(separator: " of ")
      return judgement.call == "connect"
        ? "for a connection to \(subject)" : "for \(subject), which does not answer"
    case .sleeping where judgement.waitsForOwnThreads:
      return "for its own threads, some of which look up at times"
    case .zombieNotReaped: return "for \(name(process.parent)) to ask how it ended"
    case .deadlocked:
      return peers.isEmpty ? nil : "with \(names(peers)), with which it shares memory"
    default: return nil
    }
  }

  /// Whether none of the processes has anything to do with a reader but that they keep its pipe open:
  /// they idle, and are not what it started.
  func isLeftBehind(_ peers: [Int], _ reader: Int) -> Bool {
    !peers.isEmpty
      && peers.allSatisfy { peer in
        processes[peer]?.parent != reader
          && judgements[peer].map { $0.verdict == .sleeping || $0.target?.isListening == true }
            == true
      }
  }

  /// `tcp to ADDRESS` without what the sentence says.
  private static func address(_ name: String) -> String {
    for prefix in ["tcp to ", "tcp at ", "udp to ", "udp at ", "unix "] where name.hasPrefix(prefix)
    {
      return String(name.dropFirst(prefix.count))
    }
    return name
  }

  private func names(_ pids: [Int]) -> String {
    let shown = pids.prefix(4).map(name).joined(separator: ", ")
    return pids.count > 4 ? shown + " and \(pids.count - 4) more" : shown
  }

  private func name(_ pid: Int) -> String {
    if let process = processes[pid] {
      return "\(process.guest.name ?? "process") (\(pid))"
    }
    return neighbours[pid].map { "\($0.name) (\(pid), not emulated)" } ?? "process \(pid)"
  }
}
