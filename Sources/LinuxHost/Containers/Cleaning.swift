package import Facts
import Text

/// What crossready has in the container engines: the probe images that `verify` keeps, and containers
/// that a killed run has left.
package struct EngineContents: Sendable {
  /// Engines that did not answer, or did not do what they were told.
  package private(set) var failed: [EngineFacts] = []
  /// Whether any engine answered.
  package private(set) var isAnswered = false
  private var parts: [Part] = []

  /// Nothing, of no engine.
  package init() {}

  /// What one engine has.
  private struct Part {
    let engine: Engine
    let facts: EngineFacts
    var lists: [(remove: [String], things: [(id: String, name: String)])] = []

    var described: [String] {
      lists.flatMap(\.things).map { "\($0.name) of \(facts.program)" }
    }
  }

  /// Each thing, and which engine has it.
  package var names: [String] { parts.flatMap(\.described) }

  /// Asks every engine that is there.
  ///
  /// - Parameter name: the only engine to ask; nil for all of them.
  package static func observing(
    engine name: String?, environment: [String: String], timeout: Duration,
    progress: @escaping (Progress) -> Void
  ) throws(Interrupted) -> EngineContents {
    try HeldSignals.during { signals throws(Interrupted) in
      defer { progress(.finished) }
      var contents = EngineContents()
      for program in Engine.names where name == nil || name == program {
        let found = try EngineFacts.observing(
          program, environment: environment, timeout: timeout, signals: signals, progress: progress)
        guard let engine = found.engine else {
          contents.failed += found.facts
          continue
        }
        contents.isAnswered = true
        // A program named docker may be podman, which needs no second question.
        if contents.parts.contains(where: { $0.engine.kind.program == engine.kind.program }) {
          continue
        }
        for facts in found.facts {
          try contents.add(
            Part(engine: engine, facts: facts), timeout: timeout, signals, progress)
        }
      }
      return contents
    }
  }

  private mutating func add(
    _ part: Part, timeout: Duration, _ signals: borrowing HeldSignals,
    _ progress: @escaping (Progress) -> Void
  ) throws(Interrupted) {
    var part = part
    let labelled = ["--filter", "label=\(ProbeImage.label)", "--format"]
    // Containers by their ids; images by their names, so that one that somebody has named, too, stays.
    let questions: [(list: [String], isOwn: (String) -> Bool, remove: [String])] = [
      (
        ["ps", "--all", "--no-trunc", "--filter", "label=\(Leftovers.label)"] + labelled
          + ["{{.ID}}\t{{.Names}}"], RunName.isOwn, part.engine.kind.remove
      ),
      (
        ["images"] + labelled + ["{{.Repository}}:{{.Tag}}\t{{.Repository}}:{{.Tag}}"],
        ProbeImage.isOwn, ["rmi"]
      ),
    ]
    for (list, isOwn, remove) in questions {
      let listed = try run(
        [part.engine.call(list, timeout: timeout)], signals: signals, progress: progress)[0]
      guard listed.hasSucceeded else {
        failed.append(part.facts.ending(listed))
        return
      }
      let things = lines(of: listed.standardOutput).compactMap { line in
        let fields = line.split(separator: UInt8(ascii: "\t")).map {
          String(decoding: $0, as: UTF8.self)
        }
        return fields.count == 2 && isOwn(fields[1]) ? (id: fields[0], name: fields[1]) : nil
      }
      if !things.isEmpty { part.lists.append((remove, things)) }
    }
    parts.append(part)
  }

  /// Removes all of it; an engine that refuses is among the failed ones then.
  ///
  /// - Returns: what was removed, as `names` has it.
  package mutating func remove(
    timeout: Duration, progress: @escaping (Progress) -> Void
  ) throws(Interrupted) -> [String] {
    let parts = parts
    let refusing = try HeldSignals.during { signals throws(Interrupted) in
      defer { progress(.finished) }
      var refusing: [EngineFacts] = []
      for part in parts {
        for (remove, things) in part.lists {
          progress(.began("removing containers and images"))
          let ended = try run(
            [part.engine.call(remove + things.map(\.id), timeout: timeout)], signals: signals,
            progress: progress)[0]
          if !ended.hasSucceeded { refusing.append(part.facts.ending(ended)) }
        }
      }
      return refusing
    }
    failed += refusing
    return parts.filter { part in !refusing.contains { $0.program == part.facts.program } }
      .flatMap(\.described)
  }
}

extension EngineFacts {
  /// The same engine, with the end of another of its programs.
  fileprivate func ending(_ outcome: ChildOutcome<Void>) -> EngineFacts {
    var facts = self
    facts.call = EngineCall(outcome)
    return facts
  }
}
