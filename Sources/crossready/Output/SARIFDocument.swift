import Dockerfiles

/// The hazards as code scanning reads them (SARIF 2.1.0, OASIS).
struct SARIFDocument: Encodable {
  let schema = "https://json.schemastore.org/sarif-2.1.0.json"
  let version = "2.1.0"
  let runs: [Run]

  private enum CodingKeys: String, CodingKey {
    case schema = "$schema"
    case version, runs
  }

  init(_ reports: [DockerfileReport]) {
    let used = HazardKind.allCases.filter { kind in
      reports.contains { $0.hazards.contains { $0.kind == kind } }
    }
    let driver = Driver(
      name: Identity.name, version: Identity.version,
      rules: used.map { kind in
        Rule(
          id: kind.rawValue, shortDescription: Message(text: kind.summary),
          fullDescription: Message(text: kind.explanation), help: Message(text: kind.repair))
      })
    let results = reports.flatMap { report in report.hazards.map { (report, $0) } }.map {
      report, hazard in
      Result(
        ruleId: hazard.kind.rawValue,
        level: hazard.certainty == .certain ? "error" : "note",
        message: Message(
          text: "\(hazard.kind.summary), for \(hazard.platformText). Repair: \(hazard.repair)"),
        locations: [
          Location(
            physicalLocation: Physical(
              artifactLocation: Artifact(uri: report.path),
              region: Region(startLine: max(hazard.line, 1))))
        ])
    }
    runs = [Run(tool: Tool(driver: driver), results: results)]
  }

  struct Run: Encodable {
    let tool: Tool
    let results: [Result]
  }

  struct Tool: Encodable { let driver: Driver }

  struct Driver: Encodable {
    let name: String
    let version: String
    let rules: [Rule]
  }

  struct Rule: Encodable {
    let id: String
    let shortDescription: Message
    let fullDescription: Message
    let help: Message
  }

  struct Message: Encodable { let text: String }

  struct Result: Encodable {
    let ruleId: String
    let level: String
    let message: Message
    let locations: [Location]
  }

  struct Location: Encodable { let physicalLocation: Physical }

  struct Physical: Encodable {
    let artifactLocation: Artifact
    let region: Region
  }

  struct Artifact: Encodable { let uri: String }

  struct Region: Encodable { let startLine: Int }
}
