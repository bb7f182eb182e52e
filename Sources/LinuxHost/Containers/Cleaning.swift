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
    var containers: [EngineThing] = []
    var images: [EngineThing] = []

    func described(_ thing: EngineThing) -> String { "\(thing.name) of \(facts.program)" }
  }

  /// Each thing, and which engine has it.
  package var names: [String] {
    parts.flatMap { part in (part.containers + part.images).map(part.described) }
  }

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
    func listed(_ words: [String], by filter: String) throws(Interrupted) -> [EngineThing]? {
      let question = words + ["--filter", filter]
      let listed = try run(
        [part.engine.call(question, timeout: timeout)], signals: signals, progress: progress)[0]
      if listed.hasSucceeded { return EngineThing.reading(listed.standardOutput) }
      failed.append(part.facts.ending(listed))
      return nil
    }
    let ours = "label=\(ProbeImage.label)"
    guard let containers = try listed(["ps", "--all"] + EngineThing.containers, by: ours),
      let images = try listed(["images"] + EngineThing.images, by: ours),
      let pulled = try listed(
        ["images"] + EngineThing.images, by: "reference=\(KeptTag.repository)")
    else { return }
    part.containers = try part.engine.ownContainers(containers, timeout: timeout, signals)
    part.images =
      try part.engine.ownImages(images, timeout: timeout, signals) + pulled.filter(KeptTag.isOwn)
    parts.append(part)
  }

  /// Removes all of it; an engine that refuses any of it is among the failed ones then.
  ///
  /// - Returns: what was removed, as `names` has it.
  package mutating func remove(
    timeout: Duration, progress: @escaping (Progress) -> Void
  ) throws(Interrupted) -> [String] {
    let parts = parts
    var removed: [String] = []
    var refusing: [EngineFacts] = []
    try HeldSignals.during { signals throws(Interrupted) in
      defer { progress(.finished) }
      for part in parts {
        progress(.began("removing containers and images"))
        // Images by their names: what somebody has given another name stays, and so does what a
        // container of somebody's uses.
        for (things, words) in [
          (part.containers, part.containers.map { part.engine.kind.remove + [$0.id] }),
          (part.images, part.images.map { ["rmi", $0.name] }),
        ] {
          let outcomes = try run(
            words.map { part.engine.call($0, timeout: timeout) }, maximumConcurrent: 8,
            signals: signals, progress: progress)
          for (thing, outcome) in zip(things, outcomes) {
            if outcome.hasSucceeded {
              removed.append(part.described(thing))
            } else {
              refusing.append(part.facts.ending(outcome))
            }
          }
        }
      }
    }
    failed += refusing
    return removed
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
