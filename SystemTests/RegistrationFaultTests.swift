import Testing

extension EngineTests {
  /// crossready is killed, or cannot write, in the middle of a change: the next run finishes or
  /// undoes it.
  @Suite struct RegistrationFault {
    /// Killed when one handler is replaced already, and the other one's old entry is gone.
    @Test func killedInReplace() throws {
      let outcome = try onEngineHost(
        faults + """
          register aarch64; entry mine arm CPF /usr/bin/qemu-arm-static
          begin register --replace --image $stand_in:hangs linux/arm linux/arm64
          within_deadline running; within_deadline [ -e $B/qemu-arm ]; kill -KILL $process; ended
          handlers; $crossready check linux/arm64 linux/arm > $T/report; echo "status $?"
          $crossready register linux/arm64 > $T/again; echo "status $?"; rows $T/again
          left; sed -n 2p $B/qemu-aarch64
          """)
      #expect(
        outcome.output.withoutVersions == """
          status 137
          qemu-arm
          crossready-oldP-qemu-aarch64
          crossready-oldP-mine
          status 0
          status 0
          linux/arm64  kept    qemu-aarch64 VERSION
          entry qemu-aarch64
          entry qemu-arm
          interpreter /usr/libexec/qemu-binfmt/aarch64-binfmt-P

          """)
      let lines = outcome.complaints
      #expect(
        lines.prefix(2) == [
          "an earlier run had not finished with qemu-aarch64; now it is",
          "an earlier run had not finished with mine; now it is",
        ])
      #expect(lines.count == 3, "\(lines)")
      #expect(
        lines.last?.hasPrefix("an earlier run had left the container crossready-") == true)
    }

    /// Killed before the old entry is gone, and when it stands again.
    @Test(arguments: [false, true])
    func killedBesideTheBridge(_ bridgeIsOlder: Bool) throws {
      let bridge = "entry crossready-old-qemu-aarch64 aarch64 CPF /usr/bin/qemu-aarch64-static"
      let old = "register aarch64 OPF"
      let setup = bridgeIsOlder ? "\(bridge); \(old)" : "\(old); \(bridge)"
      let outcome = try onEngineHost(
        """
        \(setup); cat $B/qemu-aarch64 > $T/before
        $crossready register linux/arm64 > $T/output; echo "status $?"; left
        cmp $T/before $B/qemu-aarch64
        """)
      #expect(outcome.output == "status 0\nentry qemu-aarch64\n")
      #expect(
        outcome.complaints == ["an earlier run had not finished with qemu-aarch64; now it is"])
    }

    /// Killed as soon as the bridge is seen, wherever that is.
    @Test func killedAtAnyTime() throws {
      let outcome = try onEngineHost(
        faults + """
          for delay in 0 0.01 0.05 0.2 0.4; do
            remove_handlers; register aarch64
            begin register --replace --image $stand_in:stand-in linux/arm64
            within_deadline [ -e $B/crossready-oldP-qemu-aarch64 ]
            sleep $delay; kill -KILL $process; ended > $T/end
            $crossready check linux/arm64 > $T/report || echo 'none serves'
            $crossready register --image $stand_in:stand-in linux/arm64 > $T/output 2> $T/errors ||
              cat $T/output $T/errors
            left
          done | uniq
          """)
      #expect(outcome.output == "entry qemu-aarch64\n", "\(outcome.errors)")
    }

    /// Killed while the image's emulators are copied, and behind that.
    @Test func killedInPersist() throws {
      let outcome = try onEngineHost(
        faults + """
          usual_path=$PATH; before_copying ": > $T/copying; tail -f /dev/null"
          begin register --persist --image $stand_in:stand-in linux/arm64
          within_deadline [ -e $T/copying ]; kill -KILL $process; ended; PATH=$usual_path
          $crossready register --persist --image $stand_in:stand-in linux/arm64 2> $T/errors > $T/log
          grep -c 'left the container' $T/errors
          # As if it had been killed before it gave the file its name.
          (cd /etc/binfmt.d && mv zz-crossready-arm64.conf .zz-crossready-arm64.conf.new)
          ls -A /etc/binfmt.d; find /usr/local/lib/crossready
          PATH=$usual_path $crossready register linux/arm64 > $T/output; echo "status $?"; left
          """)
      #expect(
        outcome.output.withoutVersions == """
          status 137
          1
          .zz-crossready-arm64.conf.new
          /usr/local/lib/crossready
          /usr/local/lib/crossready/qemu-VERSION
          /usr/local/lib/crossready/qemu-VERSION/qemu-aarch64
          status 0
          entry qemu-aarch64

          """)
      let kept = "/usr/local/lib/crossready/qemu-VERSION/qemu-aarch64"
      #expect(
        outcome.complaints.map(\.withoutVersions) == [
          "an earlier run had left /etc/binfmt.d/.zz-crossready-arm64.conf.new, which nothing "
            + "uses; now it is removed",
          "an earlier run had left \(kept), which nothing uses; now it is removed",
        ])
    }

    /// A place that cannot be written, as only crossready sees it.
    struct Place: Sendable, CustomTestStringConvertible {
      let testDescription: String
      /// The words that prepare it.
      let mounts: String
      let message: String
    }

    static let places = [
      Place(
        testDescription: "disk full",
        mounts: "mount -t tmpfs -o size=1m,mode=755 none /usr/local/lib",
        message: "/usr/local/lib/crossready/qemu-VERSION/qemu-arm: no space left on device"),
      Place(
        testDescription: "read-only",
        mounts: "mount --bind /etc /etc && mount -o remount,bind,ro /etc",
        message: "/etc/binfmt.d/zz-crossready-arm.conf: read-only file system"),
    ]

    /// Nothing is half written, and what was registered stands.
    @Test(arguments: places)
    func cannotWrite(_ place: Place) throws {
      let outcome = try onEngineHost(
        """
        unshare --mount sh -c '\(place.mounts) && $crossready register --persist "$@"
          echo "status $?"; find /usr/local/lib -name "*crossready*" -o -name "*qemu*"
        ' sh --image $stand_in:stand-in linux/arm linux/arm64 |
          grep -v -e ^image -e '^$' -e ^PLATFORM -e ' here now' -e '^  '; left
        """)
      #expect(
        outcome.output.withoutVersions == """
          linux/arm/v7  registered  qemu-arm VERSION
          linux/arm64   registered  qemu-aarch64 VERSION
          status 1
          entry qemu-aarch64
          entry qemu-arm

          """, "\(outcome.errors)")
      #expect(
        outcome.errors.withoutVersions.contains("crossready: cannot write to \(place.message)"),
        "\(outcome.errors)")
    }

    /// Neither `register` nor `verify` needs room for temporary files, unless the engine does.
    @Test func temporaryDirectoriesAreFull() throws {
      let outcome = try onEngineHost(
        """
        unshare --mount sh -c '
          for directory in /tmp /var/tmp; do
            mount -t tmpfs -o size=4k none $directory; echo > $directory/rest
          done
          $crossready register "$@" > $T/output; echo "status $?"
          $crossready verify linux/arm64 > $T/output; echo "status $?"
          $crossready verify -v --engine podman linux/arm64 > $T/output; echo "status $?"
          tr -s "\\n " " " < $T/output | grep -o "no space left on device"
          find /tmp /var/tmp -type f
        ' sh --image $stand_in:stand-in linux/arm64
        podman ps --all --quiet; podman images | grep probe; left | grep -v crossready-probe
        """.replacing("unshare", with: "export T; unshare"))
      #expect(
        outcome.output == """
          status 0
          status 0
          status 2
          no space left on device
          /tmp/rest
          /var/tmp/rest
          entry qemu-aarch64

          """, "\(outcome.errors)")
    }

    /// One registers, and the others find its work.
    @Test func twentyAtOnce() throws {
      let outcome = try onEngineHost(
        """
        for number in $(seq 20); do
          { $crossready register --image $stand_in:stand-in linux/arm64 linux/s390x
            echo "status $?"; } > $T/$number 2>&1 &
        done
        wait
        cat $T/[0-9]* | grep -e '^linux/[^ ]*  *[kr][a-z]* *qemu' -e ^status -e running | sort | uniq -c | tr -s ' '; left
        """)
      #expect(
        outcome.output.withoutVersions == """
           1 crossready: running docker.io/tonistiigi/binfmt:stand-in
           19 linux/arm64 kept qemu-aarch64 VERSION
           1 linux/arm64 registered qemu-aarch64 VERSION
           19 linux/s390x kept qemu-s390x VERSION
           1 linux/s390x registered qemu-s390x VERSION
           20 status 0
          entry qemu-aarch64
          entry qemu-s390x

          """, "\(outcome.errors)")
    }
  }
}
