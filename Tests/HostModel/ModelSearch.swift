import Facts
import FoundationEssentials

/// A rule that some of many hosts break.
package struct ModelViolation: Sendable {
  /// What was broken, without what is different from host to host.
  package let kind: String
  /// How many of the hosts broke it.
  package internal(set) var count: Int
  /// The number of the first of them, by which it is made again.
  package let state: Int

  /// The two kinds as one.
  package func joined(with other: ModelViolation) -> ModelViolation {
    var joined = state < other.state ? self : other
    joined.count = count + other.count
    return joined
  }

  /// What broke on the simplest host that still does, that host, and it as a facts file.
  package func explained(seed: UInt64) throws -> String {
    let smallest = ModelHost.generated(seed: seed, state: state).shrunk
    let facts = try JSONEncoder().encode(smallest.facts(of: smallest.architectures))
    return "\(count) times, first in state \(state): \(ModelRules(smallest).violation ?? kind)\n"
      + "\(smallest)\n\(String(decoding: facts, as: UTF8.self))"
  }
}

/// Looks for plans that break a rule.
package enum ModelSearch {
  /// The kinds of violations among states, which are numbered.
  package static func found(seed: UInt64, states: Range<Int>) -> [ModelViolation] {
    var found: [String: ModelViolation] = [:]
    for state in states {
      guard let violation = ModelRules(.generated(seed: seed, state: state)).violation else {
        continue
      }
      let kind = String(violation.prefix { $0 != "[" && $0 != "\"" })
      found[kind, default: ModelViolation(kind: kind, count: 0, state: state)].count += 1
    }
    return found.values.sorted { $0.kind < $1.kind }
  }

  /// The same on all processors, the first violation first.
  package static func violations(
    seed: UInt64, states: Range<Int>
  ) async -> [ModelViolation] {
    let share = 100
    return await withTaskGroup(of: [ModelViolation].self) { group in
      for first in stride(from: states.lowerBound, to: states.upperBound, by: share) {
        let own = first..<min(first + share, states.upperBound)
        group.addTask { found(seed: seed, states: own) }
      }
      var all: [String: ModelViolation] = [:]
      for await found in group {
        for violation in found {
          all[violation.kind] = all[violation.kind].map { violation.joined(with: $0) } ?? violation
        }
      }
      return all.values.sorted { $0.state < $1.state }
    }
  }
}
