import Testing

/// Of what a process needs there is nearly nothing, or nothing.
@Suite(.onPreparedHost)
struct ScarcityTests {
  struct Lack: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// A script that runs `$crossready` on a host that has a handler of linux/arm64.
    let script: String
    let status: Int32
    /// How the answer begins, or what is said where it cannot be written.
    let words: String
  }

  static let ready = "linux/arm64 is ready"
  static let lacks = [
    Lack(
      testDescription: "16 descriptors", script: "ulimit -n 16; $crossready linux/arm64",
      status: 0, words: ready),
    Lack(
      testDescription: "8 descriptors", script: "ulimit -n 8; $crossready linux/arm64",
      status: 2, words: "linux/arm64 is unknown: not read: probes: too many open files"),
    Lack(
      testDescription: "60 MB of addresses", script: "ulimit -v 60000; $crossready linux/arm64",
      status: 1, words: "linux/arm64 is not ready: the address-space limit"),
    Lack(
      testDescription: "30 MB of addresses, for the CPU itself",
      script: "ulimit -v 30000; $crossready linux/amd64", status: 0,
      words: "linux/amd64 is ready"),
    Lack(
      testDescription: "no /proc",
      script: "mount -t tmpfs none /proc; $crossready linux/amd64; s=$?; umount /proc; exit $s",
      status: 0, words: "linux/amd64 is ready"),
    Lack(
      testDescription: "an empty /dev",
      script: "mount -t tmpfs none /dev; $crossready linux/arm64", status: 0, words: ready),
    Lack(
      testDescription: "no writable directory for temporary files",
      script: """
        for directory in /tmp /var/tmp /dev/shm; do mount -t tmpfs -o ro none $directory; done
        $crossready linux/arm64
        """, status: 0, words: ready),
    Lack(
      testDescription: "a root that is read-only",
      script: "mount -o remount,bind,ro / && $crossready linux/arm64", status: 0, words: ready),
    Lack(
      testDescription: "a full standard output", script: "$crossready linux/arm64 > /dev/full",
      status: 2, words: "crossready: cannot write to standard output: no space left on device"),
    Lack(
      testDescription: "no standard output", script: "$crossready linux/arm64 >&-",
      status: 2, words: "crossready: cannot write to standard output: bad file descriptor"),
    Lack(
      testDescription: "a full standard error", script: "$crossready linux/arm64 2> /dev/full",
      status: 0, words: ready),
    Lack(
      testDescription: "a full disk",
      script: """
        mkdir $T/small; mount -t tmpfs -o size=4k none $T/small; echo x > $T/small/x
        $crossready -o $T/small/report linux/arm64; status=$?
        [ "$(ls -A $T/small)" = x ] && exit $status
        """, status: 2, words: "crossready: cannot write to"),
  ]

  @Test(arguments: lacks)
  func answersNevertheless(_ lack: Lack) throws {
    let outcome = try inPrivateInstance("register aarch64; (" + lack.script + ")")
    #expect(outcome.status == lack.status, "\(outcome.output)\(outcome.errors)")
    let said = outcome.output + outcome.errors
    #expect(said.contains(lack.words), "\(said)")
  }

  /// A handler is registered although nobody is told.
  @Test func registeringIsNotUndoneByAFullOutput() throws {
    let outcome = try inPrivateInstance(
      "$crossready register --method host linux/arm64 > /dev/full; echo $?; ls $B | grep qemu")
    #expect(outcome.output == "2\nqemu-aarch64\n", "\(outcome.errors)")
  }

  /// Nothing piles up: no processes, no mounts, no files.
  @Test func manyRunsLeaveNothing() throws {
    let outcome = try inPrivateInstance(
      """
      register aarch64
      state() { cat /proc/self/mountinfo | wc -l; find /tmp /var/tmp /dev/shm -xdev -name '*crossready*' | wc -l; }
      state > $T/before
      for run in $(seq 100); do $crossready linux/arm64 > $T/report || echo "run $run: $?"; done
      state | cmp - $T/before; pgrep -P $$ -x crossready
      """)
    #expect(outcome.output == "", "\(outcome.errors)")
  }
}
