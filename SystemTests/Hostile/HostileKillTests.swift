import LinuxHost
import Testing

extension HostileTests {
  /// crossready is killed while it replaces handlers that others use, again and again.
  @Suite struct Kills {
    /// At moments that a seed chooses; `CROSSREADY_KILLS` says how often, by default 20 times.
    @Test func nothingIsLost() throws {
      let count = TestHost.variable("CROSSREADY_KILLS").flatMap(Int.init) ?? 20
      var random = SeededGenerator(state: 20_261_125)
      let delays = (0..<count).map { _ in "0.\(String(1000 + random.next() % 160).dropFirst())" }
      let outcome = try asRootAmongUsers(
        """
        for place in /etc/binfmt.d /usr/local/lib; do mount -t tmpfs -o mode=755 none $place; done
        register aarch64
        for delay in \(delays.joined(separator: " ")); do
          $crossready register --method host --persist --replace linux/arm64 > log 2>&1 & process=$!
          sleep $delay; kill -KILL $process; wait $process 2> /dev/null
          $crossready linux/arm64 > report || { echo "not served after $delay"; cat report; }
        done
        $crossready register --method host --persist --replace linux/arm64 > log 2>&1; echo $?
        ls $B; ls -A /etc/binfmt.d; find /usr/local/lib -mindepth 1
        sed 1d /etc/binfmt.d/*.conf > $T/lines
        cmp -s $T/lines /usr/lib/binfmt.d/qemu-aarch64.conf || wc -l < $T/lines
        """, timeout: .seconds(600))
      #expect(
        outcome.output.split(separator: "\n") == [
          "0", "qemu-aarch64", "register", "status", "zz-crossready-arm64.conf", "1",
        ], "\(outcome.output)\(outcome.errors)")
    }
  }
}

/// Numbers that look random and are the same for the same seed (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var word = (state ^ (state >> 30)) &* 0xbf58_476d_1ce4_e5b9
    word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
    return word ^ (word >> 31)
  }
}
