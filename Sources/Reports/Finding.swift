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
  package var remedy: Remedy?
  /// What it would do, had nobody asked to ignore it; then it is a note.
  package let ignored: Severity?

  package init(
    id: String, severity: Severity, link: Link, platforms: [Platform], summary: String,
    evidence: [String], remedy: Remedy?, ignored: Severity?
  ) {
    self.id = id
    self.severity = severity
    self.link = link
    self.platforms = platforms
    self.summary = summary
    self.evidence = evidence
    self.remedy = remedy
    self.ignored = ignored
  }
}
