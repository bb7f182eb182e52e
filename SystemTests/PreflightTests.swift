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
      $crossready --strict --ignore handler-lacks-credentials linux/arm64 > $T/b; echo $?
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
      $crossready --format json -o /dev/full linux/arm64; echo $?
      mkdir small; mount -t tmpfs -o size=4k none small
      echo old > small/report
      $crossready --format json -o small/report linux/arm64; echo $?; cat small/report; ls -A small
      $crossready -o nowhere/report linux/arm64; echo $?
      """)
    #expect(
      outcome.output.split(separator: "\n") == [
        "0", "1", "report.prom", "2", "2", "old", "report", "2",
      ], "\(outcome.errors)")
    #expect(outcome.errors.contains("small/.report.new: no space left on device"))
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
      sed "1,/^::$fence::\\$/d" $T/log | grep -vc '^::\\(error\\|warning\\|notice\\) title='
      """)
    #expect(
      outcome.output.split(separator: "\n") == [
        "1", "platforms=linux/arm64", "verdict=notReady", "2", "0",
      ], "\(outcome.errors)")
  }
}
