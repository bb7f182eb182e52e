import LinuxNames

extension Subject {
  /// What the probe or its emulator said on standard error, short enough to quote.
  var words: [String] { Self.words(run?.errors) }

  /// Whether the words on standard error hold one of these, whatever the case.
  func says(_ texts: [String]) -> Bool {
    let said = (run?.errors.lines ?? []).joined(separator: "\n").lowercased()
    return texts.contains { said.contains($0.lowercased()) }
  }

  /// Whether the platform's first program that failed had been handed to an emulator.
  var failsInEmulator: Bool {
    guard handler != nil || coverage == nil else { return false }
    switch outcomes.first(where: { $0.report == nil }) {
    // Without /proc, QEMU searches for room in small steps until the deadline.
    case .exited, .crashed, .timedOut, .refused(step: "exec", errno: 12): return true
    default: return false
    }
  }

  /// Whether a limit of the address space explains the failure.
  func isLimited(by limit: UInt64) -> Bool {
    let needs: UInt64 = architecture.identity.wordSize == .bits32 ? 1 << 32 : 1 << 28
    return limit <= needs || says(["unable to reserve", "guest_base", "cannot allocate memory"])
  }

  /// The instruction set's level that a lower variant of the run reports.
  var lowerLevel: String? {
    run?.outcomes.compactMap(\.report?.level).last
  }

  /// The observation of a probe that the kernel refused with one of these error numbers.
  func observation(ofErrors numbers: [Int32]) -> Observation? {
    guard case .refused(let step, let errno) = outcomes.first, step == "exec",
      numbers.contains(errno)
    else { return nil }
    return Observation("exec of the probe: \(ErrorNumber.text(errno))")
  }

  /// What stopped the probe or its child, where that is only that this host had nothing to spare at
  /// that moment, and tells nothing of the handler: processes, memory or descriptors (fork(2),
  /// execve(2)).
  package var shortage: Observation? {
    guard !probesPassed,
      case .refused(let step, let errno)? = outcomes.first(where: { $0.report == nil }),
      errno == 11 || step != "exec" && [12, 23, 24].contains(errno)
    else { return nil }
    return Observation("\(step): \(ErrorNumber.text(errno))", severity: .hides)
  }

  /// What no other check of exec explains: a status, a strange answer, another error number.
  var generalFailure: Observation? {
    guard !probesPassed else { return nil }
    switch outcomes.first {
    case .refused(let step, let errno) where step != "exec" || ![2, 8, 40].contains(errno):
      return Observation(evidence: ["\(step): \(ErrorNumber.text(errno))"] + words)
    case .exited(let status):
      let said = run?.output.lines.first.map { "printed \"\($0.prefix(80))\"" } ?? "printed nothing"
      return Observation(evidence: ["exited with \(status), \(said)"] + words)
    case .ran(let report) where !architecture.answers(report.machine):
      return Observation("the probe reads uname -m as \(report.machine)")
    case .notReached:
      return Observation(evidence: ["an earlier probe did not start it"] + words)
    default:
      return nil
    }
  }
}
