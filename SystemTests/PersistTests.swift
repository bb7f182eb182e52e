import Testing

extension EngineTests {
  /// `--persist`: what survives a boot, for which systemd's own program stands in.
  @Suite struct Persist {
    @Test func survivesBootAndRestart() throws {
      let outcome = try onEngineHost(
        """
        note() { $crossready check -v linux/arm64 linux/arm | grep -c '^NOTE handler-not-persistent'; }
        # Debian's own configuration would bring handlers back, but not these.
        rm /usr/lib/binfmt.d/qemu-*.conf
        $crossready register --image $stand_in:stand-in linux/arm64 linux/arm > $T/output; note
        $crossready register --persist --image $stand_in:stand-in linux/arm64 linux/arm > $T/output
        echo "status $?"; rows $T/output; grep ^written: $T/output; note
        grep -o '^A reboot keeps them' $T/output
        written() { find /etc/binfmt.d/zz-* /usr/local/lib/crossready -type f -printf '%p %i %T@\\n'; }
        written > $T/written
        $crossready register --persist --image $stand_in:stand-in linux/arm64 linux/arm | grep ^written:
        written | cmp - $T/written
        left | grep -v /usr/lib/binfmt.d; cat /etc/binfmt.d/zz-crossready-arm64.conf
        remove_handlers; engines no-docker
        for restart in 1 2; do
          /usr/lib/systemd/systemd-binfmt; sed 3q $B/qemu-aarch64
          $crossready check linux/arm64 linux/arm > $T/report; echo "status $?"
        done
        $crossready unregister --persist linux/arm64; echo "status $?"
        $crossready unregister --all --persist > $T/removed; status=$?
        # Other tests' probe images go with it.
        grep -v crossready-probe $T/removed; echo "status $status"; left | grep -e crossready -e qemu- |
          grep -v /usr/lib/binfmt.d
        """)
      let kept = "/usr/local/lib/crossready/qemu-VERSION"
      let magic =
        #"\x7f\x45\x4c\x46\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\xb7\x00"#
      let ones = #"\xff\xff\xff\xff\xff\xff\xff"#
      let mask = #"\#(ones)\x00\x00\#(ones)\xfe\xff\xff\xff"#
      #expect(
        outcome.output.withoutVersions == """
          1
          status 0
          linux/arm64   kept    qemu-aarch64 VERSION
          linux/arm/v7  kept    qemu-arm VERSION
          written: \(kept)/qemu-aarch64
          written: \(kept)/qemu-arm
          written: /etc/binfmt.d/zz-crossready-arm64.conf
          written: /etc/binfmt.d/zz-crossready-arm.conf
          0
          A reboot keeps them
          /etc/binfmt.d/zz-crossready-arm.conf
          /etc/binfmt.d/zz-crossready-arm64.conf
          /usr/local/lib/crossready
          \(kept)
          \(kept)/qemu-aarch64
          \(kept)/qemu-arm
          entry qemu-aarch64
          entry qemu-arm
          # Written by crossready; 'crossready unregister --persist' removes it.
          :qemu-aarch64:M:0:\(magic):\(mask):\(kept)/qemu-aarch64:CFP
          enabled
          interpreter \(kept)/qemu-aarch64
          flags: POCF
          status 0
          enabled
          interpreter \(kept)/qemu-aarch64
          flags: POCF
          status 0
          removed qemu-aarch64
          removed /etc/binfmt.d/zz-crossready-arm64.conf
          removed \(kept)/qemu-aarch64
          status 0
          removed qemu-arm
          removed /etc/binfmt.d/zz-crossready-arm.conf
          removed \(kept)/qemu-arm
          status 0

          """, "\(outcome.errors)")
    }

