package import Reports

/// One row of the catalogue: a finding, and how it is recognised.
package final class Check: Sendable {
  /// The finding's name: a lower-kebab constant.
  package let id: String
  /// The link that it belongs to.
  package let link: Link
  /// Its usual severity.
  package let severity: Severity
  /// One clause, without capital or full stop: the finding's summary.
  package let summary: String
  /// What it means and how it comes about, in paragraphs.
  package let explanation: [String]
  /// What removes it, in general.
  package let repair: String
  /// Whether it stands although all probes passed, because it is about programs unlike them.
  let standsAgainstExecution: Bool
  /// Whether nothing else is said of the entry: it must go, and other findings would mend or keep it.
  let standsAlone: Bool
  /// Recognises it for one platform.
  let examine: @Sendable (Subject) -> Observation?

  init(
    _ id: String, _ link: Link, _ severity: Severity, _ summary: String,
    explanation: [String], repair: String, standsAgainstExecution: Bool = false,
    standsAlone: Bool = false,
    examine: @escaping @Sendable (Subject) -> Observation?
  ) {
    self.id = id
    self.link = link
    self.severity = severity
    self.summary = summary
    self.explanation = explanation
    self.repair = repair
    self.standsAgainstExecution = standsAgainstExecution
    self.standsAlone = standsAlone
    self.examine = examine
  }
}

extension Check {
  /// How severe what it saw is.
  func severity(of observation: Observation) -> Severity { observation.severity ?? severity }

  /// Whether it is about an entry and what that runs, not about the kernel, engines or builders.
  package var isOfEntries: Bool { [.handler, .emulator, .exec].contains(link) }
}

/// A finding as one check saw it for one platform.
package struct Observation: Sendable, Hashable {
  /// Where it differs from the usual one.
  let severity: Severity?
  /// What was read, and where.
  let evidence: [String]
  /// The summary, where the check's own is about something else.
  private(set) var summary: String?
  /// What it would do, had nobody asked to ignore it.
  private(set) var ignored: Severity?

  /// The same as a note, because somebody asked to ignore it.
  func ignoring(_ severity: Severity) -> Observation {
    var copy = Observation(evidence: evidence, severity: .note, summary: summary)
    copy.ignored = severity
    return copy
  }

  init(_ evidence: String..., severity: Severity? = nil) {
    self.evidence = evidence
    self.severity = severity
  }

  init(evidence: [String], severity: Severity? = nil, summary: String? = nil) {
    self.evidence = evidence
    self.severity = severity
    self.summary = summary
  }
}
