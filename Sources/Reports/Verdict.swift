/// The answer for a platform, or for all that were asked for; from best to worst.
package enum Verdict: String, Sendable, Codable, CaseIterable {
  case ready
  case degraded
  case unknown
  case notReady

  /// Whether programs of the platform execute, as far as was judged.
  package var works: Bool { self == .ready || self == .degraded }

  /// The worst of several; ready when there is none.
  package static func worst(_ verdicts: some Sequence<Verdict>) -> Verdict {
    let order = allCases
    return verdicts.max { left, right in
      (order.firstIndex(of: left) ?? 0) < (order.firstIndex(of: right) ?? 0)
    } ?? .ready
  }
}
