import Text

/// A part of the catalogue that `explain` prints, beside the findings of a host.
package struct CatalogueSection {
  /// What its rows are, and whose.
  let title: String
  let rows: [Row]

  /// One name, and what it stands for.
  struct Row {
    let name: String
    let meaning: String
    /// What it is, where the section's title does not say it.
    var kind: String?
    /// Paragraphs.
    var rest: [String] = []
  }

  /// All rows, a line or two each.
  package func rendered() -> String {
    "\n\(title)\n\n"
      + rows.map { row in
        "  \(row.name)\n"
          + wrapped(row.meaning, width: 80, indent: 6).map { $0 + "\n" }.joined()
      }.joined()
  }

  fileprivate func meanings(of name: String) -> [String] {
    rows.filter { $0.name == name }.map { row in
      Self.paragraphs(["\(row.name): \(row.meaning)", row.kind ?? title] + row.rest)
    }
  }

  /// Prose as paragraphs of 80 columns.
  static func paragraphs(_ paragraphs: [String]) -> String {
    paragraphs.map { wrapped(plainProse($0), width: 80).joined(separator: "\n") }
      .joined(separator: "\n\n") + "\n"
  }
}

extension [CatalogueSection] {
  /// Every meaning of a name in full; nil if it is none of these.
  package func rendered(_ name: String) -> String? {
    let meanings = flatMap { $0.meanings(of: name) }
    return meanings.isEmpty ? nil : meanings.joined(separator: "\n")
  }
}
