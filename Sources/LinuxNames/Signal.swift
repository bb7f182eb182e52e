/// Signals of Linux by their numbers, for facts that may have been read on another machine.
package enum Signal {
  /// The signal's name, e.g. `SIGSEGV`.
  package static func name(_ number: Int) -> String { names[number] ?? "signal \(number)" }

  /// The name with its number behind it: `SIGSEGV (11)`.
  package static func text(_ number: Int) -> String {
    names[number].map { "\($0) (\(number))" } ?? "signal \(number)"
  }

  /// Signals that end a process (signal(7); MIPS and SPARC count in another way).
  private static let names: [Int: String] = [
    1: "SIGHUP", 2: "SIGINT", 3: "SIGQUIT", 4: "SIGILL", 5: "SIGTRAP", 6: "SIGABRT", 7: "SIGBUS",
    8: "SIGFPE", 9: "SIGKILL", 10: "SIGUSR1", 11: "SIGSEGV", 12: "SIGUSR2", 13: "SIGPIPE",
    14: "SIGALRM", 15: "SIGTERM", 24: "SIGXCPU", 25: "SIGXFSZ", 31: "SIGSYS",
  ]
}
