/// One stage of the chain that a platform needs, in order.
package enum Link: String, Sendable, Codable, CaseIterable {
  /// binfmt_misc is known, mounted and enabled.
  case kernel
  /// An entry takes the platform's programs, with the right flags and mask.
  case handler
  /// The interpreter exists, is executable, static, for this host and no known-bad release.
  case emulator
  /// The probe runs, directly, in an empty root.
  case exec
  /// The probe runs in a container of the engine.
  case container
  /// The builder offers the platform.
  case builder

  /// The links that need no engine.
  package static let ofHost: [Link] = [.kernel, .handler, .emulator, .exec]
}

/// What is known of one link for one platform.
package enum LinkState: String, Sendable, Codable {
  case passed
  case degraded
  case failed
  /// The platform runs without this link.
  case notNeeded
  /// There was nothing to judge, or nobody asked.
  case notChecked
  /// It could not be told; never green.
  case unknown
}

/// What a finding does to its link.
package enum Severity: String, Sendable, Codable {
  /// The link failed.
  case blocks
  /// The link is unknown.
  case hides
  /// It works, but something that users need does not.
  case degrades
  /// It changes no verdict.
  case note

  /// The state of a link that has a finding of this severity; nil for notes.
  var state: LinkState? {
    switch self {
    case .blocks: .failed
    case .hides: .unknown
    case .degrades: .degraded
    case .note: nil
    }
  }
}

/// The answer for a platform, or for all that were asked for; from best to worst.
package enum Verdict: String, Sendable, Codable, CaseIterable {
  case ready
  case degraded
  case unknown
  case notReady

  /// The worst of several; ready when there is none.
  package static func worst(_ verdicts: some Sequence<Verdict>) -> Verdict {
    let order = allCases
    return verdicts.max { left, right in
      (order.firstIndex(of: left) ?? 0) < (order.firstIndex(of: right) ?? 0)
    } ?? .ready
  }
}

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
        + "`diagnose`: nothing hangs. Of `dockerfile`: no hazard is certain."
    case .no:
      "No: a platform asked for is not ready, or degraded with `--strict`; without platforms, "
        + "something that is registered does not work. After `register` and `unregister`: the wanted "
        + "state does not hold, be it for want of an engine or of root. Of `diagnose`: something "
        + "hangs or crashed. Of `dockerfile`: a hazard is certain."
    case .couldNotTell:
      "It could not be told, as by `verify` if no engine answers, or the answer could not be written."
    case .usage: "The command line is wrong."
    case .defect: "A defect of crossready; please report it."
    }
  }
}
