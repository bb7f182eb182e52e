/// What a finding does to its link.
package enum Severity: String, Sendable, Codable, CaseIterable {
  /// The link failed.
  case blocks
  /// The link is unknown.
  case hides
  /// It works, but something that users need does not.
  case degrades
  /// It changes no verdict.
  case note

  /// The state of a link that has a finding of this severity; nil for notes.
  package var state: LinkState? {
    switch self {
    case .blocks: .failed
    case .hides: .unknown
    case .degrades: .degraded
    case .note: nil
    }
  }
}
