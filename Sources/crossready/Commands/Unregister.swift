import Binfmt
import CommandLineKit
import Facts
import LinuxHost
import Platforms
import Rendering
import Repair
import Text

/// The words of `unregister`.
struct UnregisterOptions: Sendable, Equatable {
  var platforms: [Platform] = []
  var isEverything = false
  /// Entries to remove whatever they are.
  var entries: [String] = []
  var engine: String?
  var image: String?
  /// Whether to remove what `register --persist` wrote.
  var persists = false
  var isDryRun = false
  var timeout = Timeout()
}

let unregisterCommand = Command<Context, Answer>(
  name: "unregister", summary: "remove handlers",
  description: [
    "Removes these platforms' handlers if their emulator is QEMU, no matter who registered them; "
      + "those of a package come back at the next boot. Any other entry, such as Rosetta's, "
      + "WSLInterop or those for scripts, is left alone; `--entry` removes one by its name.",
    "With `--all` also the probe images that `verify` keeps are removed, from every engine that "
      + "answers.",
    "Needs root, or access to root's container engine.",
  ],
  initial: UnregisterOptions(),
  operands: Operands(
    placeholder: "PLATFORM", repeats: true, help: "a platform such as `linux/arm64`",
    completing: .platforms,
    apply: { word, options throws(UsageError) in
      try options.platforms.append(platformsIn: word)
    }),
  options: [
    .platform(\.platforms),
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
      meaning: "Remove all that crossready ever made, and every other QEMU handler."),
    Example(
      command: "crossready unregister --entry rosetta",
      meaning: "Remove an entry that is not QEMU's."),
  ],
  checking: { options throws(UsageError) in
    if options.isEverything, !options.platforms.isEmpty {
      throw .custom(
        problem: "--all and PLATFORM exclude each other", hint: "give one of the two")
    }
    if !options.isEverything, options.platforms.isEmpty, options.entries.isEmpty {
      throw .custom(
        problem: "nothing to unregister is named", hint: "name PLATFORM..., --all or --entry NAME")
    }
  },
  run: { options, context in try options.answer(context) })

extension UnregisterOptions {
  /// Observes, plans, removes and reads again.
  func answer(_ context: Context) throws -> Answer {
    if persists, !isDryRun, !ProcessEnvironment.isRoot { throw Failure.needsRoot("--persist") }
    let display = ProgressDisplay(environment: context.environment)
    let lock =
      isDryRun ? RegistrationLock.ofNothing : try RegistrationLock.taking(timeout, display)
    let probed = isEverything ? Platform.table : platforms
    let facts = try HostFacts.observing(
      tool: Identity.tool, environment: context.environment, platforms: probed,
      timeout: timeout.duration, redactsHome: false)
    let architectures =
      isEverything
      ? Architecture.table
      : Architecture.table.filter { row in platforms.contains { $0.architecture == row.name } }
    let names = entries.map { KernelText($0) }
    let plan = RemovalPlan.planning(
      architectures, entries: names, on: facts, release: EmulatorRelease.inProgram(at:))
    let files =
      try persists
      ? PersistentFiles.removable(of: architectures, without: plan.removed.map(\.name)) : []
    let contents = try isEverything ? held(context, display) : EngineContents()
    let outcome =
      isDryRun
      ? Outcome(removed: plan.removed.map(\.name.description) + files + contents.names)
      : try carriedOut(plan, files, contents, facts, context, display)
    lock.release()
    let missing = names.filter { name in !plan.removed.contains { $0.name == name } }
    let verb = isDryRun ? "would remove" : "removed"
    var lines = outcome.removed.map { "\(verb) \($0)" }
    let isBlind = facts.binfmt.entries.value == nil
    if !isBlind { lines += missing.map { "there is no entry \($0)" } }
    lines += outcome.remaining.map { "\($0) is still there; run this as root" }
    if !isEverything {
      lines += plan.left.map { entry in
        "left alone \(entry.name), which "
          + (entry.foreignEmulator.map { "runs \($0.name): " } ?? "does not name itself QEMU: ")
          + "'crossready unregister --entry \(Shell.quoted(entry.name))' removes it"
      }
    }
    lines += returning(after: plan, files)
    if isBlind { lines.append(Failure.entriesUnreadable(facts.binfmt.entries.failure).message) }
    if lines.isEmpty { lines = ["nothing to remove"] }
    let holds = outcome.isComplete && (isEverything || plan.left.isEmpty)
    return .forPeople(
      lines.flatMap { wrapped(context.style.shown($0), width: 80, hanging: 2) }
        .joined(separator: "\n") + "\n",
      status: isBlind ? .couldNotTell : holds || isDryRun ? .yes : .no)
  }

