package import Reports

extension LogReport {
  /// The exit status that goes with it.
  package var exitStatus: ExitStatus { hasErrors ? .no : .yes }
}
