import Text

/// What a shell offers for a word.
package enum Completion: Sendable {
  /// Nothing.
  case nothing
  /// Files.
  case files
  /// These words, which are only made when a script of completions is.
  case words(@Sendable () -> [String])
  /// One or more of these words, separated by commas.
  case list(@Sendable () -> [String])
  /// The names in a directory, but for these.
  case names(directory: String, except: [String])
}
