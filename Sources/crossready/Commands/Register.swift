import CommandLineKit
import Facts
import LinuxHost
import Platforms
import Readiness
import Text

/// The words of `register`.
struct RegisterOptions: Sendable, Equatable {
  var platforms: [Platform] = []
  var isEverything = false
  var engine: String?
  /// The binfmt image; nil for the default.
  var image: String?
  var method = MethodName.auto
  var replaces = false
  var persists = false
  /// Whether setuid programs are not to get their owner's rights.
  var leavesCredentialsOut = false
  var isDryRun = false
  var format = OutputFormat.text
  var timeout = Timeout()
}

let registerCommand = Command<Context, Answer>(
  name: "register", summary: "register handlers, then check that they work",
  description: [
    "Makes it so: what is missing is registered, what is disabled or broken is mended, what works is "
      + "left as it is. An old handler serves until the new one is proven, and stands again if that "
      + "fails. Emulators that are not QEMU, as Rosetta, FEX or box64, are kept in any case.",
    "The emulators are the host's own where it has static ones for all that is wanted; else those of "
      + "the binfmt image (tonistiigi/binfmt), which is named by its digest and runs as a privileged "
      + "container of docker or podman. That container says that all is well whatever happens, so the "
      + "host is read again from outside, and probes are run, before anything is called registered.",
    "Root is needed, but to have the image register what nothing is registered for: then access to the "
      + "engine is enough.",
  ],
  initial: RegisterOptions(),
  operands: Operands(
    placeholder: "PLATFORM", repeats: true,
    help: "a platform such as `linux/arm64`", completing: .platforms,
    apply: { word, options throws(UsageError) in
      try options.platforms.append(platformsIn: word)
    }),
  options: [
    .flag("all", "all platforms that the image has and the CPU does not execute", \.isEverything),
    .flag("dry-run", "print what would be done, and end", \.isDryRun),
    .flag("replace", "replace what works, too", \.replaces),
    .flag("persist", "make it survive a reboot, through /etc/binfmt.d", \.persists),
    .choice("method", "whose emulators; `container` is an old word for `image`", \.method),
    .flag(
      "no-credentials", "with the host's emulators: setuid programs, as sudo, get no rights",
      \.leavesCredentialsOut),
    .engine(\.engine), .image(\.image), .choice("format", "how the answer is written", \.format),
    .timeout(\.timeout),
  ],
  examples: [
    Example(
      command: "crossready register --persist linux/arm64 linux/arm/v7",
      meaning: "Make a runner ready, for good."),
    Example(
      command: "crossready register --dry-run --all", meaning: "What would be done?"),
    Example(
      command: "crossready register --method host linux/arm64",
      meaning: "Register the emulator that a package has installed."),
  ],
  checking: { options throws(UsageError) in
    if options.isEverything, !options.platforms.isEmpty {
      throw .custom(
        problem: "--all and PLATFORM exclude each other", hint: "give one of the two")
    }
    if options.method == .container { options.method = .image }
    if options.method == .auto, options.image != nil || options.engine != nil {
      options.method = .image
    }
    if options.leavesCredentialsOut {
      guard options.method != .image else {
        throw .custom(
          problem: "--no-credentials needs --method host",
          hint: "the binfmt image always registers with the flag C")
      }
      options.method = .host
    }
    let unused = options.image != nil ? "--image" : options.engine != nil ? "--engine" : nil
    if let unused, options.method == .host {
      throw .custom(
        problem: "\(unused) and --method host exclude each other",
        hint: "the emulators of the host are registered without an engine")
    }
  },
  run: { options, context in try options.answer(context) })

extension RegisterOptions {
  /// Observes, plans, acts, observes again and judges.
  func answer(_ context: Context) throws -> Answer {
    var options = self
    if !isEverything { options.platforms = try context.platforms(given: platforms) }
    if let native = Architecture.native,
      options.platforms.contains(where: { $0.architecture == native.name })
    {
      throw UsageError.custom(
        problem: "linux/\(native.name) is this host's own platform: it needs no handler, and one "
          + "would take every program of the host",
        hint: "leave it out")
    }
    if options.platforms.isEmpty, !isEverything {
      throw UsageError.custom(
        problem: "no platform to register is named",
        hint: "name PLATFORM..., --all, or set CROSSREADY_PLATFORMS")
    }
    return try options.registered(context)
  }

