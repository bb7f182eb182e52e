import Testing

/// What pipelines ask of a preflight.
@Suite(.onPreparedHost)
struct PreflightTests {
  @Test func waitsUntilTheHostIsReady() throws {
    let outcome = try inPrivateInstance(
      """
      $crossready --wait 30 linux/arm64 > $T/report & waiting=$!
      # Registered while it waits: its first look has failed by the time that its probes have run.
      while ! $crossready linux/arm64 > $T/other; do register aarch64; done
      wait $waiting; echo $?
      """)
    #expect(outcome.output == "0\n")
  }

  @Test func waitingEndsWhenTheTimeIsUp() throws {
    let outcome = try inPrivateInstance(
      "time -p $crossready --wait 1 linux/arm64 > $T/report; echo $?".replacing(
        "time -p ", with: ""))
    #expect(outcome.output == "1\n")
  }

  @Test func quietPrintsFindingsOnly() throws {
    let outcome = try inPrivateInstance(
      """
      $crossready -q linux/riscv64 > $T/report; echo $?
      grep -c '^BLOCKS no-handler: ' $T/report; grep -c PLATFORM $T/report
      $crossready -q linux/amd64; echo $?
      """)
    #expect(outcome.output == "1\n1\n0\n0\n")
  }

  @Test func ignoredFindingBlocksNoMore() throws {
    let outcome = try inPrivateInstance(
      """
      register aarch64 OPF
      $crossready --strict linux/arm64 > $T/a; echo $?
      $crossready --strict -v --ignore handler-lacks-credentials linux/arm64 > $T/b; echo $?
      grep -c 'ignored, it degrades otherwise' $T/b
      $crossready --ignore handler-lacks-credential 2>&1 | grep -o "did you mean '[a-z-]*'"
      """)
    #expect(
      outcome.output
        == "1\n0\n1\ndid you mean 'handler-lacks-credentials'\n", "\(outcome.errors)")
  }

  @Test func outputIsWholeOrNotAtAll() throws {
    let outcome = try inPrivateInstance(
      """
      cd $T; register aarch64
      $crossready -o report.prom --format prometheus linux/arm64; echo $?
      grep -c '^crossready_platform_ready' report.prom; ls -A
      $crossready --format json -o /dev/full linux/arm64 > doc; echo $?; jq -r .kind doc
      mkdir small; mount -t tmpfs -o size=4k none small
      echo old > small/report
      $crossready --format json -o small/report linux/arm64 > doc; echo $?
      jq -r .kind doc; cat small/report; ls -A small
      $crossready -o nowhere/report linux/arm64; echo $?
      """)
    #expect(
      outcome.output.split(separator: "\n") == [
        "0", "1", "report.prom", "2", "error", "2", "error", "old", "report", "2",
      ], "\(outcome.errors)")
    #expect(outcome.errors.contains("small/report: no space left on device"))
  }

  /// A link is somebody's and may lead anywhere; `/dev/stdout` is what has been opened already.
  @Test func outputFollowsNoLinks() throws {
    let outcome = try inPrivateInstance(
      """
      cd $T; mkdir there; echo old > there/real; ln -s there/real link; ln -s there/new dangling
      ln -s there directory
      for file in link dangling directory/file - /dev/stdout /dev/fd/1 /dev/null; do
        $crossready -o $file linux/amd64 > log; echo $? $(grep -c PLATFORM < log)
      done
      ls -A . there; grep -c PLATFORM there/real there/file
      """)
    #expect(
      outcome.output.split(separator: "\n") == [
        "2 0", "2 0", "0 0", "0 1", "0 1", "0 1", "0 0", ".:", "dangling", "directory", "link",
        "log",
        "there", "there:", "file", "real", "there/real:0", "there/file:1",
      ], "\(outcome.errors)")
  }

  /// In a directory that all may write, somebody else may have been there.
  @Test func outputWaitsForNoPlantedFile() throws {
    let outcome = try inPrivateInstance(
      """
      cd $T; mkfifo .report.new
      timeout 20 $crossready -o report linux/amd64; echo $?; ls -A
      """)
    #expect(outcome.output == "0\n.report.new\nreport\n", "\(outcome.errors)")
  }

  /// The init of a container has no default action for signals.
  @Test(arguments: [("TERM", 143), ("INT", 130)])
  func signalsEndItAsPID1(_ signal: String, _ status: Int) throws {
    let outcome = try inPrivateInstance(
      """
      # In the background, a shell has SIGINT ignored.
      env --default-signal=INT unshare -pf $crossready --wait 600 linux/s390x > $T/report & parent=$!
      caught() { echo $((0x$(sed -n 's/^SigCgt:.//p' /proc/$1/status) & 0x4000)); }
      is_caught() { child=$(pgrep -P $parent -x crossready) && [ $(caught $child) != 0 ]; }
      within_deadline is_caught
      kill -\(signal) $child; wait $parent; echo $?
      """)
    #expect(outcome.output == "\(status)\n", "\(outcome.errors)")
  }

  @Test func githubGetsAnnotationsOutputsAndASummary() throws {
    let outcome = try inPrivateInstance(
      """
      register aarch64; entry "$(printf 'evil\\n::set-output name=x::y')" riscv64 OCP /nowhere
      export GITHUB_ACTIONS=true GITHUB_OUTPUT=$T/output GITHUB_STEP_SUMMARY=$T/summary
      $crossready linux/arm64 linux/riscv64 > $T/log; echo $?
      cat $T/output; grep -c '^| linux/' $T/summary
      # Outside of the fence, nothing begins with a command but annotations.
      fence=$(sed -n '1s/::stop-commands:://p' $T/log)
      # Its reader may leave before the end.
      rm $T/output; $crossready linux/arm64 | true; grep -c platforms $T/output
      GITHUB_OUTPUT=/nonexistent/output $crossready linux/arm64 > $T/whole; echo $?
      grep -c '^PLATFORM' $T/whole
      sed "1,/^::$fence::\\$/d" $T/log | grep -vc '^::\\(error\\|warning\\|notice\\) title='
      """)
    #expect(
      outcome.output.split(separator: "\n") == [
        "1", "platforms=linux/arm64", "verdict=notReady", "2", "1", "2", "1", "0",
      ], "\(outcome.errors)")
  }
}
