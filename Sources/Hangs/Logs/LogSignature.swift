/// A text by which a build log shows an error of cross builds.
package struct LogSignature: Sendable, Hashable {
  /// What a text says about others in the same log.
  package enum Role: String, Sendable, Codable {
    /// It is where the trouble begins.
    case cause
    /// It follows from a cause before it.
    case consequence
    /// It alone is no error.
    case hint
  }

  /// Its name, lower case with hyphens.
  package let id: String
  /// The texts, any of which is enough, as they stand in logs.
  package let texts: [String]
  /// What else must stand in the same line, if anything.
  let rest: String?
  /// What it says about others.
  package let role: Role
  /// What it means.
  package let explanation: String
  /// What to do about it.
  package let remedy: String

  init(
    _ id: String, _ texts: String..., rest: String? = nil, role: Role = .cause,
    explanation: String, remedy: String
  ) {
    self.id = id
    self.texts = texts
    self.rest = rest
    self.role = role
    self.explanation = explanation
    self.remedy = remedy
  }
}
