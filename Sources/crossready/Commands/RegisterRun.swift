import Facts
import LinuxHost
import Platforms
import Readiness
import Rendering
import Repair
import Reports
import Text

/// One run of `register`: lock, settle, observe, plan, act, observe again, compare.
struct RegisterRun {
  let options: RegisterOptions
  let context: Context
  private let display: ProgressDisplay

  init(options: RegisterOptions, context: Context) {
    self.options = options
    self.context = context
    display = ProgressDisplay(environment: context.environment)
  }

  func answer() throws -> Answer {
    guard options.isDryRun else { return try answer(round()) }
    let facts = try observed()
    let plan = plan(on: facts)
    return try dryRun(plan, try choice(for: plan, on: facts), facts)
  }

  /// What is missing is registered, what is broken mended, and the host compared with what was wanted.
  func round() throws -> Round {
    var lock = try RegistrationLock.taking(options.timeout, display)
    var before = try observed()
    if try EntryWriter.ensureMounted(before) || lock.isOutdated {
      lock = try RegistrationLock.taking(options.timeout, display)
      before = try observed()
    }
    if try ensureSwitchedOn(before) { before = try observed() }
    if options.isRoot, try settled(before) {
      try removeContainers(before)
      before = try observed()
    }
    let plan = plan(on: before)
    if !options.isRoot, plan.replacesAnything {
      throw Failure.needsRoot("to mend or replace what is registered")
    }
    let choice = try choice(for: plan, on: before)
    if case .container(let container) = choice.method { try removeLeftovers(of: container) }
    if options.leavesCredentialsOut, !plan.installed.isEmpty {
      complain("without the flag C setuid programs, such as sudo, get no rights in containers")
    }
    var round = try Round(self, plan.without(choice.rest), choice.method, before)
    let rest = plan.steps.filter { choice.rest.contains($0.architecture) }
    if let second = try roundWithImage(for: rest, insteadOf: choice.method, after: round) {
      round.add(second, inOrderOf: plan)
      round.after = try observed()
    }
    // The emulators that the replaced ones' handlers had.
    if options.isRoot, choice.method != nil { _ = removeUnused() }
    lock.release()
    for name in round.lost {
      complain(
        "the entry \(name) is gone, and it cannot be registered again: its interpreter cannot be "
          + "opened; register what it was for"
      )
    }
    return round
  }

  /// What the image does where the host's own emulators do not serve; nil, said why, where it fails.
  func tryingImage<Result>(
    on facts: HostFacts, _ body: (RegistrationMethod) throws -> Result
  ) throws -> Result? {
    do {
      return try body(options.imageMethod(facts.kernel, context, display))
    } catch let error as RegisteringError {
      if case .interrupted = error { throw error }
      complain("the binfmt image cannot serve instead: \(error.message)")
      return nil
    }
  }

  /// Switches binfmt_misc on; whether it had to be.
  private func ensureSwitchedOn(_ facts: HostFacts) throws -> Bool {
    guard facts.binfmt.status.value?.description(ofLine: 0) == "disabled" else { return false }
    if let hijacker = Host(facts).hijackers.first { throw Failure.wouldHijack(hijacker.name) }
    try EntryWriter.switchOn()
    return true
  }

  private func plan(on facts: HostFacts) -> RegistrationPlan {
    let wanted =
      options.isEverything
      ? Platform.table.filter { platform in
        platform.architecture != facts.tool.architecture
          && platform.architectureInTable.map(BinfmtImage.supports) == true
      } : options.platforms
    return RegistrationPlan.planning(
      wanted, on: facts, replaces: options.replaces, byImage: options.isByImage(context))
  }

  private func choice(
    for plan: RegistrationPlan, on facts: HostFacts
  ) throws -> MethodChoice {
    guard !plan.needingEmulator(persists: options.persists).isEmpty else {
      return MethodChoice()
    }
    return try options.choice(plan, facts.kernel, context, display)
  }

  func carriedOut(
    _ plan: RegistrationPlan, by method: RegistrationMethod?, _ before: HostFacts
  ) throws(RegisteringError) -> RegistrationResult {
    guard plan.changesAnything else { return RegistrationResult() }
    return try HeldSignals.during { signals throws(RegisteringError) in
      defer { display.show(.finished) }
      let source =
        try plan.installed.isEmpty
        ? nil
        : method?.prepare(
          signals, announce: { complain("running \($0)") }, progress: display.show)
      return try plan.carryOut(actions(boot: before.boot, source), signals)
    }
  }

  private func actions(
    boot: BootFacts, _ source: RegistrationMethod.Source?
  ) -> HostActions<HeldSignals, RegisteringError> {
    HostActions(
      entries: EntryWriter.entries,
      restore: { entry throws(RegisteringError) in try EntryWriter.restore(entry) },
      remove: { name throws(RegisteringError) in try EntryWriter.remove(name) },
      bridge: { bridge, signals throws(RegisteringError) in try bridge.stand(signals) },
      undo: { bridge throws(RegisteringError) in try bridge.undo(boot: boot) },
      install: { architectures, signals throws(RegisteringError) in
        try source?.install(architectures, signals, progress: display.show)
      },
      observe: { platforms, signals throws(RegisteringError) in
        let facts = try interruptibly { () throws(Interrupted) in try observed(platforms) }
        try interruptibly { () throws(Interrupted) in try signals.check() }
        return facts
      })
  }

