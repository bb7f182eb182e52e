import Facts
import FoundationEssentials
import Testing

/// Every plan, on hosts in any state, carried out and booted.
struct ModelTests {
  /// How many hosts; more are tried by hand, in a release build.
  private static let count =
    ProcessInfo.processInfo.environment["CROSSREADY_MODEL_STATES"].flatMap(Int.init) ?? 100

  @Test func everyPlanKeepsEveryRule() throws {
    var generator = SeededGenerator(seed: 20)
    var broken: [String: ModelHost] = [:]
    var counts: [String: Int] = [:]
    for _ in 0..<Self.count {
      let host = ModelHost.generated(by: &generator)
      guard let violation = ModelRules(host).violation else { continue }
      let kind = violation.prefix { $0 != "[" && $0 != "\"" }.description
      counts[kind, default: 0] += 1
      if broken[kind] == nil { broken[kind] = host }
    }
    for (kind, host) in broken.sorted(by: { $0.key < $1.key }) {
      let smallest = host.shrunk
      let facts = try JSONEncoder().encode(smallest.facts(of: ModelHost.architectures))
      Issue.record(
        "\(counts[kind] ?? 0) times \(ModelRules(smallest).violation ?? "")\n\(smallest)\n\(String(decoding: facts, as: UTF8.self))"
      )
    }
  }
}
