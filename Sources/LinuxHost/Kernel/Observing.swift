import Facts

extension HostFacts {
  /// Reads everything but binfmt_misc itself, and what probes and engines tell.
  ///
  /// What cannot be read is a fact too, so this never fails.
  mutating func readSurroundings(environment: [String: String]) {
    kernel = KernelFacts.reading()
    process = ProcessFacts.reading(environment: environment)
    boot = BootFacts.reading()
    interpreters = InterpreterFacts.reading(entries: binfmt.entries, boot: boot)
    system = SystemFacts.reading(environment: environment)
  }
}
