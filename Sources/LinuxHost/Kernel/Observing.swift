package import Readiness

extension HostFacts {
  /// Reads everything but what probes and engines tell. It changes nothing, but that touching the
  /// directory of binfmt_misc may make systemd mount it.
  ///
  /// What cannot be read is a fact too, so this never fails.
  package static func reading(tool: ToolFacts, environment: [String: String]) -> HostFacts {
    var facts = HostFacts(tool: tool)
    // First, because whatever is read there later would wake an autofs trigger unseen.
    facts.binfmt = BinfmtFacts.reading()
    facts.kernel = KernelFacts.reading()
    facts.process = ProcessFacts.reading(environment: environment)
    facts.boot = BootFacts.reading()
    facts.interpreters = InterpreterFacts.reading(entries: facts.binfmt.entries, boot: facts.boot)
    facts.system = SystemFacts.reading(environment: environment)
    return facts.redactingHome(environment["HOME"] ?? "")
  }
}
