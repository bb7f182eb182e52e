import Platforms
package import Reports
import Text

/// A finding of one severity with the judgements that have it: what it is to be mended for.
package struct GatheredFinding: Sendable {
  /// Its row of the catalogue.
  package let check: Check
  /// Its judgements, each for one platform.
  package let judgements: [Judgement]
  /// The finding, with no remedy yet.
  package let finding: Finding
}

extension GatheredFinding {
  /// One finding for all platforms that have it, by link, then in the order of the catalogue.
  static func gathering(_ judgements: [Judgement]) -> [GatheredFinding] {
    let seen = Set(judgements.flatMap { $0.observations.map(\.check.id) })
    return Check.all.filter { seen.contains($0.id) }.flatMap { check in
      Severity.allCases.flatMap { severity -> [GatheredFinding] in
        let affected = judgements.compactMap { judgement in
          judgement.observations.first {
            $0.check.id == check.id && check.severity(of: $0.observation) == severity
          }.map { (judgement: judgement, observation: $0.observation) }
        }
        // What is said of one platform need not be true of another.
        let summaries = affected.map { $0.observation.summary ?? check.summary }
        return summaries.unique.map { summary in
          let alike = zip(affected, summaries).filter { $0.1 == summary }.map(\.0)
          return GatheredFinding(
            check: check, judgements: alike.map(\.judgement),
            finding: Finding(
              id: check.id, severity: severity, link: check.link,
              platforms: alike.map(\.judgement.subject.platform), summary: summary,
              evidence: alike.flatMap(\.observation.evidence).unique, remedy: nil,
              ignored: alike.lazy.compactMap(\.observation.ignored).first))
        }
      }
    }
  }
}
