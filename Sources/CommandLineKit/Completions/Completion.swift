import Text

/// What a shell offers for a word.
package enum Completion: Sendable, Equatable {
  /// Nothing.
  case nothing
  /// Files.
  case files
  /// These words.
  case words([String])
  /// The names in a directory, but for these.
  case names(directory: String, except: [String])
}
