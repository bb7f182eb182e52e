import Facts
import Platforms
import Readiness
import Reports
import Text

/// A host as its new handlers left it, judged once.
struct ObservedHost: Sendable {
  /// What was observed.
  let facts: HostFacts
  private let judgement: HostJudgement

  init(_ facts: HostFacts, judging platforms: [Platform]) {
    self.facts = facts
    judgement = HostJudgement(facts, for: ReadinessRequest(platforms: platforms, isStrict: false))
  }

  /// What is said of each platform.
  var platforms: [PlatformReport] { judgement.platforms }

  private func judgements(of architecture: Architecture) -> [Judgement] {
    judgement.judgements.filter { $0.subject.architecture == architecture }
  }

  /// Whether the host executes programs of an architecture, as was asked.
  func executes(_ architecture: Architecture) -> Bool {
    let own = judgements(of: architecture)
    return !own.isEmpty && own.allSatisfy(\.verdict.works)
  }

  /// Whether nothing but its emulator can be to blame that no program of an architecture runs.
  func provesBadEmulator(of architecture: Architecture) -> Bool {
    judgements(of: architecture).allSatisfy(\.provesBadEmulator)
  }

  /// Why programs of an architecture do not run: the findings that block it, and what was read.
  func faults(of architecture: Architecture) -> [String] {
    let own = judgements(of: architecture).map(\.subject.platform)
    return ObservedHost(facts, judging: own).judgement.findings.map(\.finding)
      .filter { $0.severity == .blocks }.map { finding in
        ([finding.summary] + finding.evidence).joined(separator: "; ") + " (\(finding.id))"
      }
  }
}

extension Judgement {
  /// Findings that an emulator is to blame for. One that does not end in time is not proven, and who
  /// starts a program is better off with an error than with one that hangs.
  private static let faultsOfEmulators: Set = [
    "exec-child-failed", "exec-crashed", "exec-failed", "exec-format-error",
    "exec-interpreter-not-found", "exec-loops", "exec-pie-failed", "exec-timed-out",
  ]

  /// Whether the probe shows that the emulator does not work, and not that this process is confined,
  /// or the host short of something.
  fileprivate var provesBadEmulator: Bool {
    guard verdict == .notReady, let cause = firstBlock(where: \.isOfEntries),
      subject.shortage == nil, subject.outcomes.first != .crashed(signal: 31)
    else { return false }
    return Self.faultsOfEmulators.contains(cause.id)
  }
}