    /// The plan of removing names what is removed, and what is registered again nevertheless.
    @Test func dryRunOfRemovingSaysWhatIsRemoved() throws {
      let outcome = try onEngineHost(
        """
        rm /usr/lib/binfmt.d/qemu-aarch64.conf
        $crossready register --persist --image $stand_in:stand-in linux/arm64 linux/arm > $T/output
        $crossready verify linux/arm64 > $T/output
        for what in linux/arm64 --all; do
          $crossready unregister --persist --dry-run $what > $T/planned; echo "status $?"
          $crossready unregister --persist $what > $T/removed; echo "status $?"
          sed 's/^would remove/removed/' $T/planned | diff - $T/removed
          grep -v ' of podman$' $T/planned | sed 's/crossready-probe:.*/crossready-probe/'
        done
        left | grep -v /usr/lib/binfmt.d
        """)
      let kept = "/usr/local/lib/crossready/qemu-VERSION"
      #expect(
        outcome.output.withoutVersions == """
          status 0
          status 0
          would remove qemu-aarch64
          would remove /etc/binfmt.d/zz-crossready-arm64.conf
          would remove \(kept)/qemu-aarch64
          status 0
          status 0
          would remove qemu-arm
          would remove /etc/binfmt.d/zz-crossready-arm.conf
          would remove \(kept)/qemu-arm
          would remove localhost/crossready-probe
          /usr/lib/binfmt.d/qemu-arm.conf registers qemu-arm again at the next boot

          """, "\(outcome.errors)")
    }

    /// The emulators that a package has installed stay where they are.
    @Test func emulatorsOfTheHost() throws {
      let outcome = try onEngineHost(
        """
        engines no-docker
        plan() { $crossready register --method host --persist --dry-run linux/riscv64 linux/386; }
        plan | sed 1,5d
        $crossready register --method host --persist linux/riscv64 > $T/output; echo "status $?"
        plan; left; sed -n '2s/.*:\\([^:]*:[^:]*\\)$/\\1/p' /etc/binfmt.d/zz-crossready-riscv64.conf
        /usr/lib/systemd/systemd-binfmt; sed -n 2p $B/qemu-riscv64
        """)
      #expect(
        outcome.output == """

          would register:
            /usr/libexec/qemu-binfmt/riscv64-binfmt-P

          would also write, once the handlers work:
            /etc/binfmt.d/zz-crossready-riscv64.conf
          status 0
          Nothing would be changed.

          PLATFORM       PLAN  BECAUSE
          linux/riscv64  keep  qemu-riscv64 works
          linux/386      keep  the CPU executes it
          /etc/binfmt.d/zz-crossready-riscv64.conf
          entry qemu-riscv64
          /usr/libexec/qemu-binfmt/riscv64-binfmt-P:CFP
          interpreter /usr/libexec/qemu-binfmt/riscv64-binfmt-P

          """, "\(outcome.errors)")
    }

    /// A configuration that stands in the way of ours.
    struct Obstacle: Sendable, CustomTestStringConvertible {
      let testDescription: String
      let file: String
      let message: String
    }

    static let obstacles = [
      Obstacle(
        testDescription: "applied later", file: "zzz-admin.conf",
        message: "after a boot 'admin' would handle linux/arm64, not what would be "
          + "written; nothing was written, see the files of /etc/binfmt.d and 'crossready list'"),
      Obstacle(
        testDescription: "of our name", file: "zz-crossready-arm64.conf",
        message: "/etc/binfmt.d/zz-crossready-arm64.conf is there and was not written by "
          + "crossready; nothing was changed, move it away first"),
    ]

    /// Nothing is written, and what was registered stands.
    @Test(arguments: obstacles)
    func refused(_ obstacle: Obstacle) throws {
      let outcome = try onEngineHost(
        """
        line aarch64 | sed 's/^:[^:]*:/:admin:/' > /etc/binfmt.d/\(obstacle.file)
        cp /etc/binfmt.d/\(obstacle.file) $T/before
        $crossready register --persist --image $stand_in:stand-in linux/arm64 > $T/output
        echo "status $?"; rows $T/output; left; cmp $T/before /etc/binfmt.d/\(obstacle.file)
        """)
      #expect(
        outcome.output.withoutVersions == """
          status 1
          linux/arm64  registered  qemu-aarch64 VERSION
          /etc/binfmt.d/\(obstacle.file)
          entry qemu-aarch64

          """)
      #expect(
        outcome.complaints == ["running docker.io/tonistiigi/binfmt:stand-in", obstacle.message])
    }

    @Test func nothingReadsTheConfiguration() throws {
      let outcome = try onEngineHost(
        """
        rm /usr/lib/systemd/systemd-binfmt
        $crossready register --persist --method host linux/arm64 > $T/output
        echo "status $?"; left
        """)
      #expect(
        outcome.output == "status 1\n/usr/lib/systemd/systemd-binfmt\nentry qemu-aarch64\n")
      #expect(outcome.errors.hasPrefix("crossready: --persist is not supported on this host"))
    }
  }
}
