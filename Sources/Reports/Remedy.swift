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

/// What repairs all that can be repaired of a host, as one plan.
package struct HostRemedy: Sendable, Hashable {
  /// What it comes to, in a sentence.
  package let text: String
  /// Lines for a POSIX shell, in order: at most what crossready itself may not do, then crossready.
  package let commands: [String]
  /// The same without crossready, where that is known.
  package let raw: [String]
  /// Whether the repaired handlers are there after a boot, too.
  package let persists: Bool

  package init(_ text: String, commands: [String], raw: [String], persists: Bool) {
    self.text = text
    self.commands = commands
    self.raw = raw
    self.persists = persists
  }
}
