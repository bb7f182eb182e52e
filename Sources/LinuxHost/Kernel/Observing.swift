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

  /// Reads of emulators for these platforms what it takes to register them instead of what runs the
  /// platforms' programs now.
  mutating func readCandidates(for platforms: [Platform]) {
    let wanted = platforms.compactMap(\.architectureInTable)
    let running = probing.runs.compactMap(\.running.value)
    for index in interpreters.indices {
      guard let path = interpreters[index].path.string,
        let program = interpreters[index].path.lastPathComponent.string,
        let file = interpreters[index].file.value,
        wanted.contains(where: { $0.isEmulator(named: program) })
      else { continue }
      interpreters[index].isRootsAlone = HostEmulator.isRootsAlone(path)
      if running.contains(where: file.isSameFile) { continue }
      interpreters[index].release = EmulatorRelease.named(at: path)
    }
  }
}

extension EmulatorRelease {
  /// The line with which a file names its release; nil where it has none, or its file system does not
  /// answer in time.
  fileprivate static func named(at path: String) -> String? {
    do throws(SystemCallError) {
      return try Guarded.value(about: Array(path.utf8)) { () throws(SystemCallError) in
        inProgram(at: path)?.line
      }
    } catch {
      return nil
    }
  }
}
