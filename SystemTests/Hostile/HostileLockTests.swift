import Testing

extension HostileTests {
  /// Locks that somebody holds for ever.
  @Suite struct Locks {
    /// An ordinary user locks all that he can open; root says whose lock it is, and goes on.
    @Test func rootWaitsForNoUser() throws {
      let outcome = try asRootAmongUsers(
        #"""
        start_as_user 'for file in $B $B/* /run/crossready /run/crossready/*; do
          flock $file sh -c "touch $T/shared/held-$(basename $file); exec sleep 1000" & done; wait'
        within_deadline [ -e shared/held-binfmt_misc ]; within_deadline [ -e shared/held-status ]
        start=$(date +%s)
        timeout 60 $crossready register --method host --timeout 2 linux/arm64 > log; echo $?
        [ $(($(date +%s) - start)) -lt 20 ] || echo late
        ls $B; pkill -KILL -P $started; kill -KILL $started
        """#)
      #expect(outcome.output == "0\nqemu-aarch64\nregister\nstatus\n", "\(outcome.errors)")
      #expect(outcome.errors.contains("flock (process "), "\(outcome.errors)")
      #expect(outcome.errors.contains(" of user 1000) keeps the lock"), "\(outcome.errors)")
    }

    /// Root's own lock is waited for, to a deadline; then it is said whose it is.
    @Test func rootWaitsForRootToADeadline() throws {
      let outcome = try asRootAmongUsers(
        #"""
        python3 -c 'import fcntl, time
        file = open("/proc/sys/fs/binfmt_misc/register", "wb", 0)
        fcntl.lockf(file, fcntl.LOCK_EX); open("held", "w"); time.sleep(1000)' & holder=$!
        within_deadline [ -e held ]
        for words in 'register --method host linux/arm64' 'unregister linux/arm64'; do
          timeout 60 $crossready $words --timeout 0.02 > log; echo $?
        done
        # Who only looks waits for nobody.
        timeout 60 $crossready register --method host --dry-run linux/arm64 > log; echo $?
        timeout 60 $crossready unregister --dry-run linux/arm64 > log; echo $?
        ls $B; kill -KILL $holder; wait $holder
        timeout 60 $crossready register --method host linux/arm64 > log; echo $?
        """#)
      #expect(
        outcome.output == "1\n1\n0\n0\nregister\nstatus\n0\n", "\(outcome.output)\(outcome.errors)")
      let said = outcome.errors.split(separator: "\n").filter { $0.contains("still changing") }
      #expect(said.count == 2, "\(outcome.errors)")
      #expect(said.allSatisfy { $0.contains("python3 (process ") && $0.contains(" of user 0)") })
    }

    /// What one mounts meanwhile the other one takes.
    @Test func twoThatMount() throws {
      let outcome = try asRootAmongUsers(
        #"""
        umount $B
        for number in 1 2 3 4; do
          $crossready register --method host linux/arm64 > log-$number 2>&1 || echo failed &
        done
        wait; cat log-* | grep -c -e registered -e kept; ls $B; findmnt --noheadings $B | wc -l
        """#)
      #expect(outcome.output == "4\nqemu-aarch64\nregister\nstatus\n1\n", "\(outcome.errors)")
    }
  }
}
