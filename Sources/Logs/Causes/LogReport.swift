package import Platforms

/// What a build log holds of the errors of cross builds.
package struct LogReport: Sendable, Hashable {
  /// How many lines it has.
  package let lineCount: Int
  /// What was found, the first cause first; consequences are under theirs.
  package let findings: [LogFinding]
  /// The step that failed for a reason that is none of ours, if no cause was found.
  package let failure: StepFailure?
  /// The platform of the machine, where the log or the user told it.
  package let host: Platform?
  /// Whether it holds steps of a builder.
  package let isOfBuild: Bool
  /// Whether there was more than can be kept.
  package let isCut: Bool

  /// Whether there is an error among them.
  package var hasErrors: Bool { findings.contains { $0.role == .cause } }
}

/// A step that failed by itself.
package struct StepFailure: Sendable, Hashable {
  /// Its title; nil where the log does not tell.
  package let step: String?
  /// The platform that it ran on, where the log says so.
  package let platform: Platform?
  /// The status of its program, where the log tells it.
  package let status: Int?
  /// The line that says so.
  package let line: Int
}

/// A cause, a consequence or a hint in a log, in one step.
package struct LogFinding: Sendable, Hashable {
  /// What a finding says about others in the same log.
  package enum Role: String, Sendable, Codable, CaseIterable {
    /// It is where the trouble begins.
    case cause
    /// It follows from a cause in its step.
    case consequence
    /// It alone is no error of a cross build.
    case hint
  }

  /// What it is.
  package let cause: LogCause
  /// What it is in this log.
  package internal(set) var role: Role
  /// The platform that it is about, where it is known.
  package let platform: Platform?
  /// The platform of the machine, where it is known.
  package let host: Platform?
  /// The file, program or package that the log names.
  package let subject: String?
  /// The image, where it is known.
  package internal(set) var image: String?
  /// The number of the first line that shows it, from 1.
  package let line: Int
  /// How many lines show it.
  package let count: Int
  /// That line, or the part of it around the text.
  package let excerpt: String
  /// Where in the excerpt the text begins that is meant, in bytes.
  package internal(set) var focus = 0
  /// The title of the build step that printed it, where the log says so.
  package let step: String?
  /// What followed from it.
  package internal(set) var consequences: [LogFinding] = []

  /// What it is, in words that follow "because".
  package var reason: String { words.sentence(cause.reason) }
  /// Why; empty if there is no more to say.
  package var explanation: String { words.sentence(cause.explanation) }
  /// What to change, and where.
  package var remedy: String { words.sentence(cause.remedy) }

  /// Commands that do it, or decide what is undecided. One that needs a platform which is not known is
  /// left out if there is another.
  package var commands: [String] {
    let ready = cause.commands.filter { platform != nil || !$0.contains("{platform}") }
    return (ready.isEmpty ? cause.commands : ready).map(words.command)
  }

  private var words: CauseWords {
    CauseWords(
      platform: platform?.description, host: host?.description, file: subject, image: image)
  }
}
