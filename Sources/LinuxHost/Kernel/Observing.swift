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
    for index in candidates(for: platforms) {
      interpreters[index].isRootsAlone = interpreters[index].path.string
        .map(HostEmulator.isRootsAlone)
    }
    system = SystemFacts.reading(environment: environment)
  }

  /// Reads the releases of emulators for these platforms that may be registered instead of what runs
  /// the platforms' programs now, which has said its own.
  mutating func readReleases(for platforms: [Platform]) {
    let running = probing.runs.compactMap(\.running.value)
    for index in candidates(for: platforms) {
      guard let path = interpreters[index].path.string,
        let file = interpreters[index].file.value, !running.contains(where: file.isSameFile)
      else { continue }
      interpreters[index].release = EmulatorRelease.named(at: path)
    }
  }

  /// Which of the interpreters are, by their names, emulators for these platforms, and are there.
  private func candidates(for platforms: [Platform]) -> [Int] {
    let wanted = platforms.compactMap(\.architectureInTable)
    return interpreters.indices.filter { index in
      guard interpreters[index].file.value != nil,
        let program = interpreters[index].path.lastPathComponent.string
      else { return false }
      return wanted.contains { $0.isEmulator(named: program) }
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
