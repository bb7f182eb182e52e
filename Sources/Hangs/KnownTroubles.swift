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
      guard let sign = trouble.process else { return false }
      return sign.verdicts.contains(judgement.verdict)
        && (isStuck || judgement.waitsForOwnThreads
          || ![.waitingForChild, .sleeping].contains(judgement.verdict))
        && (trouble.programs.isEmpty || process.guest.name.map(trouble.programs.contains) == true
          || process.guest.language.map(trouble.programs.contains) == true)
        && (trouble.architectures.isEmpty
          || process.guest.architecture.map(trouble.architectures.contains) == true)
        && sign.names(oneOf: words) && (judgement.readsNothing || !sign.readsNothing)
        && judgement.kernelShare >= sign.kernelShare && (awaitsTheDead || !sign.awaitsTheDead)
        && sign.variable.map { process.emulatorVariables?[$0] != nil } != false
        && trouble.affects(process.emulator?.release.flatMap { Release(parsing: $0) })
    }
  }
}

extension ProcessSign {
  /// The verdicts by which it is seen.
  var verdicts: [HangVerdict] { behaviours.compactMap { HangVerdict(rawValue: $0.rawValue) } }
}
