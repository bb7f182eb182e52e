package import Readiness
import Reports
import Text

/// The catalogue of findings as text.
package enum CatalogueText {
  /// All findings by link.
  package static func rendered(_ checks: [Check]) -> String {
    var lines: [String] = []
    for link in Link.allCases {
      let rows = checks.filter { $0.link == link }
      guard !rows.isEmpty else { continue }
      lines += [lines.isEmpty ? "" : "\n", "\(link.rawValue)\n"]
      for row in rows {
        lines += wrapped("\(row.id) (\(row.severity.rawValue))", width: 80, indent: 2).map {
          $0 + "\n"
        }
        lines += wrapped(row.summary, width: 80, indent: 6).map { $0 + "\n" }
      }
    }
    return lines.joined()
  }

  /// One finding in full.
  package static func rendered(_ check: Check) -> String {
    let heading = "\(check.id): \(check.summary)"
    let place = "link \(check.link.rawValue), usually \(check.severity.rawValue)"
    let paragraphs = check.explanation + ["Repair: \(check.repair)"]
    return CatalogueSection.paragraphs([heading, place] + paragraphs)
  }
}
