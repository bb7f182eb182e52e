/// What a build log holds of the errors of cross builds.
package struct LogReport: Sendable, Hashable {
  /// How many lines it has.
  package let lineCount: Int
  /// What was found, the first cause first; consequences are under theirs.
  package let findings: [LogFinding]
  /// Whether there was more than can be kept.
  package let isCut: Bool

  /// Whether there is an error among them.
  package var hasErrors: Bool { findings.contains { $0.signature.role != .hint } }
}

/// A signature in a log, in one step.
package struct LogFinding: Sendable, Hashable {
  /// What it means.
  package let signature: LogSignature
  /// The number of the first line that has it, from 1.
  package let line: Int
  /// That line, or the part of it around the text.
  package let excerpt: String
  /// The command of the build step that printed it, where the log says so.
  package let step: String?
  /// How many lines have it.
  package internal(set) var count = 1
  /// What followed from it.
  package internal(set) var consequences: [LogFinding] = []
}
