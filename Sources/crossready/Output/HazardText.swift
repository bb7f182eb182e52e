import Dockerfiles

/// The hazards of Dockerfiles as `explain` tells them.
enum HazardText {
  /// The names of all.
  static let names = HazardKind.allCases.map(\.rawValue)

  /// All of them.
  static var section: CatalogueSection {
    CatalogueSection(
      title: "hazard of a Dockerfile, for dockerfile",
      rows: HazardKind.allCases.map { kind in
        CatalogueSection.Row(
          name: kind.rawValue, meaning: kind.summary, kind: "hazard of a Dockerfile",
          rest: [kind.explanation, "Repair: \(kind.repair)."])
      })
  }
}
