import Facts
package import Hangs
import Text

/// The answer of `diagnose` in one sentence: who waits for what, for how long.
package enum HangSentence {
  /// Of a machine.
  static func of(_ report: HangReport) -> String {
    guard let answer = report.answer, let first = report.trees.first else {
      return "No emulated process was seen."
    }
    let counts = HangAnswer.allCases.compactMap { other -> String? in
      let count = report.trees.count { $0.answer == other } - (other == answer ? 1 : 0)
      guard count > 0 else { return nil }
      if other == answer { return "\(count) more" }
      return "\(count) other \(count == 1 ? "tree" : "trees") \(other.verb(count))"
    }
    return of(first).dropLast() + (counts.isEmpty ? "" : "; \(counts.joined(separator: ", "))")
      + "."
  }

  /// Commands of GitHub's workflows: an error for each tree that hangs, or has got nowhere for longer
  /// than `hungFor` seconds.
  package static func annotations(_ report: HangReport, hungFor: Double?) -> String {
    report.trees.filter { tree in
      tree.hangs || hungFor.map(tree.isStuck(longerThan:)) == true
    }.prefix(10).map { tree in
      GitHubReport.annotation("error", tree.culprit.verdict.rawValue, [printable(of(tree))])
    }.joined()
  }

  /// Of a tree of processes.
  static func of(_ tree: ProcessTree) -> String {
    let one = tree.culprit
    let pid = one.process.pid
    let name = one.process.guest.name.map { "\($0.cut(to: 40)) (\(pid))" } ?? "process \(pid)"
    return "\(tree.answer.word): \(name) \(clause(one))."
  }

  private static func clause(_ one: JudgedProcess) -> String {
    let time = one.waited.map { timeText($0) }
    if one.hangs, let cause = one.cause, cause.process?.isCertain == true {
      return "has got nowhere" + (time.map { " for \($0)" } ?? "") + ": \(cause.consequence)"
    }
    switch one.verdict {
    case .slow: return "makes progress"
    case .computing, .spinning:
      let age = one.age.map { " in \(durationText($0))" } ?? ""
      let use = ": \(processorText(one.processorSeconds)) of CPU time\(age)"
      return one.verdict == .spinning
        ? "spins, and gets nowhere\(use)"
        : "computes or spins, which cannot be told from outside\(use)"
    case .sleeping:
      if let object = one.object {
        return time.map { "has waited \($0) \(object)" } ?? "waits \(object)"
      }
      let what = one.isHeartbeat ? "has slept and looked again" : "has slept"
      return what + (time.map { " for \($0)" } ?? "")
    case .throttled: return "may use no more CPU time"
    case .unknown: return "cannot be judged: too little of it could be read"
    case .waitingForChild, .waitingForInput, .waitingForLock, .waitingForNetwork, .waitingForPipe,
      .zombieNotReaped:
      let object = one.object.map { " \($0)" } ?? ""
      return time.map { "has waited \($0)\(object)" } ?? "waits\(object)"
    default:
      let object = one.object.map { " \($0)" } ?? ""
      return time.map { "has been \(one.verdict.rawValue) for \($0)\(object)" }
        ?? "is \(one.verdict.rawValue)\(object)"
    }
  }

  /// CPU time, of which also a little tells something.
  static func processorText(_ seconds: Double) -> String {
    seconds < 10 ? secondsText(seconds) : durationText(seconds)
  }

  private static func timeText(_ time: WaitedTime) -> String {
    (time.isAtMost ? "up to " : "") + durationText(time.seconds)
  }
}

extension HangAnswer {
  /// The word that stands before a sentence.
  var word: String {
    switch self {
    case .hangs: "HANGS"
    case .waits: "WAITS"
    case .works: "WORKS"
    }
  }

  /// What so many do.
  fileprivate func verb(_ count: Int) -> String {
    let verb = rawValue
    return count == 1 ? verb : String(verb.dropLast())
  }
}
