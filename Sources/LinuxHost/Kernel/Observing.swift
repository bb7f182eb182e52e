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
}
