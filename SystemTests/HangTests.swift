import Facts
import FoundationEssentials
import Testing

/// What `crossready diagnose` says of programs that really hang, under real emulators.
@Suite(.onPreparedHost, .serialized)
struct HangTests {
  static let architectures = ["arm64", "arm", "riscv64", "s390x"]

  /// How often each program is started and looked at anew.
  static let runs = Int(TestHost.variable("CROSSREADY_HANG_RUNS") ?? "") ?? 1

  /// All programs of an architecture at once, as they would be in a build with many jobs.
  @Test(arguments: architectures)
  func everyProgramGetsItsVerdict(_ architecture: String) throws {
    for _ in 0..<Self.runs {
      let outcome = try inHangWorld(
        """
        for mode in deadlock spin storm work family pipe "lock $T/lock" socket zombie sleep; do
          start $guests/guest-\(architecture) $mode
        done
        start unshare -pf --kill-child $guests/guest-\(architecture) crash
        start_on_terminal $guests/guest-\(architecture) input
        start $guests/guest-\(architecture) spin stopped
        ready
        kill -STOP $started
        $crossready diagnose --interval 2 --format json
        """)
      let report = try HangReportDocument(parsing: outcome)
      #expect(report.hangs && report.exitStatus == 1 && outcome.status == 1)
      var expected = HangExpectation.all
      expected["frozen"] = nil
      // QEMU itself refuses there what the others let the kernel refuse: nothing shows that it fails.
      if architecture == "arm" { expected["storm"] = ["computing"] }
      #expect(report.verdicts(architecture) == expected, "\(outcome.output)")
    }
  }

