/// What kept an audit from seeing everything.
package struct AuditProblem: Sendable, Equatable {
  /// What it is about: a file, a layer, an image.
  package let subject: String
  /// Why.
  package let reason: Reason

  /// Why something was not seen.
  package enum Reason: Sendable, Equatable {
    /// A system call failed.
    case unreadable(errno: Int32)
    /// The archive ends too early, or is damaged.
    case archive(TarError)
    /// The program that unpacks it is not installed.
    case missingProgram(String)
    /// The program that unpacks it gave up.
    case failed(program: String, words: String)
    /// An engine does not tell.
    case unanswered(program: String, words: String)
    /// It is packed in a way that is not read.
    case packed(String)
    /// Something names it, and it is not there.
    case absent
    /// It is no text that an image has there.
    case damagedDocument
    /// Directories are deeper than anyone's.
    case tooDeep
    /// There is more of it than is kept.
    case tooMany
  }

  package init(subject: String, reason: Reason) {
    self.subject = subject
    self.reason = reason
  }
}

/// The problems of an audit, of which only the first are kept.
package struct AuditProblems: Sendable {
  /// The first.
  package private(set) var first: [AuditProblem] = []
  /// How many there are.
  package private(set) var count = 0

  private static let most = 20

  package init() {}

  /// Adds one.
  package mutating func add(_ subject: String, _ reason: AuditProblem.Reason) {
    count += 1
    if first.count < Self.most {
      first.append(AuditProblem(subject: subject, reason: reason))
    }
  }
}
