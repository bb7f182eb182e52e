package import Facts
import Text

/// What containers printed last, by their ids, as far as their engines keep it.
package enum LastLines {
  /// Asks the engine of each container; one that does not answer in time tells nothing.
  ///
  /// What a step of a build prints, its builder keeps: no engine has it.
  package static func observing(
    _ containers: [Container], environment: [String: String], timeout: Duration = .seconds(2)
  ) throws(Interrupted) -> [String: [String]] {
    var ids: [String] = []
    var children: [Child] = []
    for container in containers where !ids.contains(container.id) {
      guard let kind = EngineKind.all.first(where: { $0.maker == container.maker }),
        let program = ProgramSearch(environment: environment).path(of: kind.program)
      else { continue }
      ids.append(container.id)
      children.append(
        Child(
          path: program,
          arguments: [program, "container", "logs", "--tail", "\(lineCount)", container.id],
          environment: environment.map { "\($0.key)=\($0.value)" }.sorted(),
          outputLimit: 1 << 16, timeout: timeout))
    }
    guard !children.isEmpty else { return [:] }
    let outcomes = try HeldSignals.during { signals throws(Interrupted) in
      try run(children, signals: signals)
    }
    var found: [String: [String]] = [:]
    for (id, outcome) in zip(ids, outcomes) where outcome.hasSucceeded {
      let printed = lines(of: outcome.standardOutput) + lines(of: outcome.standardError)
      let last = printed.suffix(lineCount).map { String(decoding: $0, as: UTF8.self) }
      if !last.isEmpty { found[id] = last }
    }
    return found
  }

  private static var lineCount: Int { 3 }
}
