import Images

/// The findings of `audit` as `explain` tells them.
package enum AuditText {
  /// The names of all.
  package static let names = AuditKind.allCases.map(\.rawValue)

  /// All of them.
  package static var section: CatalogueSection {
    CatalogueSection(
      title: "finding in an image or directory, for audit",
      rows: AuditKind.allCases.map { kind in
        CatalogueSection.Row(
          name: kind.rawValue, meaning: kind.summary, kind: "finding of `audit`",
          rest: [kind.explanation]
            + (kind.symptom.isEmpty ? [] : ["What shows: \(kind.symptom)."])
            + ["Repair: \(kind.repair)."])
      })
  }
}
