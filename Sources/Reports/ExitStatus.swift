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
        + "registered is broken. After `register` and `unregister`: the wanted state holds. Of "
        + "`diagnose`: nothing hangs. Of `dockerfile`: no hazard is certain. Of "
        + "`audit`: nothing certainly is for the wrong CPU."
    case .no:
      "No: a platform asked for is not ready, or degraded with `--strict`; without platforms, "
        + "something that is registered does not work. After `register` and `unregister`: the wanted "
        + "state does not hold, be it for want of an engine or of root. Of `diagnose`: something "
        + "hangs or crashed. Of `dockerfile`: a hazard is certain. Of `audit`: "
        + "something is for the wrong CPU, or a platform is missing."
    case .couldNotTell:
      "It could not be told, as by `verify` if no engine answers, or the answer could not be written."
    case .usage: "The command line is wrong."
    case .defect: "A defect of crossready; please report it."
    }
  }
}
