import Facts

/// A hang that others have met before: by which it is recognised, why it is, and what ends it.
package struct KnownCause: Sendable, Hashable {
  /// Its name, lower case with hyphens.
  package let id: String
  /// Names of the guest programs; empty for any.
  let programs: Set<String>
  /// OCI architectures of the guest; empty for any.
  let architectures: Set<String>
  /// Releases of the emulator, by as many numbers as count; empty for any. An unknown release
  /// matches only where any does.
  let releases: [ClosedRange<Release>]
  /// The verdicts that it shows itself by, of which some are seen of healthy programs, too.
  let verdicts: Set<HangVerdict>
  /// The signal that a crash is by; nil for any.
  var signal: Int?
  /// A variable that must be in the process's environment.
  var variable: String?
  /// Why it hangs.
  package let explanation: String
  /// What ends it.
  package let remedy: String
  /// Where that was found out.
  package let evidence: String

  /// The first cause that everything about a process speaks for.
  ///
  /// What waits for a child that works is not stuck, and neither is who sleeps until a time; but a
  /// program whose threads wait for each other may well be, although one of them looks up at times.
  static func matching(
    _ process: SampledProcess, _ judgement: ProcessJudgement, isStuck: Bool
  ) -> KnownCause? {
    table.first { cause in
      cause.verdicts.contains(judgement.verdict)
        && (isStuck || judgement.waitsForOwnThreads
          || ![.waitingForChild, .sleeping].contains(judgement.verdict))
        && (cause.programs.isEmpty || process.guest.name.map(cause.programs.contains) == true)
        && (cause.architectures.isEmpty
          || process.guest.architecture.map(cause.architectures.contains) == true)
        && (cause.signal == nil || cause.signal == judgement.signal)
        && cause.variable.map { process.emulatorVariables?[$0] != nil } != false
        && (cause.releases.isEmpty
          || process.emulator?.release.flatMap(Release.init).map { release in
            cause.releases.contains { release.isWithin($0) }
          } == true)
    }
  }
}

/// A release of qemu-user as numbers: major, minor, micro.
struct Release: Comparable, Hashable, Sendable, ExpressibleByArrayLiteral {
  let numbers: [Int]

  init(arrayLiteral numbers: Int...) { self.numbers = numbers }

  /// Reads `7.2.22`; what follows a number is left out.
  init?(_ text: String) {
    numbers = text.split(separator: ".").map { Int($0.prefix { $0.isNumber }) ?? 0 }
    guard numbers.count >= 2 else { return nil }
  }

  /// Whether it lies in a range, both ends included; `[7, 2]` as an end is all of 7.2.
  func isWithin(_ range: ClosedRange<Release>) -> Bool {
    let last = range.upperBound
    return self >= range.lowerBound && Release(numbers.prefix(last.numbers.count)) <= last
  }

  private init(_ numbers: some Sequence<Int>) { self.numbers = Array(numbers) }

  static func < (left: Release, right: Release) -> Bool {
    left.numbers.lexicographicallyPrecedes(right.numbers)
  }
}