  /// The same for programs that the kernel does not start through a handler.
  @Test func emulatorStartedByHand() throws {
    let outcome = try inHangWorld(
      """
      echo -1 > $B/qemu-aarch64
      cp /usr/bin/qemu-aarch64-static $T/.buildkit_qemu_emulator
      start $T/.buildkit_qemu_emulator -0 name $guests/guest-arm64 deadlock
      cp /usr/bin/qemu-aarch64-static $T/qemu-gone
      start $T/qemu-gone -cpu max $guests/guest-arm64 pipe
      # The kernel shows where a link leads, and the emulator where it stands.
      ln -s $guests/guest-arm64 $T/linked
      start $T/.buildkit_qemu_emulator -0 name $T/linked sleep
      ready
      rm $T/qemu-gone
      # Names alone make no emulator.
      cp /bin/sleep $T/qemu-aarch64; $T/qemu-aarch64 1000 &
      ln -s /bin/sleep $T/rosetta; $T/rosetta 1000 &
      $crossready diagnose --interval 0.5 --format json
      """)
    let report = try HangReportDocument(parsing: outcome)
    #expect(
      report.verdicts("arm64") == [
        "deadlock": ["deadlocked"], "pipe": ["waiting-for-pipe"], "sleep": ["sleeping"],
      ], "\(outcome.output)")
    #expect(report.trees.count == 3)
    #expect(report.trees.allSatisfy { $0.processes[0].emulator?.handler == nil })
  }

  @Test func handlerWithoutArgv0AndInterpretersThatAreGone() throws {
    let outcome = try inHangWorld(
      """
      echo -1 > $B/qemu-aarch64; echo -1 > $B/qemu-arm
      cp /usr/bin/qemu-aarch64-static $T/one; cp /usr/bin/qemu-arm-static $T/two
      entry first aarch64 OCF $T/one
      entry second arm OCPF $T/two
      rm $T/one; cp /bin/true $T/two.new; mv $T/two.new $T/two
      cp $guests/guest-arm64 $T/program; start $T/program deadlock a b
      start $guests/guest-arm deadlock
      ready
      rm $T/program
      $crossready diagnose --interval 0.5 --format json
      """)
    let report = try HangReportDocument(parsing: outcome)
    let processes = report.trees.map { $0.processes[0] }
    #expect(processes.map(\.verdict) == ["deadlocked", "deadlocked"], "\(outcome.output)")
    #expect(Set(processes.map(\.architecture)) == ["arm64", "arm"])
    #expect(Set(processes.map { $0.emulator?.handler }) == ["first", "second"])
    let first = processes.first { $0.architecture == "arm64" }
    #expect(first?.program?.hasSuffix("/program") == true)
    #expect(first?.arguments?.dropFirst() == ["deadlock", "a", "b"])
    #expect(first?.emulator?.release?.hasPrefix("7.") == true)
  }

  @Test(arguments: ["freezer", "unified"])
  func frozenControlGroup(_ hierarchy: String) throws {
    for _ in 0..<Self.runs { try checkFrozenControlGroup(hierarchy) }
  }

  private func checkFrozenControlGroup(_ hierarchy: String) throws {
    let outcome = try inHangWorld(
      """
      group=$(control_group \(hierarchy)) || exit 77
      start_in $group $guests/guest-arm64 spin
      start_in $group $guests/guest-riscv64 sleep
      ready
      freeze $group
      $crossready diagnose --interval 1 --format json; status=$?
      thaw $group; exit $status
      """)
    if outcome.status == 77 { return }
    let report = try HangReportDocument(parsing: outcome)
    #expect(report.trees.map(\.verdict) == ["frozen", "frozen"], "\(outcome.output)")
    #expect(outcome.status == 1)
  }

  @Test func throttledControlGroup() throws {
    for _ in 0..<Self.runs { try checkThrottledControlGroup() }
  }

  private func checkThrottledControlGroup() throws {
    let outcome = try inHangWorld(
      """
      group=$(control_group cpu) || exit 77
      allow_a_twentieth $group || exit 77
      start_in $group $guests/guest-arm64 work
      start $guests/guest-arm64 work
      ready
      $crossready diagnose --interval 2 --format json
      """)
    if outcome.status == 77 { return }
    let report = try HangReportDocument(parsing: outcome)
    #expect(report.trees.map(\.verdict) == ["throttled", "slow"], "\(outcome.output)")
    #expect(outcome.status == 0)
  }

  /// Hundreds of processes come and go, and none of them is taken for one that hangs.
  @Test(arguments: architectures)
  func healthyBuildGetsNoAlarm(_ architecture: String) throws {
    let outcome = try inHangWorld(
      """
      start $guests/guest-\(architecture) build \(200 + 100 * Self.runs)
      ready
      for run in $(seq \(2 * Self.runs)); do
        $crossready diagnose --interval 0.5 --format json > $T/report; echo "exit $?"
        grep -o '"verdict" : ".*"' $T/report | sort -u
        kill -0 $started || echo 'it has ended'
      done | sort | uniq -c
      """)
    let allowed: Set<Substring> = [
      "exit 0", "\"verdict\" : \"slow\"", "\"verdict\" : \"waiting-for-child\"",
    ]
    let seen = Set(
      outcome.output.split(separator: "\n").map { line in
        line.drop { $0 == " " || $0.isNumber }.drop { $0 == " " }.replacing(",", with: "")
      })
    #expect(seen.contains("exit 0"), "\(outcome.errors)")
    #expect(seen.isSubset(of: allowed), "\(outcome.output)")
  }

  /// Five thousand others are in the way of finding three.
  @Test func manyProcesses() throws {
    let outcome = try inHangWorld(
      """
      mkfifo $T/nothing
      for each in $(seq 5000); do : < $T/nothing & done
      for mode in deadlock pipe sleep; do start $guests/guest-arm64 $mode; done
      ready
      timeout 60 $crossready diagnose --interval 0.5 --format json
      """)
    let report = try HangReportDocument(parsing: outcome)
    #expect(
      report.verdicts("arm64")
        == HangExpectation.all.filter {
          ["deadlock", "pipe", "sleep"].contains($0.key)
        }, "\(outcome.output)")
    #expect(report.trees.count == 3 && outcome.status == 1)
  }

  @Test func narrowingAndFacts() throws {
    let outcome = try inHangWorld(
      """
      export HOME=$T
      cp $guests/guest-arm64 $T/program
      start $T/program family secret-word; ready
      start $guests/guest-arm spin other; ready
      pid=$(pgrep -x program | tail -n 1)
      $crossready diagnose --interval 0.5 --pid $pid; echo "exit $?"
      $crossready diagnose --interval 0.5 --pid 999999; echo "exit $?"
      $crossready diagnose --interval 0.5 --container none; echo "exit $?"
      $crossready facts --processes --interval 0.5 linux/amd64 > $T/facts; echo "facts $?"
      grep -c -e secret-word -e "$T" $T/facts
      $crossready facts --processes --arguments --interval 0.5 linux/amd64 > $T/more
      grep -c secret-word $T/more
      $crossready diagnose --facts $T/facts; echo "exit $?"
      $crossready facts linux/amd64 | $crossready diagnose --facts -; echo "exit $?"
      """)
    let lines = outcome.output.split(separator: "\n").map(String.init)
    #expect(
      lines.filter { $0.hasPrefix("exit ") } == ["exit 1", "exit 2", "exit 2", "exit 1", "exit 2"])
    #expect(lines.contains("facts 0"))
    #expect(lines.contains("0"), "the facts hold an argument or the home directory")
    #expect(outcome.output.contains("~/program") || outcome.output.contains("program"))
    #expect(outcome.errors.contains("crossready: no emulated process has the id 999999"))
    #expect(outcome.errors.contains("hold no processes"))
  }

  @Test func watchRepaintsUntilInterrupted() throws {
    let outcome = try inHangWorld(
      """
      start $guests/guest-arm64 deadlock; ready
      $crossready diagnose --watch --interval 0.3 > $T/seen &
      watcher=$!
      has_repainted() { [ "$(grep -c HANGS: $T/seen)" -ge 3 ]; }; within_deadline has_repainted
      kill -INT $watcher; kill -TERM $watcher; wait $watcher; echo "status $?"
      """)
    #expect(["status 130\n", "status 143\n"].contains(outcome.output), "\(outcome.errors)")
  }
}

