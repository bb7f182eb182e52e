import Facts
package import Platforms
import Text

/// What an engine tells of a container: how it ended and what it printed last.
package struct LastWords: Sendable {
  /// Its exit status; nil while it runs.
  package let exitStatus: Int?
  /// The platform of its image; nil if the engine does not tell.
  package let platform: Platform?
  /// The platform of the machine that runs it; nil if the engine does not tell.
  package let machine: Platform?
  /// The name of its image, as it was given; nil if the engine does not tell.
  package let image: String?
  /// The last lines of what it printed.
  package let text: String

  /// How many lines an engine is asked for.
  private static let lineCount = 1000

  /// Asks the engines for a container by its name or the beginning of its id; nil where none knows it.
  package static func observing(
    _ name: String, environment: [String: String], timeout: Duration
  ) throws(Interrupted) -> LastWords? {
    try HeldSignals.during { signals throws(Interrupted) in
      for kind in EngineKind.all {
        let found = try EngineFacts.observing(
          kind.program, environment: environment, timeout: timeout, signals: signals,
          progress: { _ in })
        guard let engine = found.engine,
          let words = try LastWords(name, of: engine, timeout, signals)
        else { continue }
        return words
      }
      return nil
    }
  }

  private init?(
    _ name: String, of engine: Engine, _ timeout: Duration, _ signals: borrowing HeldSignals
  ) throws(Interrupted) {
    let question = [
      "container", "inspect", "--format",
      "{{.State.Status}} {{.State.ExitCode}} {{.Image}} \(engine.kind.imageName) {{.State.Error}}",
      name,
    ]
    let print = ["logs", "--tail", String(Self.lineCount), name]
    let outcomes = try run(
      [
        engine.call(question, timeout: timeout),
        engine.call(print, outputLimit: 1 << 20, timeout: timeout),
      ], signals: signals)
    let state = String(decoding: outcomes[0].standardOutput, as: UTF8.self)
      .split(separator: " ", maxSplits: 4, omittingEmptySubsequences: false).map(String.init)
    guard outcomes[0].hasSucceeded, state.count == 5 else { return nil }
    self.image = state[3].isEmpty ? nil : state[3]
    exitStatus = state[0] == "running" || state[0] == "paused" ? nil : Int(state[1])
    let image = try engine.image(state[2], timeout: timeout) { child throws(Interrupted) in
      try run([child], signals: signals)[0]
    }
    platform = image.flatMap { try? Platform(parsing: $0.platform).normalized }
    machine = engine.answer.architecture.flatMap(Platform.meant)?.normalized
    let printed = [outcomes[1].standardOutput, outcomes[1].standardError]
      .map { String(decoding: $0, as: UTF8.self) }
    // What kept it from starting it could not print itself.
    text = (printed + [state[4]]).filter { !$0.isEmpty }.joined(separator: "\n")
  }
}
