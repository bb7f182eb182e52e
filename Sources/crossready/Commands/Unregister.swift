import Binfmt
import CommandLineKit
import LinuxHost
import Platforms
import Readiness

let unregisterCommand = Command(
  name: "unregister", summary: "remove handlers",
  description: [
    "Removes the entries that take programs of the platforms and whose emulator names itself QEMU. "
      + "Any other entry, such as rosetta's, WSLInterop or those for scripts, is left alone; "
      + "`--entry` removes one by its name.",
    "With `--all` also the probe images that `verify` keeps are removed.",
  ],
  initial: UnregisterOptions(),
  operands: Operands(
    placeholder: "PLATFORM", repeats: true, help: "a platform such as `linux/arm64`",
    completing: .platforms,
    apply: { word, options throws(UsageError) in
      try options.platforms.append(platformsIn: word)
    }),
  options: [
    .flag("all", "the handlers of all platforms", \.isEverything),
    .value(
      "entry", "NAME", "an entry by its name, whatever it is; may be repeated", repeats: true,
      completing: .names(directory: EntryWriter.directory, except: ["register", "status"]),
      apply: { word, options in options.entries.append(word) }),
    .flag("persist", "also what `register --persist` wrote", \.persists),
    .flag("dry-run", "print what would be removed, and end", \.isDryRun),
    .engine(\.engine), .image(\.image), .timeout(\.timeout),
  ],
  examples: [
    Example(command: "crossready unregister linux/arm64", meaning: "Remove one handler."),
    Example(
      command: "crossready unregister --all --persist",
      meaning: "Remove all that crossready ever made."),
    Example(
      command: "crossready unregister --entry rosetta",
      meaning: "Remove an entry that is not QEMU's."),
  ],
  request: { options throws(UsageError) in
    if options.isEverything, !options.platforms.isEmpty {
      throw .custom(
        problem: "--all and PLATFORM exclude each other", hint: "give one of the two")
    }
    if !options.isEverything, options.platforms.isEmpty, options.entries.isEmpty {
      throw .custom(
        problem: "nothing to unregister is named", hint: "name PLATFORM..., --all or --entry NAME")
    }
    return Request.unregister(options)
  })

extension UnregisterOptions {
  /// Observes, plans, removes and reads again.
  func answer(_ context: Context) throws -> Answer {
    if persists, !isDryRun, !ProcessEnvironment.isRoot { throw Failure.needsRoot("--persist") }
    let display = ProgressDisplay(environment: context.environment)
    let lock = try RegistrationLock.taking(timeout: .seconds(600), progress: display.show)
    let probed = isEverything ? Platform.table : platforms
    let facts = try HostFacts.observing(
      tool: Identity.tool, environment: context.environment, platforms: probed,
      timeout: timeout.duration, redactsHome: false)
    let architectures =
      isEverything
      ? Architecture.table
      : Architecture.table.filter { row in platforms.contains { $0.architecture == row.name } }
    let names = entries.map { KernelText($0) }
    let plan = try RemovalPlan.planning(architectures, entries: names, on: facts)
    let missing = names.filter { name in !plan.removed.contains { $0.name == name } }
    var lines: [String] = []
    if !isDryRun {
      // Root needs no container for it.
      let image =
        ProcessEnvironment.isRoot ? BinfmtImage.pinned : try imageReference(image, context)
      try plan.carryingOut(
        by: { () throws(RegisteringError) in
          try BinfmtContainer.finding(
            engine: engine, image: image, kernel: facts.kernel,
            environment: context.environment, timeout: timeout.duration, progress: display.show)
        }, progress: display.show)
    }
    let verb = isDryRun ? "would remove" : "removed"
    lines += plan.removed.map { "\(verb) \($0.name)" }
    lines += missing.map { "there is no entry \($0)" }
    if persists, !isDryRun {
      lines += try PersistentFiles.remove(of: architectures).map { "removed \($0)" }
    }
    let standing = BinfmtFacts.readingEntries().entries.value ?? []
    let remaining = plan.removed.filter { entry in
      !isDryRun && standing.contains { $0.name == entry.name }
    }
    lock.release()
    lines += remaining.map { "\($0.name) is still there; run this as root" }
    if isEverything, !isDryRun { lines += try cleaned(context, display) }
    if !isEverything {
      lines += plan.left.map { entry in
        "left alone \(entry.name), which does not name itself QEMU: "
          + "'crossready unregister --entry \(Shell.quoted(entry.name))' removes it"
      }
    }
    lines += returning(plan.removed)
    if lines.isEmpty { lines = ["nothing to remove"] }
    let holds = remaining.isEmpty && (isEverything || plan.left.isEmpty)
    return Answer(
      text: lines.flatMap { wrapped(context.style.shown($0), width: 80, hanging: 2) }
        .joined(separator: "\n") + "\n", status: holds ? .yes : .no)
  }

  /// What a boot, or a restart of systemd-binfmt, brings back.
  private func returning(_ removed: [Entry]) -> [String] {
    let boot = BootFacts.reading()
    let registrations =
      BinfmtD.registrations(in: boot.binfmtD.value ?? [])
      + UpdateBinfmts.registrations(in: boot.updateBinfmts.value ?? [])
    return registrations.filter { boot in
      removed.contains { $0.name == boot.registration.name }
    }.map { "\($0.path) registers \($0.registration.name) again at the next boot" }
  }

  /// Removes the probe images; that there is no engine is nothing to speak of.
  private func cleaned(_ context: Context, _ display: ProgressDisplay) throws -> [String] {
    switch try CleanedEngine.cleaning(
      engine: context.engine(given: engine), environment: context.environment,
      timeout: timeout.duration,
      progress: display.show)
    {
    case .cleaned(let removed): removed.map { "removed \($0)" }
    case .failed: []
    }
  }
}
