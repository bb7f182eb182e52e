import Platforms

/// Judges one step: what its hits mean, now that the log is known.
struct StepJudge {
  let ledger: Ledger
  let rules: [Rule]
  let host: Platform?
  /// The image that the whole log is about, where that is known.
  let image: String?
  let index: Int

  private var step: Step { ledger.steps[index] }

  /// The platform that the step's programs are of.
  var platform: Platform? {
    if let platform = step.platform { return platform }
    if index == 0, let warned = ledger.facts.warned { return warned.image }
    return ledger.facts.requested.count == 1 ? ledger.facts.requested[0] : nil
  }

  /// Whether they are emulated; nil if nothing tells it.
  var isForeign: Bool? {
    if step.usesBundledEmulator { return true }
    if step.hits.contains(where: { rules[ledger.hits[$0].rule].isOfEmulator }) { return true }
    if index == 0, ledger.facts.warned != nil { return true }
    guard step.crossTarget == nil, let platform else {
      return step.crossTarget == nil ? nil : false
    }
    guard let host else {
      // Most builders are amd64: what names another platform beside is foreign there.
      return ["amd64", "386"].contains(platform.architecture) ? nil : true
    }
    if host.architecture == platform.architecture { return false }
    // Whether this machine runs them itself, only a probe on it could tell.
    return host.mayRun(platform) ? nil : true
  }

  /// What was found in the step, causes first; consequences are under the first cause.
  func findings() -> [LogFinding] {
    var found = step.hits.compactMap { finding(ledger.hits[$0]) }
    if let extra = endFinding(hasCause: found.contains { $0.role == .cause }) {
      found.append(extra)
    }
    if found.contains(where: { $0.cause == .cpuLevel }) {
      // Then a module could not be loaded for that.
      found.removeAll { $0.cause == .foreignLibrary || $0.cause == .missingModule }
    }
    if step.outcome == .done {
      // Whatever was printed, the step ended well.
      found = found.filter { $0.role == .cause }
      for place in found.indices { found[place].role = .hint }
      return merged(found)
    }
    var causes = merged(found.filter { $0.role == .cause }.sorted(by: Self.isBefore))
    var hints = merged(found.filter { $0.role == .hint })
    let followers = found.filter { $0.role == .consequence }
    // The engine's warning says the same as this cause.
    if causes.contains(where: { $0.cause == .imageForAnotherCPU }) {
      hints.removeAll { $0.cause == .differs }
    }
    guard var first = causes.first else { return hints + followers.map(asHint) + stepFailed(.hint) }
    let following = causes.dropFirst().filter { Self.follows($0, first) }
    causes.removeAll { cause in following.contains { $0 == cause } }
    first.consequences =
      following.map { with($0, role: .consequence) } + followers + stepFailed(.consequence)
    first.consequences.sort { $0.line < $1.line }
    causes[0] = first
    hints.removeAll { hint in causes.contains { $0.cause.id == hint.cause.id } }
    return causes + hints
  }

  private func asHint(_ finding: LogFinding) -> LogFinding { with(finding, role: .hint) }

  private func with(_ finding: LogFinding, role: LogFinding.Role) -> LogFinding {
    var finding = finding
    finding.role = role
    return finding
  }

  /// One finding of each cause: two rules may see the same.
  private func merged(_ findings: [LogFinding]) -> [LogFinding] {
    var seen: Set<String> = []
    return findings.filter { seen.insert($0.cause.id).inserted }
  }

  /// That the builder's own emulator ran is the reason for all that went wrong under it.
  private static func isBefore(_ left: LogFinding, _ right: LogFinding) -> Bool {
    let isBundled = [left, right].map { $0.cause == .bundledEmulator ? 0 : 1 }
    return (isBundled[0], left.line) < (isBundled[1], right.line)
  }

  private static let crashes: [LogCause] = [
    .segfault, .illegalInstruction, .killed, .emulatorCrashed, .rosetta, .goRuntime, .jvm, .dotnet,
  ]

