import Testing

/// An ordinary user against root's crossready: what processes and handlers name.
extension HostileTests {
  @Suite struct Processes {
    /// To open a device may reboot the machine, and a pipe tells that it was opened.
    @Test func whatAnEmulatorsWordNamesIsNotOpened() throws {
      let outcome = try asRootAmongUsers(
        """
        cp /bin/sleep shared/qemu-arm; chmod 755 shared/qemu-arm
        as_user 'mkfifo $T/shared/1000'
        start_as_user 'cd $T/shared; exec ./qemu-arm 1000'; emulator=$started
        within_deadline sh -c "readlink /proc/$emulator/exe | grep -q qemu-arm"
        # Who opens a pipe for writing waits for a reader.
        start_as_user 'echo > $T/shared/1000; touch $T/shared/opened'; writer=$started
        within_deadline grep -q 'wait_for_partner\\|fifo_open' /proc/$writer/wchan
        # Of the machine's other processes not all can be seen.
        timeout 30 $crossready diagnose --interval 0.1 > report; [ $? -lt 3 ] || echo $?
        ls shared
        kill $emulator $writer
        """)
      #expect(outcome.output == "1000\nqemu-arm\n", "\(outcome.errors)")
    }

    /// A path that is registered may be anybody's; what a bridge names is another process by now.
    @Test(arguments: ["qemu-aarch64", "crossready-old-qemu-aarch64"])
    func planningExecutesNothing(_ name: String) throws {
      let outcome = try asRootAmongUsers(
        """
        install -o 1000 -m 755 $fixtures/emulator-RECORDS shared/recorder
        start_as_user 'exec $T/shared/recorder wait'; process=$started
        within_deadline sh -c "readlink /proc/$process/exe | grep -q recorder"
        entry \(name) aarch64 C /proc/$process/exe
        $crossready unregister --dry-run linux/arm64; echo $?
        ls shared; kill -9 $process; wait $process
        $crossready unregister linux/arm64 > log; echo $?; ls $B
        """)
      let isBridge = name != "qemu-aarch64"
      #expect(!outcome.output.contains("executed"), "\(outcome.output)")
      #expect(outcome.output.contains("\nrecorder\n"), "\(outcome.output)\(outcome.errors)")
      #expect(
        outcome.output.hasSuffix(
          isBridge ? "0\nregister\nstatus\n" : "1\n\(name)\nregister\nstatus\n"),
        "\(outcome.output)\(outcome.errors)")
    }