  func observed(_ platforms: [Platform]? = nil) throws(Interrupted) -> HostFacts {
    try HostFacts.observing(
      tool: Identity.tool, environment: context.environment,
      platforms: platforms ?? (options.isEverything ? Platform.table : options.platforms),
      timeout: options.timeout.duration, redactsHome: false)
  }

  /// Whether an earlier run had left something, which is finished or undone now.
  private func settled(_ facts: HostFacts) throws -> Bool {
    let names = try HeldSignals.during { signals throws(RegisteringError) in
      try actions(boot: facts.boot, nil).settle(signals)
    }
    for name in names { complain("an earlier run had not finished with \(name); now it is") }
    let paths = removeUnused()
    for path in paths {
      complain("an earlier run had left \(path), which nothing uses; now it is removed")
    }
    return !names.isEmpty || !paths.isEmpty
  }

  /// Removes files that nothing uses any more; that this fails is no reason not to register.
  private func removeUnused() -> [String] {
    do throws(RegisteringError) {
      return try PersistentFiles.removeUnused()
    } catch {
      complain("what nothing uses any more was left: \(error.message)")
      return []
    }
  }

  /// Removes containers of a run that was killed; an engine that does not answer runs none.
  private func removeContainers(_ facts: HostFacts) throws {
    let name = try context.engine(given: options.engine)
    let container: BinfmtContainer
    do throws(RegisteringError) {
      container = try BinfmtContainer.finding(
        engine: name, image: BinfmtImage.pinned, kernel: facts.kernel,
        environment: context.environment, timeout: options.timeout.duration,
        progress: display.show)
    } catch {
      return
    }
    try removeLeftovers(of: container)
  }

  func removeLeftovers(of container: BinfmtContainer) throws {
    for name in try container.removeLeftovers() {
      complain("an earlier run had left the container \(name); now it is removed")
    }
  }

  /// Makes persistent what works; the files that were written, or nil if that failed: then what was
  /// registered stands nevertheless.
  func persisted(
    _ changes: [RegistrationChange], _ method: RegistrationMethod?
  ) -> [String]? {
    guard options.persists else { return [] }
    let working = changes.filter { change in
      [.kept, .registered, .replaced].contains(change.outcome)
        && change.step.action != .keepNative
    }
    // What the boot brings already is kept, by whatever emulator it runs.
    for foreign in working.compactMap(\.step.foreignAtBoot).unique { complain(foreign.isKept) }
    guard let method else { return [] }
    do throws(RegisteringError) {
      return try method.persisting(
        working.filter { $0.step.foreignAtBoot == nil }.map(\.step.architecture),
        progress: display.show)
    } catch {
      complain(error.message)
      return nil
    }
  }

  /// What would be done.
  private func dryRun(
    _ plan: RegistrationPlan, _ choice: MethodChoice, _ facts: HostFacts
  ) throws -> Answer {
    var commands: [[String]] = []
    var emulators: [String] = []
    var files: [String] = []
    let image = try choice.rest.isEmpty ? nil : tryingImage(on: facts) { $0 }
    let shares = [(choice.method, plan.without(choice.rest)), (image, plan.only(choice.rest))]
    for case (let method?, let plan) in shares {
      switch method {
      case .container(let container):
        commands += try container.commandLines(
          installing: plan.installed, progress: display.show)
      case .host(let found, _):
        emulators += found.filter { plan.installed.contains($0.architecture) }.map(\.path)
      }
      if options.persists { files += try method.files(persisting: plan.lasting) }
    }
    let outline = RegistrationOutline(
      plan, commands: commands, emulators: emulators, files: files)
    return try Answer(in: options.format, status: .yes) {
      RegistrationText(style: context.style).dryRun(outline)
    } document: {
      Document(.register, RegistrationDocument(planned: outline))
    }
  }

  private func answer(_ round: Round) throws -> Answer {
    let (changes, installer) = (round.changes, round.installer)
    var after = round.after
    // It was looked at before the boot's files were written.
    if round.files?.isEmpty == false { after.boot = BootFacts.reading() }
    let report = Report.judging(
      after.redactingHome(context.environment["HOME"] ?? ""),
      for: ReadinessRequest(
        platforms: changes.filter { $0.outcome != .unavailable }.flatMap(\.step.platforms),
        isStrict: false))
    let holds = changes.allSatisfy(\.holds) && round.lost.isEmpty && round.files != nil
    let status = holds ? ExitStatus.yes : .no
    let files = round.files ?? []
    let text = RegistrationText(style: context.style)
    var answer = try Answer(in: options.format, status: status) {
      text.rendered(changes, installer: installer, files: round.files, report: report)
    } document: {
      Document(
        .register,
        RegistrationDocument(
          changes, installer: installer, files: files, report: report, status: status))
    }
    answer.annotations = text.annotations(changes, report)
    return answer
  }
}
