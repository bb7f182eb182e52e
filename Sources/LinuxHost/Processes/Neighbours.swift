import Facts
import Text

extension Sample {
  /// Names the processes that are not emulated, but waited for.
  mutating func findNeighbours() {
    let own = Set(processes.map(\.pid))
    let threads = processes.flatMap(\.threads)
    let targets = threads.flatMap { $0.targets ?? [] } + processes.flatMap { $0.lockedFiles ?? [] }
    let peers =
      targets.flatMap { $0.peers ?? [] } + threads.flatMap { $0.futexPeers ?? [] }
      + processes.compactMap(\.tracer)
    neighbours = Set(peers).subtracting(own).subtracting([0]).sorted().map { pid in
      Neighbour(pid: pid, name: Self.name(of: pid))
    }
    let parents = Set(processes.map(\.parent))
    for process in processes where !parents.contains(process.pid) {
      guard process.threads.contains(where: \.mayWaitForChild),
        let directory = try? ProcessDirectory(process.pid)
      else { continue }
      // Not every kernel has this file (CONFIG_PROC_CHILDREN).
      for thread in process.threads {
        let text = (try? directory.read("task/\(thread.id)/children", isWhole: false)) ?? []
        for child in words(of: text).compactMap({ Int(String(decoding: $0, as: UTF8.self)) })
        where !own.contains(child) {
          neighbours.append(Neighbour(pid: child, name: Self.name(of: child), parent: process.pid))
        }
      }
    }
  }

  /// Finds the containers of processes whose control group does not name one, by who started them.
  mutating func findSupervisors() {
    let byPID = Dictionary(processes.map { ($0.pid, $0) }) { first, _ in first }
    var found: [Int: Container?] = [:]
    func container(above pid: Int, depth: Int) -> Container? {
      guard pid > 1, depth < 64 else { return nil }
      if let known = found[pid] { return known }
      var result = byPID[pid]?.container
      if result == nil, let directory = try? ProcessDirectory(pid),
        let text = try? directory.read("stat"), let stat = ProcessStat(parsing: text)
      {
        let words = byPID[pid] == nil ? (try? directory.read("cmdline")) ?? [] : []
        result =
          ControlGroupPaths.container(ofSupervisor: nulTerminatedWords(words), pid: pid)
          ?? container(above: stat.parent, depth: depth + 1)
      }
      found[pid] = .some(result)
      return result
    }
    for index in processes.indices where processes[index].container == nil {
      processes[index].container = container(above: processes[index].parent, depth: 0)
    }
    for index in processes.indices {
      guard let container = processes[index].container, container.maker == .buildkit,
        container.builderID == nil
      else { continue }
      let builder = Self.builder(above: processes[index].parent)
      processes[index].container?.builderProgram = builder
    }
  }

  /// The program among those above a process that builds.
  private static func builder(above pid: Int) -> String? {
    var pid = pid
    for _ in 0..<64 {
      guard pid > 1, let text = try? readAll(path: "/proc/\(pid)/stat", limit: Limit.status),
        let stat = ProcessStat(parsing: text)
      else { return nil }
      if ["dockerd", "buildkitd"].contains(stat.name) { return stat.name }
      pid = stat.parent
    }
    return nil
  }

  private static func name(of pid: Int) -> String {
    // It may have ended since it was found.
    guard let text = try? readAll(path: "/proc/\(pid)/comm", limit: Limit.status) else {
      return "?"
    }
    return String(decoding: text.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
  }
}

extension SampledThread {
  /// Whether a child may end its wait: it asks for one, or for what it does itself, as the handler of a
  /// signal that says so.
  fileprivate var mayWaitForChild: Bool {
    call.map { $0.name == "wait4" || $0.name == "waitid" } == true
      || targets?.contains { $0.isOwn == true || $0.kind == .process } == true
  }
}
