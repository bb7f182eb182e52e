import HostModel
import Testing

/// Every plan, on hosts in any state, carried out and booted. `SystemTests/Model` tries many more.
struct ModelTests {
  @Test func everyPlanKeepsEveryRule() throws {
    let seed: UInt64 = 20
    for violation in ModelSearch.found(seed: seed, states: 0..<100) {
      Issue.record("\(try violation.explained(seed: seed))")
    }
  }
}