  /// What is removed, or would be.
  private struct Outcome {
    var removed: [String]
    /// Names of entries that could not be removed.
    var remaining: [KernelText] = []
    var isComplete = true
  }

  private func carriedOut(
    _ plan: RemovalPlan, _ files: [String], _ contents: EngineContents, _ facts: HostFacts,
    _ context: Context, _ display: ProgressDisplay
  ) throws -> Outcome {
    if !ProcessEnvironment.isRoot, let names = plan.misunderstood {
      throw Failure.imageWouldRemove(names.taken, insteadOf: names.wanted)
    }
    // Root needs no container for it.
    let name = try context.engine(given: engine)
    let image = ProcessEnvironment.isRoot ? BinfmtImage.pinned : try imageReference(image, context)
    do throws(RegisteringError) {
      try EntryWriter.remove(
        plan.removed.map(\.name), files: files,
        through: { () throws(RegisteringError) in
          try BinfmtContainer.finding(
            engine: name, image: image, kernel: facts.kernel,
            environment: context.environment, timeout: timeout.duration, progress: display.show)
        }, progress: display.show)
    } catch {
      switch error {
      // Only the image is missing, and somebody may want to name another.
      case .noImage(let image, let call):
        if contents.names.isEmpty { throw Failure.noImageToRemove(image, call) }
      // Root needs no engine, so nothing is to be mended about this one.
      case .noEngine, .rootlessEngine, .remoteEngine, .unknownMachine:
        if contents.names.isEmpty { throw Failure.needsRoot("unregister") }
      default: throw error
      }
    }
    let names = plan.removed.map(\.name)
    let after = BinfmtFacts.readingEntries().entries
    if after.value == nil, !names.isEmpty { throw Failure.entriesUnreadable(after.failure) }
    let remaining = names.filter { name in after.value?.contains { $0.name == name } == true }
    var contents = contents
    let cleaned = try contents.remove(timeout: timeout.duration, progress: display.show)
    // That there is no engine, or none that answers, is nothing to speak of.
    let refusing = contents.failed.filter { $0.answer != nil }
    for engine in refusing { complain(Failure.notCleaned(engine).message) }
    return Outcome(
      removed: names.filter { !remaining.contains($0) }.map(\.description) + files + cleaned,
      remaining: remaining, isComplete: remaining.isEmpty && refusing.isEmpty)
  }

  /// What the engines have of ours.
  private func held(
    _ context: Context, _ display: ProgressDisplay
  ) throws -> EngineContents {
    try EngineContents.observing(
      engine: context.engine(given: engine), environment: context.environment,
      timeout: timeout.duration, progress: display.show)
  }

  /// What a boot, or a restart of systemd-binfmt, brings back.
  private func returning(after plan: RemovalPlan, _ files: [String]) -> [String] {
    let boot = BootFacts.reading()
    let files = (boot.binfmtD.value ?? []).filter { !files.contains($0.path) }
    let registrations =
      BinfmtD.registrations(in: files)
      + UpdateBinfmts.registrations(in: boot.updateBinfmts.value ?? [])
    return registrations.filter { boot in
      plan.removed.contains { $0.name == boot.registration.name }
    }.map { "\($0.path) registers \($0.registration.name) again at the next boot" }
  }
}
