/// The exit statuses; the man page lists them.
package enum ExitStatus: Int32, Sendable, Codable, CaseIterable {
  case yes = 0
  case no = 1
  case couldNotTell = 2
  case usage = 64
  case defect = 70

  /// What the status means, as the man page says it.
  package var meaning: String {
    switch self {
    case .yes:
      "Yes: every platform asked for is ready or degraded; without platforms, nothing that is "
        + "registered is broken. After `register` and `unregister`: the handlers are as requested. "
        + "`diagnose`: nothing hangs. `dockerfile`: no hazard is certain. `audit`: nothing is "
        + "certainly for the wrong CPU."
    case .no:
      "No: a platform asked for is not ready, or degraded with `--strict`; without platforms, "
        + "something that is registered does not work. After `register` and `unregister`: the handlers "
        + "are not as requested (also when the engine or root was missing). `diagnose`: something "
        + "hangs or crashed. `dockerfile`: a hazard is certain. `audit`: something is for the wrong "
        + "CPU, or a platform is missing."
    case .couldNotTell:
      "Unknown: the answer could not be determined (for example, no engine answered) or written."
    case .usage: "The command line is wrong."
    case .defect: "A defect of crossready; please report it."
    }
  }
}
