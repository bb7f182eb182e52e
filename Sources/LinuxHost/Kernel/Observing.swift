import Binfmt
import Facts
import Platforms

extension HostFacts {
  /// Reads everything but binfmt_misc itself, and what probes and engines tell.
  ///
  /// What cannot be read is a fact too, so this never fails.
  ///
  /// - Parameter platforms: those for which emulators are looked for that nothing names yet.
  mutating func readSurroundings(environment: [String: String], platforms: [Platform]) {
    kernel = KernelFacts.reading()
    process = ProcessFacts.reading(environment: environment)
    boot = BootFacts.reading()
    interpreters = InterpreterFacts.reading(
      entries: binfmt.entries, boot: boot,
      emulators: HostEmulator.installed(for: platforms, environment: environment))
    system = SystemFacts.reading(environment: environment)
  }

  /// Reads the releases of emulators for these platforms, of those that may be registered instead of
  /// what runs their programs.
  mutating func readReleases(for platforms: [Platform]) {
    // A file system that does not answer may be the one with the emulators.
    guard Guarded.nothingStalls else { return }
    let wanted = platforms.compactMap(\.architectureInTable)
    let running = probing.runs.compactMap(\.running.value)
    for index in interpreters.indices {
      let path = interpreters[index].path
      guard let program = path.lastPathComponent.string, let name = path.string,
        let file = interpreters[index].file.value, !running.contains(where: file.isSameFile),
        wanted.contains(where: { $0.isEmulator(named: program) })
      else { continue }
      interpreters[index].release = EmulatorRelease.inProgram(at: name)?.line
    }
  }
}
