/// A text by which a build log shows an error of cross builds.
package struct LogSignature: Sendable, Hashable {
  /// What a text says about others in the same log.
  package enum Role: String, Sendable, Codable {
    /// It is where the trouble begins.
    case cause
    /// It follows from a cause before it; without one it is a hint.
    case consequence
    /// It alone is no error of a cross build.
    case hint
  }

  /// Its name, lower case with hyphens.
  package let id: String
  /// The texts, any of which is enough, as they stand in logs.
  package let texts: [String]
  /// What else must stand in the same line: any of these, if there are some.
  let rest: [String]
  /// What must not stand in the same line: others print the same texts.
  let exceptions: [String]
  /// Texts of which one in the same log makes a consequence an error of its own; without any it is a
  /// hint.
  let signs: [String]
  /// What it says about others.
  package let role: Role
  /// What it means.
  package let explanation: String
  /// What to do about it.
  package let remedy: String

  init(
    _ id: String, _ texts: String..., rest: [String] = [], unless exceptions: [String] = [],
    amid signs: [String] = [], role: Role = .cause,
    explanation: String, remedy: String
  ) {
    self.id = id
    self.texts = texts
    self.rest = rest
    self.exceptions = exceptions
    self.signs = signs
    self.role = role
    self.explanation = explanation
    self.remedy = remedy
  }
}
