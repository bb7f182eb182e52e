import Text

/// A word that a POSIX shell, and zsh, pass on unchanged.
func shellQuoted(_ text: String) -> String {
  "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''")
    + "'"
}

/// The command that lists the names in a directory, but for some; it says nothing where there is none.
func listing(_ directory: String, _ except: [String]) -> String {
  let patterns = except.map { " -e \($0)" }.joined()
  return "ls \(directory) 2>/dev/null | grep -vx\(patterns)"
}

extension OptionValue {
  /// What a shell offers for the value.
  var offer: Completion { choices.isEmpty ? completion : .words { choices } }
}
