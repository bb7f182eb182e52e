import Binfmt
package import Facts
import Platforms
package import Reports
import Text

/// A host, judged for all platforms that were asked for.
package struct HostJudgement: Sendable {
  /// What the checks looked at.
  package let host: Host
  /// One for each platform, in the order asked for, or of the table.
  package let judgements: [Judgement]
  /// Those on which the answer depends.
  package let counting: [Judgement]
  /// All findings, by link, then in the order of the catalogue.
  package let findings: [GatheredFinding]
  private let request: ReadinessRequest

  /// Judges facts: the same facts and request give the same judgement.
  package init(_ facts: HostFacts, for request: ReadinessRequest) {
    self.request = request
    var facts = facts
    // Who does not ask for containers asks about this host, wherever an engine may be.
    if !request.links.contains(.container) { facts.containers = ContainerFacts() }
    let host = Host(facts, asked: request.platforms)
    self.host = host
    let platforms = request.platforms.isEmpty ? Platform.table : request.platforms
    judgements = platforms.compactMap { platform in
      Subject(host: host, platform: platform).map { Judgement(of: $0, request) }
    }
    let taken = host.takers
    counting = judgements.filter { judgement in
      !request.platforms.isEmpty || judgement.subject.isNative
        || taken.contains { $0.covers(judgement.subject.architecture) }
    }
    findings = GatheredFinding.gathering(judgements)
  }

  /// Whether every platform that is not ready lacks nothing but an image for it.
  private var isImageAtFault: Bool {
    let failed = counting.filter { $0.verdict == .notReady }
    return !failed.isEmpty
      && failed.allSatisfy { judgement in
        judgement.subject.lacksImage
          && judgement.firstBlock { !Check.ofImages.contains($0.id) } == nil
      }
  }

  /// Whether a boot brings the handlers of what counts; nil where that is not known, or there is none.
  /// What is kept whatever happens, and what a service of the machine registers, is not asked.
  private var keepsHandlers: Bool? {
    let served = counting.filter { $0.subject.execution == .emulated && $0.subject.handler != nil }
    guard !served.isEmpty, host.knowsBootConfiguration, !host.isEngineElsewhere else { return nil }
    if served.contains(where: { $0.has("handler-not-persistent") }) { return false }
    var keepsAll = true
    for judgement in served {
      if judgement.subject.keptHandler != nil || judgement.subject.isKeptByService { return nil }
      guard let next = host.handlerAfterBoot(of: judgement.subject.architecture) else { return nil }
      let flags = judgement.subject.handler?.flags
      if flags?.usesCredentialsOfProgram == true, !next.flags.usesCredentialsOfProgram {
        keepsAll = false
      }
    }
    return keepsAll
  }

  /// The platform that is built for most, where nobody asked for any and none is emulated.
  package var unserved: [Judgement] {
    let isServed = counting.contains { $0.subject.execution == .emulated }
    guard request.platforms.isEmpty, !isServed else { return [] }
    return judgements.filter {
      $0.verdict == .notReady && ["amd64", "arm64"].contains($0.subject.architecture.name)
    }
  }

  /// What is said of each platform, in the order asked for, or of the table.
  package var platforms: [PlatformReport] {
    let isRequired = !request.platforms.isEmpty
    let counted = Set(counting.map(\.subject.platform))
    return judgements.map {
      $0.report(isRequired: isRequired, counts: counted.contains($0.subject.platform))
    }
  }

  /// The judgement as a report.
  ///
  /// - Parameters:
  ///   - findings: the findings with their remedies.
  ///   - repair: what repairs all of it.
  ///   - offer: what adds the platform that is built for most.
  package func report(_ findings: [Finding], repair: HostRemedy?, offer: HostRemedy?) -> Report {
    let answer = Answer(
      counting, host: host, isRequired: !request.platforms.isEmpty, isStrict: request.isStrict)
    return Report(
      tool: host.facts.tool, host: HostSummary(host, keepsHandlers: keepsHandlers),
      verdict: answer.verdict,
      supported: judgements.filter(\.subject.executes).map(\.subject.platform),
      emulators: host.takers.map(\.name),
      platforms: platforms,
      findings: findings, repair: repair, offer: offer, unread: host.unread,
      exitStatus: answer.exitStatus,
      isImageAtFault: isImageAtFault)
  }
}

extension Host {
  /// The enabled entries that take an architecture's programs, in match order.
  fileprivate var takers: [Entry] {
    handlers?.entries.filter { entry in
      entry.isEnabled && Architecture.table.contains(where: entry.covers)
    } ?? []
  }
}

/// The verdict and exit status over all platforms that count.
private struct Answer {
  let verdict: Verdict
  let exitStatus: ExitStatus

