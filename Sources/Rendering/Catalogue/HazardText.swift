import Dockerfiles

/// The hazards of Dockerfiles as `explain` tells them.
package enum HazardText {
  /// The names of all.
  package static let names = HazardKind.allCases.map(\.rawValue)

  /// All of them.
  package static var section: CatalogueSection {
    CatalogueSection(
      title: "hazard of a Dockerfile, for dockerfile",
      rows: HazardKind.allCases.map { kind in
        CatalogueSection.Row(
          name: kind.rawValue, meaning: kind.summary, kind: "hazard of a Dockerfile",
          rest: [kind.explanation, "Repair: \(kind.repair)."])
      })
  }
}