/// The verdicts of the trees of one run, by the mode of the guest program.
enum HangExpectation {
  static let all: [String: [String]] = [
    "deadlock": ["deadlocked"], "spin": ["computing"], "storm": ["spinning"], "work": ["slow"],
    "family": ["waiting-for-child", "waiting-for-child", "deadlocked"],
    "pipe": ["waiting-for-pipe"], "lock": ["sleeping", "waiting-for-lock"],
    "socket": ["waiting-for-network"], "zombie": ["sleeping", "zombie-not-reaped"],
    "sleep": ["sleeping"], "crash": ["crashed-as-init"], "input": ["waiting-for-input"],
    "stopped": ["stopped"], "frozen": ["frozen"],
  ]

  /// What the first process of a tree does: the last of its arguments that is a mode.
  static func mode(of tree: HangReportDocument.Tree) -> String? {
    tree.processes.first?.arguments?.last { all[$0] != nil }
  }
}

/// The parts of the JSON of `diagnose` that tests look at.
struct HangReportDocument: Decodable {
  let answer: String?
  let sentence: String
  let hangs: Bool
  let exitStatus: Int32
  let trees: [Tree]

  struct Tree: Decodable {
    let answer: String?
    let sentence: String?
    let culprit: Int
    let verdict: String
    let container: Container?
    let buildStep: String?
    let processes: [Process]

    /// The process to blame.
    var blamed: Process? { processes.first { $0.pid == culprit } }
  }

  struct Container: Decodable {
    let maker: String
    let id: String
    let name: String?
    let image: String?
  }

  struct Process: Decodable {
    let pid: Int
    let program: String?
    let architecture: String?
    let arguments: [String]?
    let emulator: Emulator?
    let verdict: String

    /// Its program, without directories.
    var name: String? { program.flatMap { $0.split(separator: "/").last.map(String.init) } }
  }

  struct Emulator: Decodable {
    let path: String
    let handler: String?
    let release: String?
  }

  init(parsing outcome: Outcome) throws {
    do {
      try expectSchema(of: outcome.output)
      self = try JSONDecoder().decode(Self.self, from: Data(outcome.output.utf8))
    } catch {
      throw CommandFailed(description: "\(error)\n\(outcome.output)\n\(outcome.errors)")
    }
  }

  private enum CodingKeys: CodingKey { case answer, sentence, hangs, exitStatus, trees }

  /// The verdicts of each tree by what its first process does.
  func verdicts(_ architecture: String) -> [String: [String]] {
    var result: [String: [String]] = [:]
    for tree in trees where tree.processes.first?.architecture == architecture {
      let words = tree.processes.first?.arguments ?? []
      let mode = HangExpectation.mode(of: tree) ?? words.joined(separator: " ")
      result[mode] = tree.processes.map(\.verdict)
    }
    return result
  }
}
