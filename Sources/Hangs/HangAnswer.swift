/// The answer to the question whether something hangs, of a process, a tree or a machine.
///
/// That it hangs wants proof, and so does that it works; what can be proven neither of waits.
package enum HangAnswer: String, Sendable, CaseIterable {
  /// Nothing that was seen will ever set it going.
  case hangs
  /// It gets nowhere now; something outside may set it going, or it computes and nothing shows for what.
  case waits
  /// It makes progress.
  case works
}

extension HangAnswer {
  /// What matters most comes first.
  var rank: Int { Self.allCases.firstIndex(of: self) ?? Self.allCases.count }
}

/// How long a process has not got anywhere.
package struct WaitedTime: Sendable, Hashable {
  /// In seconds; of one that computes, its CPU time.
  package let seconds: Double
  /// Whether it may be less: only the process's start is known.
  package let isAtMost: Bool
}
