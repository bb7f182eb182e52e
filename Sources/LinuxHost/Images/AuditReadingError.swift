package import Facts
package import Images

/// Why there is nothing to audit.
package enum AuditReadingError: Error, Sendable {
  /// A system call failed.
  case unreadable(SystemCallError)
  /// It is neither an archive nor a program.
  case noArchive(path: String)
  /// It is packed, and what unpacks it is missing or gave up.
  case notUnpacked(AuditProblem)
  /// Nothing on this host has an image of that name, and what was asked said so.
  case noImage(name: String, words: String)
  /// No engine answers, to be asked for an image or, without a name, for its containers.
  case noEngine(name: String?, [EngineFacts])
}
