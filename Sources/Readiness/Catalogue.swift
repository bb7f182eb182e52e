extension Check {
  /// Every finding, in the order of all output: by link, and within a link causes first.
  package static let all: [Check] =
    kernelChecks + handlerChecks + emulatorChecks + execChecks + containerChecks
    + builderChecks

  /// The rows of each link.
  static let byLink = Dictionary(grouping: all, by: \.link)

  /// Finds a row by its finding's name.
  package static func named(_ id: String) -> Check? { all.first { $0.id == id } }
}