    /// Child processes have other numbers there: what those lead to is somebody else's.
    @Test func nothingIsDoneInTheProcOfOthers() throws {
      let outcome = try asRootAmongUsers(
        """
        register aarch64
        unshare --pid --fork $crossready linux/arm64; echo $?
        unshare --pid --fork $crossready register --method host linux/arm; echo $?
        unshare --pid --fork --mount-proc $crossready linux/arm64 > log; echo $?
        ls $B
        """)
      #expect(outcome.output.contains("proc-of-others"), "\(outcome.output)\(outcome.errors)")
      #expect(outcome.output.contains("\n2\n"), "\(outcome.output)")
      #expect(
        outcome.output.hasSuffix("0\nqemu-aarch64\nregister\nstatus\n"),
        "\(outcome.output)\(outcome.errors)")
      #expect(!outcome.output.contains("qemu-arm\n"))
    }

    /// Root's probes are run by nobody: an emulator is somebody's program.
    @Test func probesHaveNoRightsOfRoots() throws {
      let outcome = try asRootAmongUsers(
        """
        entry qemu-aarch64 aarch64 CF $fixtures/emulator-PRINTS_RIGHTS
        $crossready facts linux/arm64 > facts; echo $?
        jq -r '.probing.rights.seen, (.probing.runs[] | select(.architecture == "arm64") | .output)' facts |
          grep -v '^$' | sort -u
        """)
      let lines = outcome.output.split(separator: "\n").map(String.init)
      #expect(
        lines.contains("nobody") && lines.contains("user=65534"),
        "\(outcome.output)\(outcome.errors)")
      #expect(lines.contains("capabilities=0") && lines.contains("no-new-privileges=1"), "\(lines)")
    }

    /// Processes of the user that probes run as are not to decide what root is told.
    @Test func nobodyUsesUpWhatNobodyMayStart() throws {
      let outcome = try asRootAmongUsers(
        """
        register aarch64
        setsid setpriv --reuid 65534 --regid 65534 --clear-groups \\
          /bin/sh -c 'for each in $(seq 60); do sleep 100 & done; echo ready; wait' > started & crowd=$!
        within_deadline grep -q ready started
        prlimit --nproc=50:50 $crossready --format json linux/arm64 > report; echo $?
        jq -r '.verdict, .findings[].id' report | grep -v private
        kill -- -$crowd
        # An ordinary user who may start no more is told so, and nothing of the emulator.
        setpriv --reuid 1000 --regid 1000 --clear-groups prlimit --nproc=1:1 \\
          $crossready --format json linux/arm64 > report; echo $?
        jq -r '.verdict' report
        """)
      #expect(
        outcome.output == "0\nready\nemulator-known-bad\n2\nunknown\n",
        "\(outcome.output)\(outcome.errors)")
    }

    #if arch(x86_64)
      /// What runs as nobody is anybody's who is nobody, too: it must not be what is registered.
      @Test func noProgramOfOthersBecomesTheHandler() throws {
        let outcome = try asRootAmongUsers(
          #"""
          mkdir bin kept; cp /usr/bin/qemu-aarch64-static bin/old-emulator
          entry qemu-aarch64 aarch64 CF $T/bin/old-emulator
          # What others can write is not registered anew.
          chmod 777 bin
          # The new one is no good, so that the old one is to be registered again.
          mount --bind $fixtures/emulator-GIVES_UP /usr/bin/qemu-aarch64-static
          mount -t tmpfs none /usr/local/lib
          install -m 755 $fixtures/hijack $fixtures/emulator-TAKES_OVER shared
          cp $fixtures/guests/guest-arm64 guest
          setpriv --reuid 65534 --regid 65534 --clear-groups shared/hijack \
            old-emulator /linux-arm64 shared/emulator-TAKES_OVER > hijacked & attacker=$!
          for run in 1 2 3; do
            timeout 60 $crossready register --method host --replace linux/arm64 > log; echo $?
            timeout 5 ./guest | grep 'taken over'
          done
          kill $attacker; cat hijacked
          """#)
        #expect(outcome.output == "1\n1\n1\n", "\(outcome.errors)")
      }
    #endif

    /// In a user namespace of one user there is no other to be; then all capabilities go.
    @Test func probesHaveNoCapabilitiesWhereNobodyIsMapped() throws {
      let outcome = try inPrivateInstance(
        """
        entry qemu-aarch64 aarch64 CF $fixtures/emulator-PRINTS_RIGHTS
        $crossready facts linux/arm64 > $T/facts; echo $?
        jq -r '.probing.rights.seen, (.probing.runs[] | select(.architecture == "arm64") | .output)' \\
          $T/facts | grep -v '^$' | sort -u
        """)
      let lines = outcome.output.split(separator: "\n").map(String.init)
      #expect(lines.contains("no-capabilities"), "\(outcome.output)\(outcome.errors)")
      #expect(lines.contains("capabilities=0") && lines.contains("no-new-privileges=1"), "\(lines)")
    }

    /// What only root may execute works for root, and is said to be so.
    @Test func anEmulatorOfRootsAlone() throws {
      let outcome = try asRootAmongUsers(
        """
        mkdir -m 700 roots/private; cp /usr/bin/qemu-aarch64-static roots/private
        entry qemu-aarch64 aarch64 C $T/roots/private/qemu-aarch64-static
        $crossready facts linux/arm64 > facts; echo $?
        jq '[.probing.runs[] | select(.architecture == "arm64" and .purpose == "chain") |
          .isClosedToUsers, .exitStatus]' -c facts
        """)
      #expect(outcome.output.hasPrefix("0\n["), "\(outcome.output)\(outcome.errors)")
    }
  }
}
