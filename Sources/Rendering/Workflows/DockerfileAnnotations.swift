import Dockerfiles

extension DockerfileReport {
  /// One command of GitHub's workflows for each hazard, at its line.
  package var annotations: String {
    hazards.map { hazard in
      GitHubReport.annotation(
        hazard.certainty == .certain ? "error" : "notice", hazard.kind.rawValue,
        ["\(hazard.kind.summary), for \(hazard.platformText)"]
          + hazard.chain.map { "line \($0.line), \($0.platform): \($0.text)" }
          + ["repair: \(hazard.repair)"],
        file: path == "-" ? nil : path, line: max(hazard.line, 1))
    }.joined()
  }
}

extension Hazard {
  /// Its platforms for a sentence.
  var platformText: String { platforms.map(\.description).joined(separator: ", ") }
}
