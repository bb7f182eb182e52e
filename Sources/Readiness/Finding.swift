package import Platforms

/// A named fact about a host that somebody should know.
package struct Finding: Sendable, Hashable {
  /// Its name in the catalogue.
  package let id: String
  /// What it does to its link.
  package let severity: Severity
  /// The link that it belongs to.
  package let link: Link
  /// Every judged platform that it affects.
  package let platforms: [Platform]
  /// One clause, without capital or full stop.
  package let summary: String
  /// What was read, and where.
  package let evidence: [String]
  /// What removes it.
  package let remedy: Remedy?
  /// What it would do, had nobody asked to ignore it; then it is a note.
  package let ignored: Severity?
}

/// What removes a finding: run verbatim, it does.
package struct Remedy: Sendable, Hashable, Codable {
  /// What to do, in a sentence.
  package let text: String
  /// Lines for a POSIX shell, without `sudo`; empty where no command can do it.
  package let commands: [String]
  /// Whether the commands need root.
  package let needsRoot: Bool

  package init(_ text: String, commands: [String] = [], needsRoot: Bool = true) {
    self.text = text
    self.commands = commands
    self.needsRoot = needsRoot && !commands.isEmpty
  }
}
