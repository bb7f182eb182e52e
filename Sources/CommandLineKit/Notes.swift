/// One exit status and what it says.
package struct ExitStatusNote: Sendable, Equatable {
  /// The status as the shell sees it.
  package var code: Int
  /// What it says.
  package var meaning: String

  /// Notes what an exit status says.
  package init(code: Int, meaning: String) {
    self.code = code
    self.meaning = meaning
  }
}

/// An environment variable or a file, and what it means to the program.
package struct ManualEntry: Sendable, Equatable {
  /// The variable or the path.
  package var name: String
  /// What it means.
  package var meaning: String

  /// Notes what a variable or file means.
  package init(name: String, meaning: String) {
    self.name = name
    self.meaning = meaning
  }
}

/// Another page of the manual.
package struct ManualReference: Sendable, Equatable, CustomStringConvertible {
  /// The name of the page.
  package var name: String
  /// The section it is in.
  package var section: Int

  /// Refers to a page of the manual.
  package init(name: String, section: Int) {
    self.name = name
    self.section = section
  }

  /// The usual spelling, such as `ls(1)`.
  package var description: String { "\(name)(\(section))" }
}

/// A command line worth copying, and what it is for.
package struct Example: Sendable, Equatable {
  /// The line to copy.
  package var command: String
  /// What it is for.
  package var meaning: String

  /// Shows a command line.
  package init(command: String, meaning: String) {
    self.command = command
    self.meaning = meaning
  }
}