  init(_ judgements: [Judgement], host: Host, isRequired: Bool, isStrict: Bool) {
    let verdicts = judgements.map(\.verdict)
    let worst = Verdict.worst(verdicts)
    // Without platforms the question is whether something registered is broken: that a platform is
    // unknown is no answer to it, unless everything is.
    let isUnknown =
      isRequired
      ? worst == .unknown
      : host.emulatorBeneath != nil || verdicts.allSatisfy { $0 == .unknown }
    if worst == .notReady {
      (verdict, exitStatus) = (.notReady, .no)
    } else if isStrict, verdicts.contains(.degraded) {
      (verdict, exitStatus) = (worst, .no)
    } else if isUnknown {
      (verdict, exitStatus) = (.unknown, .couldNotTell)
    } else {
      (verdict, exitStatus) = (
        isRequired ? worst : Verdict.worst(verdicts.filter { $0 != .unknown }), .yes
      )
    }
  }
}

/// One platform, judged along the chain.
package struct Judgement: Sendable {
  /// The platform on its host.
  package let subject: Subject
  let states: [Link: LinkState]
  let observations: [(check: Check, observation: Observation)]

  /// The links that were asked for.
  private let links: [Link]

  init(of subject: Subject, _ request: ReadinessRequest) {
    self.subject = subject
    links = request.links
    var states: [Link: LinkState] = [:]
    var observations: [(check: Check, observation: Observation)] = []
    for link in links {
      let initial = subject.initialState(of: link, after: states)
      let all = initial == .notNeeded ? [] : subject.observations(at: link, state: initial)
      let seen = all.map { check, observation in
        let severity = check.severity(of: observation)
        let isIgnored = request.ignored.contains(check.id)
        return (check: check, observation: isIgnored ? observation.ignoring(severity) : observation)
      }
      observations += seen
      // The worst finding decides; a link that was not checked has none but notes.
      let worst = [LinkState.failed, .unknown, .degraded].first { state in
        seen.contains { $0.check.severity(of: $0.observation).state == state }
      }
      states[link] = worst.map { initial == .unknown && $0 == .degraded ? .unknown : $0 } ?? initial
    }
    self.states = states
    self.observations = observations
  }

  /// The platform's verdict.
  package var verdict: Verdict {
    let all = links.compactMap { states[$0] }
    if all.contains(.failed) { return .notReady }
    if all.contains(.unknown) { return .unknown }
    return all.contains(.degraded) ? .degraded : .ready
  }

  /// Whether a finding is one of the platform's.
  package func has(_ id: String) -> Bool { observations.contains { $0.check.id == id } }

  /// The first finding about some of the links because of which the platform is not ready.
  package func firstBlock(where isMeant: (Check) -> Bool) -> Check? {
    first(.blocks, where: isMeant)
  }

  /// The first finding of a severity about some of the links.
  package func first(_ severity: Severity, where isMeant: (Check) -> Bool) -> Check? {
    observations.first {
      $0.check.severity(of: $0.observation) == severity && isMeant($0.check)
    }?.check
  }

  /// The judgement as a report.
  func report(isRequired: Bool, counts: Bool) -> PlatformReport {
    let isElsewhere = subject.host.isEngineElsewhere && links.contains(.container)
    let emulated = subject.execution != .native && !subject.runsWithoutHandler && !isElsewhere
    return PlatformReport(
      platform: subject.platform, isRequired: isRequired, counts: counts, verdict: verdict,
      execution: isElsewhere ? subject.executionElsewhere : subject.execution,
      handler: isElsewhere ? nil : subject.handler?.name,
      emulator: emulated ? HandlerEmulator(subject) : nil,
      chain: Link.allCases.map { link in
        PlatformReport.LinkReport(
          link: link, state: states[link] ?? .notChecked,
          milliseconds: states[link].flatMap { $0 == .notChecked ? nil : subject.time(of: link) },
          findings: observations.filter { $0.check.link == link }.map(\.check.id))
      }, slowdown: subject.slowdown)
  }
}

