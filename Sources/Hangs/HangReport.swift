package import Emulators
package import Facts

/// What two looks at a machine's emulated processes tell: all that is rendered.
package struct HangReport: Sendable, Hashable {
  /// The time between the two looks, in seconds.
  package let seconds: Double
  /// The trees of emulated processes; what hangs comes first.
  package let trees: [ProcessTree]
  /// How many processes of the machine could not be looked at.
  package let unseenCount: Int
  /// Whether other users' processes may be there without being seen.
  package let hidesProcesses: Bool
  /// How many processes the kernel killed meanwhile for want of memory, by control group.
  package let memoryKills: [String: Int]

  /// The answer: that of the tree in which the least happens; nil where there is none.
  package var answer: HangAnswer? { trees.map(\.answer).min { $0.rank < $1.rank } }
  /// What matters most, if it does not get on and somebody else may have what it printed: a few.
  package var treesToAskAbout: [ProcessTree] {
    Array(trees.filter { $0.answer != .works && $0.container != nil }.prefix(3))
  }
  /// Whether something hangs or has crashed.
  package var hangs: Bool { answer == .hangs }
  /// Whether something that gets nowhere has done so for longer than so many seconds.
  package func isStuck(longerThan seconds: Double) -> Bool {
    trees.contains { $0.isStuck(longerThan: seconds) }
  }
  /// Whether something could not be told.
  package var isUncertain: Bool {
    hidesProcesses || unseenCount > 0
      || trees.contains { tree in tree.nodes.contains { $0.verdict == .unknown } }
  }
}

/// An emulated process that no emulated process started, and all that it did start.
package struct ProcessTree: Sendable, Hashable {
  /// Its first process.
  package let root: JudgedProcess
  /// All its processes, each followed by those that it started: a list, because a tree may be
  /// deeper than a stack.
  package let nodes: [JudgedProcess]
  /// The command of the build step that it is, if a builder runs it.
  package let buildStep: String?
  /// The process to blame: the one that nothing else in the tree explains.
  package let culprit: JudgedProcess

  /// A tree of processes in the order of `nodes`, or a part of one; nil for none.
  init?(_ nodes: some Collection<JudgedProcess>, ofStep step: String? = nil) {
    guard let root = nodes.first else { return nil }
    self.root = root
    self.nodes = Array(nodes)
    buildStep = step ?? Self.buildStep(root)
    answer =
      nodes.contains(where: \.hangs)
      ? .hangs : nodes.contains { $0.answer == .works } ? .works : .waits
    culprit = Self.culprit(of: self.nodes, answer) ?? root
  }

  /// The answer for it: what works in it may set the rest going.
  package let answer: HangAnswer
  /// Whether a process in it hangs.
  package var hangs: Bool { answer == .hangs }
  /// Whether it gets nowhere, and has done so for longer than so many seconds.
  package func isStuck(longerThan seconds: Double) -> Bool {
    answer != .works && culprit.waited.map { $0.seconds > seconds } == true
  }
  /// The container that it is in.
  package var container: Container? { nodes.lazy.compactMap(\.process.container).first }

  /// Only a process and what it started; nil where the tree has no process of this id.
  func branch(of pid: Int) -> ProcessTree? {
    guard let start = nodes.firstIndex(where: { $0.process.pid == pid }) else { return nil }
    let depth = nodes[start].depth
    let branch = nodes[(start + 1)...].prefix { $0.depth > depth }
    return ProcessTree(nodes[start...].prefix(1 + branch.count), ofStep: buildStep)
  }

  /// The arguments of a step's first process are the shell and what stands behind RUN, unless the
  /// shell has become what it was to start.
  private static func buildStep(_ root: JudgedProcess) -> String? {
    guard root.process.container?.maker.isBuilder == true, let words = root.process.guest.arguments
    else { return nil }
    let shells: Set<Substring> = ["sh", "ash", "bash", "dash", "zsh", "ksh", "busybox"]
    if let program = words.first?.split(separator: "/").last,
      shells.contains(program),
      let option = words.firstIndex(where: { $0.hasPrefix("-") && $0.hasSuffix("c") }),
      option + 1 < words.count
    {
      return words[option + 1]
    }
    return words.joined(separator: " ")
  }
}

/// A process with its verdict.
package struct JudgedProcess: Sendable, Hashable {
  /// The process as it was seen last.
  package let process: SampledProcess
  /// What is known of it.
  package let verdict: HangVerdict
  /// The answer for it.
  package let answer: HangAnswer
  /// Whether it does not get on, and nothing that was seen will change that.
  package var hangs: Bool { answer == .hangs }
  /// What the verdict rests on, a clause each.
  package let evidence: [String]
  /// The cause, if it is a known one.
  package let cause: Trouble?
  /// What to do; nil where a known cause says it, or there is nothing to do.
  package let advice: String?
  /// What it waits for, as the end of a sentence: "for 127.0.0.1:80, which does not answer".
  package let object: String?
  /// How long it has got nowhere; nil where that is not known.
  package let waited: WaitedTime?
  /// How long ago it began, in seconds; nil where that is not known.
  package let age: Double?
  /// The CPU time that it has used in all, in seconds.
  package let processorSeconds: Double
  /// Whether it looks up now and then.
  package let isHeartbeat: Bool
  /// Whether it was not there at the first look.
  let isNewcomer: Bool
  /// Whether it is made to wait for others: it serves or sleeps.
  let isIdle: Bool
  /// The processes that can end its wait, as far as they are known.
  let awaited: [Int]
  /// How many of the emulated processes began it, one through another: 0 for a tree's first.
  package let depth: Int
}
