import FoundationEssentials

/// The parts of a JSON report that tests look at.
struct ReportDocument: Decodable {
  let verdict: String
  let supported: [String]
  let emulators: [String]
  let platforms: [PlatformPart]
  let findings: [FindingPart]
  let exitStatus: Int32

  struct PlatformPart: Decodable {
    let platform: String
    let verdict: String
    let execution: String
    let emulator: EmulatorPart?
    let chain: [LinkPart]
    let brokenLink: String?
  }

  struct EmulatorPart: Decodable {
    let name: String
    let version: String?
  }

  struct LinkPart: Decodable {
    let link: String
    let state: String
    let findings: [String]
  }

  struct FindingPart: Decodable {
    let id: String
    let severity: String
    let platforms: [String]
    let evidence: [String]
    let remedy: RemedyPart?
  }

  struct RemedyPart: Decodable {
    let text: String
    let commands: [String]
    let needsRoot: Bool
  }

  init(parsing text: some StringProtocol) throws {
    try expectSchema(of: text)
    self = try JSONDecoder().decode(Self.self, from: Data(text.utf8))
  }

  private enum CodingKeys: CodingKey {
    case verdict, supported, emulators, platforms, findings, exitStatus
  }

  /// The names of the findings of one severity.
  func findings(_ severity: String) -> [String] {
    findings.filter { $0.severity == severity }.map(\.id)
  }
}