  private func registered(_ context: Context) throws -> Answer {
    try requireRoot()
    let display = ProgressDisplay(environment: context.environment)
    // Who only looks keeps nobody waiting.
    var lock =
      isDryRun ? RegistrationLock.ofNothing : try RegistrationLock.taking(timeout, display)
    var before = try observed(context)
    let hasMounted = try !isDryRun && EntryWriter.ensureMounted(before)
    if hasMounted || lock.isOutdated {
      lock = try RegistrationLock.taking(timeout, display)
      before = try observed(context)
    }
    if !isDryRun, isRoot, try settled(before, context) {
      try removeLeftovers(before, context, display)
      before = try observed(context)
    }
    let plan = RegistrationPlan.planning(wanted(before), on: before, replaces: replaces)
    if !isRoot, !isDryRun, plan.replacesAnything {
      throw Failure.needsRoot("to mend or replace what is registered")
    }
    let acts = !plan.installed.isEmpty || persists && !plan.handled.isEmpty
    let method = acts ? try chosenMethod(plan, before.kernel, context, display) : nil
    if isDryRun { return try dryRun(plan, method, context, display) }
    if case .container(let container) = method { try removeLeftovers(of: container) }
    if leavesCredentialsOut, !plan.installed.isEmpty {
      complain("without the flag C setuid programs, such as sudo, get no rights in containers")
    }
    let result =
      try method.map { method in
        try plan.carryingOut(
          by: method, boot: before.boot,
          observe: { () throws(Interrupted) in try observed(context) },
          announce: { complain("running \($0)") }, progress: display.show)
      } ?? RegistrationResult()
    let after = acts ? try observed(context) : before
    let changes = RegistrationChange.comparing(
      plan, result, with: after, isEverything: isEverything)
    let files = persisted(changes, method, display)
    // The emulators that the replaced ones' handlers had.
    if isRoot, acts { _ = try PersistentFiles.removeUnused() }
    lock.release()
    for name in result.lost {
      complain(
        "the image removed the entry \(name), and it cannot be registered again; register its platform, too"
      )
    }
    return try answer(changes, result, files, after, context)
  }

  /// What would be done.
  private func dryRun(
    _ plan: RegistrationPlan, _ method: RegistrationMethod?, _ context: Context,
    _ display: ProgressDisplay
  ) throws -> Answer {
    var commands: [[String]] = []
    var emulators: [String] = []
    switch method {
    case .container(let container):
      commands = try container.commandLines(
        installing: plan.installed, progress: display.show)
    case .host(let found, _):
      emulators = found.filter { plan.installed.contains($0.architecture) }.map(\.path)
    case nil: break
    }
    let files = try persists ? method?.files(persisting: plan.handled) ?? [] : []
    return .forPeople(
      RegistrationText(style: context.style).dryRun(
        plan, commands: commands, emulators: emulators, files: files),
      status: .yes)
  }

  private func answer(
    _ changes: [RegistrationChange], _ result: RegistrationResult, _ files: [String]?,
    _ after: HostFacts, _ context: Context
  ) throws -> Answer {
    let report = Report.judging(
      after.redactingHome(context.environment["HOME"] ?? ""),
      for: ReadinessRequest(
        platforms: changes.filter { $0.outcome != .unavailable }.flatMap(\.step.platforms),
        isStrict: false))
    let holds = changes.allSatisfy(\.holds) && result.lost.isEmpty && files != nil
    let status = holds ? ExitStatus.yes : .no
    let installer = result.installer
    let files = files ?? []
    return try Answer(in: format, status: status) {
      RegistrationText(style: context.style).rendered(
        changes, installer: installer, files: files, report: report)
    } document: {
      RegistrationDocument(
        changes, installer: installer, files: files, report: report, status: status)
    }
  }

