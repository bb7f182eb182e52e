import Emulators
import Facts

extension Trouble {
  /// The first trouble that everything about a process speaks for.
  ///
  /// What waits for a child that works is not stuck, and neither is who sleeps until a time; but a
  /// program whose threads wait for each other may well be, although one of them looks up at times.
  /// - Parameter words: those of its command line and of those who began it, without directories.
  static func matching(
    _ process: SampledProcess, _ judgement: ProcessJudgement, isStuck: Bool,
    awaitsTheDead: Bool = false, words: Set<String> = []
  ) -> Trouble? {
    table.first { trouble in
      guard let sign = trouble.process, sign.verdicts.contains(judgement.verdict),
        isStuck || judgement.waitsForOwnThreads
          || ![.waitingForChild, .sleeping].contains(judgement.verdict),
        trouble.isAbout(process),
        trouble.affects(process.emulator?.release.flatMap { Release(parsing: $0) })
      else { return false }
      if let variable = sign.variable, process.emulatorVariables?[variable] == nil { return false }
      if sign.awaitsTheDead, !awaitsTheDead { return false }
      if sign.readsNothing, !judgement.readsNothing { return false }
      return judgement.kernelShare >= sign.kernelShare && sign.names(oneOf: words)
    }
  }

  /// Whether it is about the program that a process runs, and its architecture.
  private func isAbout(_ process: SampledProcess) -> Bool {
    let names = [process.guest.name, process.guest.language].compactMap(\.self)
    guard programs.isEmpty || names.contains(where: programs.contains) else { return false }
    return architectures.isEmpty || process.guest.architecture.map(architectures.contains) == true
  }
}

extension ProcessSign {
  /// The verdicts by which it is seen.
  var verdicts: [HangVerdict] { behaviours.compactMap { HangVerdict(rawValue: $0.rawValue) } }
}
