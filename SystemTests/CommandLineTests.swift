import Testing

@Suite(.onPreparedHost)
struct CommandLineTests {
  private func crossready(_ arguments: String...) throws -> Outcome {
    try execute(TestHost.program, arguments)
  }

  @Test(arguments: [
    ["linux/sparc64"], ["check", "--fromat", "json"], ["check", "--format", "yaml"], ["--strict=1"],
    ["list", "extra"], ["explain", "no-handlr"], ["check", "--timeout", "0"], ["help", "nothing"],
    ["check", "--facts"], ["windows/amd64"], [""],
  ])
  func usageErrors(_ arguments: [String]) throws {
    let outcome = try execute(TestHost.program, arguments)
    #expect(outcome.status == 64)
    #expect(outcome.output.isEmpty)
    #expect(outcome.errors.hasPrefix("crossready: "))
    #expect(outcome.errors.split(separator: "\n").count == 1)
  }

  @Test(arguments: [
    ["--version"], ["--help"], ["help", "check"], ["explain"], ["explain", "exec-loops"],
    ["explain", "deadlocked"], ["explain", "foreign-library"],
  ])
  func answersWithoutAHost(_ arguments: [String]) throws {
    let outcome = try execute(TestHost.program, arguments)
    #expect(outcome.status == 0)
    #expect(outcome.errors.isEmpty)
    #expect(outcome.output.split(separator: "\n").allSatisfy { $0.count <= 80 })
  }

  @Test func outputThatCannotBeWritten() throws {
    let script = """
      $crossready explain > /dev/full; echo $?
      $crossready explain >&-; echo $?
      exec 3>&1; { $crossready explain; echo $? >&3; } | :
      $crossready check --facts /nonexistent; echo $?
      echo '{' | $crossready check --facts -; echo $?
      head -c 70000000 /dev/zero | $crossready check --facts -; echo $?
      $crossready facts linux/amd64 | $crossready verify --facts - linux/amd64; echo $?
      """
    let outcome = try execute(
      "/bin/sh", ["-c", script], environment: ["crossready": TestHost.program])
    #expect(outcome.output == "2\n2\n0\n2\n2\n2\n2\n", "\(outcome.errors)")
    #expect(outcome.errors.split(separator: "\n").allSatisfy { $0.hasPrefix("crossready: ") })
  }

  /// A copy of the emulator that hangs, under a name that no other process has in its arguments.
  private let hangs = "id=hangs$$; cp $fixtures/emulator-HANGS $T/$id\n"

  @Test(arguments: ["TERM", "INT", "HUP"])
  func interruptionEndsEverything(_ signal: String) throws {
    // In a directory instead of a mount: that is what could be left behind.
    let outcome = try inPrivateInstance(
      hangs + """
        entry hanging aarch64 OCF $T/$id
        mkdir $T/tmp; export TMPDIR=$T/tmp
        env --default-signal=INT $fixtures/confine namespaces -- \\
          $crossready check --timeout 60 linux/arm64 > /dev/null &
        within_deadline pgrep -f $id
        ls -A $T/tmp | wc -l
        kill -\(signal) $!
        wait $!; echo $?
        pgrep -f $id | wc -l
        ls -A $T/tmp | wc -l
        """)
    let number = ["TERM": 15, "INT": 2, "HUP": 1][signal] ?? 0
    #expect(outcome.output == "1\n\(128 + number)\n0\n0\n", "\(outcome.errors)")
  }

  @Test func hangingProbeKeepsItsDeadline() throws {
    let outcome = try inPrivateInstance(
      hangs + """
        register arm; entry hanging aarch64 OCF $T/$id
        $crossready check --timeout 0.3 --format json linux/arm64 linux/arm/v7; status=$?
        pgrep -f $id >&2
        exit $status
        """)
    #expect(outcome.status == 1)
    #expect(outcome.errors.isEmpty, "a process is left")
    let report = try ReportDocument(parsing: outcome.output)
    #expect(report.platforms.map(\.verdict) == ["notReady", "ready"])
  }
}