  /// The platforms asked for.
  private func wanted(_ facts: HostFacts) -> [Platform] {
    guard isEverything else { return platforms }
    return Platform.table.filter { platform in
      platform.architecture != facts.tool.architecture
        && platform.architectureInTable.map(BinfmtImage.supports) == true
    }
  }

  private func observed(_ context: Context) throws(Interrupted) -> HostFacts {
    try HostFacts.observing(
      tool: Identity.tool, environment: context.environment,
      platforms: isEverything ? Platform.table : platforms, timeout: timeout.duration,
      redactsHome: false)
  }

  /// Whether an earlier run had left something, which is finished or undone now.
  private func settled(_ facts: HostFacts, _ context: Context) throws -> Bool {
    let names = try Unfinished.settling(boot: facts.boot) { platforms throws(Interrupted) in
      try HostFacts.observing(
        tool: Identity.tool, environment: context.environment, platforms: platforms,
        timeout: timeout.duration, redactsHome: false)
    }
    for name in names { complain("an earlier run had not finished with \(name); now it is") }
    let paths = try PersistentFiles.removeUnused()
    for path in paths {
      complain("an earlier run had left \(path), which nothing uses; now it is removed")
    }
    return !names.isEmpty || !paths.isEmpty
  }

  /// Removes containers of a run that was killed; an engine that does not answer runs none.
  private func removeLeftovers(
    _ facts: HostFacts, _ context: Context, _ display: ProgressDisplay
  ) throws {
    let container: BinfmtContainer
    do throws(RegisteringError) {
      container = try BinfmtContainer.finding(
        engine: engine, image: BinfmtImage.pinned, kernel: facts.kernel,
        environment: context.environment, timeout: timeout.duration, progress: display.show)
    } catch {
      return
    }
    try removeLeftovers(of: container)
  }

  private func removeLeftovers(of container: BinfmtContainer) throws {
    for name in try container.removeLeftovers() {
      complain("an earlier run had left the container \(name); now it is removed")
    }
  }

  /// Makes persistent what works; the files that were written, or nil if that failed: then what was
  /// registered stands nevertheless.
  private func persisted(
    _ changes: [RegistrationChange], _ method: RegistrationMethod?, _ display: ProgressDisplay
  ) -> [String]? {
    guard persists, let method else { return [] }
    let working = changes.filter { change in
      change.holds && change.outcome != .unavailable && change.step.action != .keepNative
    }
    do throws(RegisteringError) {
      return try method.persisting(working.map(\.step.architecture), progress: display.show)
    } catch {
      complain(error.message)
      return nil
    }
  }

  private func requireRoot() throws {
    guard !isRoot, !isDryRun else { return }
    let needing = [
      replaces ? "--replace" : nil, persists ? "--persist" : nil,
      method == .host ? "--method host" : nil,
    ].compactMap(\.self)
    if let option = needing.first { throw Failure.needsRoot(option) }
  }

  var isRoot: Bool { ProcessEnvironment.isRoot }
}

extension Option {
  /// The binfmt image, which two commands share.
  static func image(_ keyPath: any WritableKeyPath<Options, String?> & Sendable) -> Option {
    .value(
      "image", "IMAGE", "the binfmt image, instead of the one that is built in",
      apply: { word, options throws(UsageError) in
        options[keyPath: keyPath] = try word.asImageReference(of: "--image")
      })
  }
}

extension RegistrationLock {
  /// Waits for the lock, and says so where root went on without that of the other users.
  ///
  /// Who holds it may pull an image and then register many platforms: it has sixty times the deadline
  /// of one.
  static func taking(_ timeout: Timeout, _ display: ProgressDisplay) throws(RegisteringError)
    -> RegistrationLock
  {
    let lock = try taking(
      patience: timeout.duration * 60, courtesy: min(timeout.duration, .seconds(5)),
      progress: display.show)
    if let holder = lock.passedOver {
      complain("\(holder) keeps the lock of the users without root; root goes on without it")
    }
    return lock
  }
}
