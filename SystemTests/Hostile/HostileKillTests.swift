import Testing

extension HostileTests {
  /// SIGKILL, which nobody can prepare for.
  @Suite struct Kills {
    /// A handler serves after each kill, and one more run mends all that the kills have left.
    ///
    /// `CROSSREADY_KILLS` says how many, and `CROSSREADY_SEED` at which moments.
    @Test func registrationsLoseNothing() throws {
      let kills = TestHost.variable("CROSSREADY_KILLS") ?? "20"
      let seed = TestHost.variable("CROSSREADY_SEED") ?? "1"
      let outcome = try asRootAmongUsers(
        #"""
        mount -t tmpfs -o mode=755 none /etc/binfmt.d
        mount -t tmpfs -o mode=755 none /usr/local/lib
        register aarch64
        work() { exec $crossready register --method host --persist --replace linux/arm64; }
        now() { date +%s%N; }
        start=$(now); (work) > log || cat log
        whole=$((($(now) - start) / 1000000))
        awk -v seed=\#(seed) -v kills=\#(kills) -v whole=$whole 'BEGIN {
          srand(seed); for (; kills > 0; kills--) print rand() * whole * 1.1 / 1000 }' > delays
        killed=0
        while read -r delay; do
          (work) > log 2>&1 < /dev/null & process=$!
          sleep $delay; kill -KILL $process
          wait $process 2> log; [ $? = 137 ] && killed=$((killed + 1))
          $crossready linux/arm64 > log 2>&1 < /dev/null ||
            { echo "nothing serves after $delay s"; cat log; $crossready list; }
        done < delays
        [ $killed -ge $((\#(kills) / 2)) ] || echo "only $killed of \#(kills) were killed"
        $crossready register --method host --persist linux/arm64 > log 2>&1 || cat log
        ls -A $B /etc/binfmt.d /usr/local/lib
        $crossready linux/arm64 > log || cat log
        sed -n 2p $B/qemu-aarch64; sed '1d; s/.*:\([^:]*:[^:]*\)$/\1/' /etc/binfmt.d/*
        """#, timeout: .seconds(580))
      let directory = "/proc/sys/fs/binfmt_misc"
      #expect(
        outcome.output == """
          /etc/binfmt.d:
          zz-crossready-arm64.conf

          \(directory):
          qemu-aarch64
          register
          status

          /usr/local/lib:
          interpreter /usr/bin/qemu-aarch64-static
          /usr/bin/qemu-aarch64-static:CFP

          """, "\(outcome.errors)")
    }
  }
}
