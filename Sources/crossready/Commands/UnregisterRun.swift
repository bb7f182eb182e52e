import Binfmt
import Facts
import LinuxHost
import Platforms
import Rendering
import Repair
import Text

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
    var removal = Removal(isDryRun: isDryRun)
    if isDryRun {
      removal.removed = plan.removed.map(\.name.description) + files + contents.names
    } else {
      try carryOut(plan, files, contents, facts, context, display, &removal)
    }
    lock.release()
    removal.missing = names.filter { name in !plan.removed.contains { $0.name == name } }
    removal.left = isEverything ? [] : plan.left
    removal.returning = returning(after: plan, files)
    if facts.binfmt.entries.value == nil {
      removal.blindness = Failure.entriesUnreadable(facts.binfmt.entries.failure).message
    }
    return try Answer(in: format, status: removal.exitStatus) {
      RemovalText(style: context.style).rendered(removal)
    } document: {
      Document(.unregister, RemovalDocument(removal))
    }
  }

  private func carryOut(
    _ plan: RemovalPlan, _ files: [String], _ contents: EngineContents, _ facts: HostFacts,
    _ context: Context, _ display: ProgressDisplay, _ removal: inout Removal
  ) throws {
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
    removal.removed =
      names.filter { !remaining.contains($0) }.map(\.description) + files + cleaned
    removal.remaining = remaining
    removal.isComplete = refusing.isEmpty
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
  private func returning(after plan: RemovalPlan, _ files: [String]) -> [BootRegistration] {
    let boot = BootFacts.reading()
    let files = (boot.binfmtD.value ?? []).filter { !files.contains($0.path) }
    let registrations =
      BinfmtD.registrations(in: files)
      + UpdateBinfmts.registrations(in: boot.updateBinfmts.value ?? [])
    return registrations.filter { boot in
      plan.removed.contains { $0.name == boot.registration.name }
    }
  }
}
