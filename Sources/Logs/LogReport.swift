/// What a build log holds of the errors of cross builds.
package struct LogReport: Sendable, Hashable {
  /// How many lines it has.
  package let lineCount: Int
  /// What was found, the first cause first; consequences are under theirs.
  package let findings: [LogFinding]
  /// Whether there was more than can be kept.
  package let isCut: Bool

  /// Whether there is an error among them.
  package var hasErrors: Bool { findings.contains { $0.role == .cause } }

  /// What failed if there is none: something else is the cause.
  package var failure: LogFinding? {
    hasErrors
      ? nil : findings.first { $0.signature.role == .consequence && $0.signature.signs.isEmpty }
  }
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
  /// What it is in this log: its signature's role, but a consequence of nothing is a hint.
  package internal(set) var role: LogSignature.Role
  /// How many lines have it.
  package private(set) var count = 1
  /// What followed from it.
  package internal(set) var consequences: [LogFinding] = []
  /// The number of the last line that has it.
  private var lastLine: Int

  init(signature: LogSignature, line: Int, excerpt: String, step: String?) {
    self.signature = signature
    self.line = line
    self.excerpt = excerpt
    self.step = step
    role = signature.role
    lastLine = line
  }

  /// Counts a line that has it, behind all others that do.
  mutating func count(_ line: Int) {
    guard line != lastLine else { return }
    count += 1
    lastLine = line
  }
}
