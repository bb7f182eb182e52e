import Testing

/// File systems of others that never answer, against root's crossready.
extension HostileTests {
  @Suite(.serialized) struct Stalls {
    /// A script's beginning: `mount_fuse OPTIONS` mounts a file system of a program on `$T/far`, which
    /// holds an emulator; `kill_fuse` has it read requests and answer none. `measure COMMAND` runs it,
    /// prints its status, and complains if it took longer than `$limit` seconds.
    private static let prelude = #"""
      mkdir far; mkfifo held
      sleep 1000 > held & holder=$!
      mount_fuse() {
        $fixtures/fuse $T/far /usr/bin/qemu-aarch64-static "${1-}" < held > fuse.log 2>&1 & fuse=$!
        within_deadline grep -q ready fuse.log
      }
      kill_fuse() { kill -USR1 $fuse; echo 3 > /proc/sys/vm/drop_caches; }
      trap 'kill $holder; wait $fuse; umount -l "$T"; rmdir "$T"' EXIT
      measure() {
        start=$(date +%s%N)
        timeout -s KILL 60 "$@"; echo "status $?"
        [ $((($(date +%s%N) - start) / 1000000)) -lt $((limit * 1000)) ] ||
          echo "took $((($(date +%s%N) - start) / 1000000)) ms"
      }

      """#

    private func onStallingHost(_ script: String) throws -> Outcome {
      try asRootAmongUsers(Self.prelude + script)
    }

    /// The emulator's own file system dies; everything else is still told.
    @Test(arguments: ["C", "CF"], ["", "allow_other"])
    func interpreter(_ flags: String, _ options: String) throws {
      let outcome = try onStallingHost(
        """
        mount_fuse '\(options)'; entry qemu-aarch64 aarch64 \(flags) $T/far/emulator; kill_fuse
        limit=4; measure $crossready --timeout 3 --format json linux/arm64 linux/amd64 > report
        tail -n 1 report; sed -i '/^status/d; /^took/w late' report; cat late 2> /dev/null
        jq -c '[.platforms[] | .platform, .verdict], [.findings[] | select(.severity == "blocks") |
          .id]' report
        """)
      let lines = outcome.output.split(separator: "\n")
      #expect(lines.first == "status 1", "\(outcome.output)\(outcome.errors)")
      #expect(
        lines.dropFirst().first
          == #"["linux/arm64","notReady","linux/amd64","ready"]"#,
        "\(outcome.output)\(outcome.errors)")
      #expect(
        lines.last?.contains("interpreter-stalled") == true, "\(outcome.output)\(outcome.errors)")
    }

    /// Whoever wants to end it must not wait for who never answers.
    @Test func aSignalEndsItAtOnce() throws {
      let outcome = try onStallingHost(
        """
        mount_fuse; entry qemu-aarch64 aarch64 CF $T/far/emulator; kill_fuse
        $crossready --timeout 30 linux/arm64 > report 2>&1 & process=$!
        within_deadline pgrep -P $process > children
        sleep 0.5
        start=$(date +%s%N); kill $process; wait $process; echo $?
        [ $((($(date +%s%N) - start) / 1000000)) -lt 1000 ] || echo late
        """)
      #expect(outcome.output == "143\n", "\(outcome.errors)")
    }

    /// A look at processes reaches their memory and their programs: one of them hangs with its file
    /// system, and keeps nobody from being told about the others.
    @Test func lookAtProcesses() throws {
      let outcome = try onStallingHost(
        """
        cp /bin/busybox far-guest; mkdir guests
        mount_fuse; register arm
        entry qemu-aarch64 aarch64 C $T/far/emulator
        $fixtures/guests/guest-arm64 sleep > arm64.log 2>&1 & stuck=$!
        $fixtures/guests/guest-arm sleep > arm.log 2>&1 & fine=$!
        within_deadline sh -c "grep -q emulator /proc/$stuck/maps && grep -q qemu-arm /proc/$fine/maps"
        kill_fuse
        limit=6; measure $crossready diagnose --interval 0.5 --format json > report
        grep -o '^\\(status\\|took\\).*' report | grep -v 'status [012]'
        sed -i '/^status/d; /^took/d' report
        jq -r '.trees[].processes[].pid' report | grep -x -e $stuck -e $fine | wc -l
        kill -9 $stuck $fine
        """)
      #expect(outcome.output == "2\n", "\(outcome.output)\(outcome.errors)")
    }

    /// A trigger whose daemon hangs stands where binfmt_misc should be.
    @Test(arguments: [
      ("--timeout 3 linux/amd64 linux/arm64", "binfmt-stalled"),
      ("list", "cannot read the entries"),
      ("facts --timeout 3 linux/amd64", "\"errno\" : 110"),
      ("register --dry-run --method host --timeout 3 linux/arm64", "linux/arm64"),
    ])
    func automount(_ words: String, _ expected: String) throws {
      let outcome = try execute(
        TestHost.fixture("autofs"),
        [
          "hangs", "/bin/sh", "-c",
          """
          start=$(date +%s%N); timeout -s KILL 60 $crossready \(words) 2>&1
          [ $((($(date +%s%N) - start) / 1000000)) -lt 6000 ] || echo late
          """,
        ], environment: ["crossready": TestHost.program])
      #expect(outcome.output.contains(expected), "\(outcome.output)\(outcome.errors)")
      #expect(!outcome.output.contains("late\n"), "\(outcome.output)")
    }

    /// Time in which crossready itself was stopped is nobody's fault.
    @Test func stoppedForLongerThanTheDeadline() throws {
      let outcome = try asRootAmongUsers(
        """
        register aarch64
        for delay in 0 0.002 0.004 0.008; do
          $crossready --timeout 1 linux/arm64 > report & process=$!
          sleep $delay; kill -STOP $process; sleep 2; kill -CONT $process
          wait $process; echo $?
        done
        """)
      #expect(outcome.output == "0\n0\n0\n0\n", "\(outcome.errors)")
    }

    /// A file that is cut while it is read, or that says a million times what it is not.
    @Test func anEmulatorThatChanges() throws {
      let outcome = try asRootAmongUsers(
        """
        mkdir theirs; cp /usr/bin/qemu-aarch64-static theirs/emulator
        entry qemu-aarch64 aarch64 C $T/theirs/emulator
        (while :; do truncate -s 40M theirs/emulator; truncate -s 0 theirs/emulator; done) & cutter=$!
        for run in 1 2 3 4 5 6 7 8; do
          $crossready unregister --dry-run linux/arm64 > log || [ $? -lt 3 ] || echo died
        done
        kill $cutter
        yes 'qemu-a version 0.0' | head -c 50000000 > theirs/emulator
        start=$(date +%s%N); $crossready unregister --dry-run linux/arm64 > log
        [ $((($(date +%s%N) - start) / 1000000)) -lt 3000 ] || echo late
        """)
      #expect(outcome.output == "", "\(outcome.output)\(outcome.errors)")
    }
  }
}