  private static func follows(_ later: LogFinding, _ first: LogFinding) -> Bool {
    first.cause == .bundledEmulator || later.cause == .registeringFailed
      || crashes.contains(first.cause) && crashes.contains(later.cause)
  }

  private func finding(_ hit: Ledger.Hit) -> LogFinding? {
    let situation = Situation(
      text: hit.excerpt, captures: hit.captures, facts: ledger.facts, platform: platform,
      host: host,
      isForeign: isForeign, isInBuilder: index > 0,
      is32Bit: step.shows32Bits || platform?.has32Bits == true)
    guard let meaning = rules[hit.rule].meaning?(situation) else { return nil }
    return LogFinding(
      cause: meaning.cause, role: meaning.role,
      platform: meaning.platform ?? platform ?? situation.emulated, host: host,
      subject: meaning.subject, image: ImageName.named(in: hit.excerpt) ?? image,
      line: hit.line, count: hit.count, excerpt: hit.excerpt, focus: hit.focus,
      step: step.title.isEmpty ? nil : step.title)
  }

  private func own(
    _ cause: LogCause, _ role: LogFinding.Role, subject: String? = nil, line: Int? = nil
  ) -> LogFinding {
    LogFinding(
      cause: cause, role: role, platform: platform, host: host, subject: subject,
      image: image,
      line: line ?? step.endLine ?? step.line, count: 1,
      excerpt: step.title.isEmpty ? ending : step.title,
      step: step.title.isEmpty ? nil : step.title)
  }

  /// How the step ended, in place of the name that what ran in no step has not.
  private var ending: String {
    if case .failed(let status?) = step.outcome { "it exited with \(status)" } else { "it failed" }
  }

  private func stepFailed(_ role: LogFinding.Role) -> [LogFinding] {
    guard case .failed(let status) = step.outcome else { return [] }
    return [own(.stepFailed, role, subject: status.map { "status \($0)" } ?? "an error")]
  }

  /// What the step's end tells without a word of its program.
  private func endFinding(hasCause: Bool) -> LogFinding? {
    switch step.outcome {
    case .failed(let status):
      if step.usesBundledEmulator { return own(.bundledEmulator, .cause) }
      guard let status, !hasCause else { return nil }
      if status == 137 { return own(.outOfMemory, .hint) }
      guard isForeign == true else { return nil }
      // A shell's status for a signal (POSIX): 128 and its number.
      return switch status {
      case 139: own(.segfault, .cause)
      case 132: own(.illegalInstruction, .cause)
      case 133, 134, 135, 136: own(.killed, .cause)
      default: nil
      }
    case .open, .cancelled:
      return hasCause ? nil : hang()
    case .done: return nil
    }
  }

  /// Five minutes without a line are more than a program needs that works.
  private static var silence: Int { 300 }

  private func hang() -> LogFinding? {
    guard let cancel = ledger.cancel, index > 0, step.runsProgram,
      !ledger.hasFailedStep(before: cancel.line)
    else { return nil }
    let silence = cancel.time.flatMap { end in step.lastTime.map { end - $0 } }
    let isSilent: Bool
    if let silence {
      isSilent = silence >= (cancel.reason == .timeout ? 60 : Self.silence)
    } else {
      // Without times, somebody may have changed his mind.
      isSilent = cancel.reason == .timeout || cancel.reason == .job && step.printCount == 0
    }
    return isForeign == true && isSilent
      ? own(.hung, .cause, line: step.line) : own(.stepCancelled, .hint, line: step.line)
  }
}

extension Ledger {
  /// Whether a step had failed when the job was ended: then the others were cancelled for that.
  func hasFailedStep(before line: Int) -> Bool {
    steps.contains { step in
      if case .failed = step.outcome { (step.endLine ?? 0) < line } else { false }
    }
  }
}