extension Subject {
  /// The state of a link before any finding: whether there is anything to judge.
  fileprivate func initialState(of link: Link, after earlier: [Link: LinkState]) -> LinkState {
    if host.emulatorBeneath != nil { return link == .kernel ? .passed : .notChecked }
    if isJudgedElsewhere, Link.ofHost.contains(link) { return .notChecked }
    switch link {
    case .kernel:
      if runsWithoutHandler { return .notNeeded }
      let isVisible = host.handlers != nil || host.facts.binfmt.status.value != nil
      let isKnown = host.facts.kernel.knowsBinfmtMisc.value != nil
      let isHidden = host.isContainer == true && !isVisible
      return isProven || (isKnown && !isHidden) || isVisible ? .passed : .unknown
    case .handler, .emulator:
      if runsWithoutHandler { return .notNeeded }
      if coverage == nil || mayRunOtherwise {
        if isProven { return .passed }
        return earlier[.kernel] == .failed ? .notChecked : .unknown
      }
      if link == .handler { return .passed }
      guard let handler else { return .notChecked }
      return handler.interpreter == nil && !isProven ? .unknown : .passed
    case .exec:
      if earlier.values.contains(.failed) { return .notChecked }
      if coverage != nil, handler == nil, !runsWithoutHandler, !mayRunOtherwise {
        return .notChecked
      }
      return outcomes.isEmpty ? .unknown : .passed
    case .container:
      if host.engine?.answer == nil { return host.engine == nil ? .unknown : .passed }
      switch containerOutcome {
      case .passed: return .passed
      case nil: return .unknown
      case .engineLost: return .passed
      // What does not run on the host does not run in containers; that is one defect, not two.
      default: return earlier.values.contains(.failed) ? .notChecked : .passed
      }
    case .builder:
      if let failure = host.facts.containers.builderFailure {
        let isNamed = host.facts.containers.isBuilderNamed ?? true
        let hasFinding = host.engine?.answer != nil && BuilderFault(failure) != .noBuildx
        return isNamed || hasFinding ? .passed : .notChecked
      }
      guard let builder = host.builder else { return .notChecked }
      if !builder.faults.isEmpty { return .passed }
      if builder.platforms.isEmpty { return .notChecked }
      // What nothing here executes no builder of this machine needs to offer.
      let isAskedElsewhere = host.isElsewhere(builder) && host.asked.contains(platform)
      let isJudged =
        offers(builder) || executes || isAskedElsewhere || bundledEmulator(of: builder) != nil
      return isJudged ? .passed : .notChecked
    }
  }

  /// How long the judged run of a link took, in milliseconds.
  fileprivate func time(of link: Link) -> Double? {
    switch link {
    case .exec: run?.milliseconds
    case .container: containerRun?.run.milliseconds
    default: nil
    }
  }

  /// How many times longer work takes in the platform's container than in the native one's.
  fileprivate var slowdown: Double? {
    guard let native = host.native,
      let own = host.speed(of: Platform(architecture: native.name)),
      let speed = host.speed(of: platform)
    else { return nil }
    return own / speed
  }

  /// What the checks of a link see.
  fileprivate func observations(
    at link: Link, state: LinkState
  ) -> [(check: Check, observation: Observation)] {
    // Nobody needs the emulator of an entry that must go.
    if link == .emulator, isNative || runsUnhandled { return [] }
    var seen: [(check: Check, observation: Observation, severity: Severity)] = []
    for check in Check.byLink[link] ?? [] {
      guard let observation = check.examine(self) else { continue }
      let severity = check.severity(of: observation)
      if state == .notChecked, severity != .note { continue }
      // Execution outranks reading: programs that ran in an empty root had all they need.
      if severity == .blocks, [.kernel, .handler, .emulator].contains(link), isProven,
        !check.standsAgainstExecution
      {
        continue
      }
      // A probe fails for one reason: the first that the catalogue names is the most specific.
      if link == .exec, severity == .blocks, seen.contains(where: { $0.severity == .blocks }) {
        continue
      }
      if link == .exec, severity == .blocks, mayNeedMore, handler?.flags.fixesBinary == true {
        seen.append((check, Observation(evidence: observation.evidence, severity: .hides), .hides))
        continue
      }
      seen.append((check, observation, severity))
    }
    if let alone = seen.first(where: \.check.standsAlone) {
      return [(alone.check, alone.observation)]
    }
    // What a broken link lacks besides is of no use to know, and its remedy would be undone.
    let isBroken = seen.contains { $0.severity == .blocks }
    return seen.filter { !isBroken || $0.severity != .degrades }.map { ($0.check, $0.observation) }
  }
}

extension HostSummary {
  fileprivate init(_ host: Host, keepsHandlers: Bool?) {
    let instance: String? =
      host.mount == nil
      ? host.facts.binfmt.mounts.value.map { _ in "none" }
      : host.isPrivateInstance.map { $0 ? "private" : "host" }
    self.init(
      machine: host.facts.kernel.uname.value?.machine,
      kernelRelease: host.facts.kernel.uname.value?.release,
      native: Platform(architecture: host.facts.tool.architecture).normalized,
      isContainer: host.isContainer, instance: instance, emptyRoot: host.facts.probing.root.value,
      probeRights: host.facts.probing.rights.value,
      engine: host.engine, builder: host.builder, isEngineElsewhere: host.isEngineElsewhere,
      keepsHandlers: keepsHandlers)
  }
}

extension HandlerEmulator {
  fileprivate init?(_ subject: Subject) {
    guard
      let name = subject.version.map({ KernelText($0.name) })
        ?? (subject.handler?.interpreter?.lastPathComponent).map(Self.named)
    else { return nil }
    self.init(
      name: name, version: subject.version?.release, package: subject.version?.package,
      interpreter: subject.handler?.interpreter)
  }

  /// The emulator behind a program: Debian's `aarch64-binfmt-P` is `qemu-aarch64`, told that P applies.
  private static func named(_ program: KernelText) -> KernelText {
    let suffix = Array("-binfmt-P".utf8)
    return program.bytes.suffix(suffix.count).elementsEqual(suffix)
      ? KernelText(Array("qemu-".utf8) + program.bytes.dropLast(suffix.count)) : program
  }
}
