package import Readiness

/// What removing everything of ours from an engine came to.
package enum CleanedEngine: Sendable {
  /// The names of the containers and images that were removed.
  case cleaned([String])
  /// There is no engine that answers, or it refused: the one that was asked.
  case failed(EngineFacts?)

  /// Removes the probe images, and containers that a killed run has left.
  package static func cleaning(
    engine name: String?, environment: [String: String], timeout: Duration,
    progress: @escaping (Progress) -> Void
  ) throws(Interrupted) -> CleanedEngine {
    try HeldSignals.during { signals throws(Interrupted) in
      defer { progress(.finished) }
      let found = try EngineFacts.observing(
        name, environment: environment, timeout: timeout, signals: signals, progress: progress)
      guard let engine = found.engine else {
        return .failed(found.facts.first { $0.path != nil } ?? found.facts.first)
      }
      let labelled = ["--filter", "label=\(ProbeImage.label)", "--format"]
      let steps: [(list: [String], remove: [String])] = [
        (["ps", "--all"] + labelled + ["{{.Names}}"], engine.kind.remove),
        (["images"] + labelled + ["{{.Repository}}:{{.Tag}}"], ["rmi", "--force"]),
      ]
      var removed: [String] = []
      for (list, remove) in steps {
        progress(.began("removing containers and images"))
        let listed = try run(
          [engine.call(list, timeout: timeout)], signals: signals, progress: progress)[0]
        guard listed.hasSucceeded else { return .failed(found.facts.last) }
        let names = lines(of: listed.standardOutput).map { String(decoding: $0, as: UTF8.self) }
        if names.isEmpty { continue }
        let ended = try run(
          [engine.call(remove + names, timeout: timeout)], signals: signals, progress: progress)[0]
        guard ended.hasSucceeded else { return .failed(found.facts.last) }
        removed += names
      }
      return .cleaned(removed)
    }
  }
}
