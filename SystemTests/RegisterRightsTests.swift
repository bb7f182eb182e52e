import Testing

extension EngineTests {
  /// What `register` and `unregister` do without root, and without an engine.
  @Suite struct RegisterRights {
    @Test func accessToTheEngineIsEnough() throws {
      let outcome = try onEngineHost(
        """
        user() {
          setpriv --reuid crossready-tester --regid crossready-tester --groups docker \
            env HOME=/home/crossready-tester CROSSREADY_IMAGE=$stand_in:stand-in $crossready "$@"
        }
        user register linux/arm64 > $T/output; echo "status $?"; handlers
        user unregister linux/arm64; echo "status $?"; left
        """)
      #expect(
        outcome.output == """
          status 0
          qemu-aarch64
          removed qemu-aarch64
          /usr/lib/binfmt.d/qemu-aarch64.conf registers qemu-aarch64 again at the next
            boot
          status 0

          """, "\(outcome.errors)")
    }

    static let needs = ["--replace", "--persist", "--method host"]

    @Test(arguments: needs)
    func othersNeedRoot(_ option: String) throws {
      let outcome = try onEngineHost(
        "as_user $crossready register \(option) linux/arm64; echo $?; left")
      #expect(outcome.output == "1\n")
      #expect(
        outcome.errors
          == "crossready: \(option) needs root; nothing was changed, run the same with sudo\n")
    }

    /// Its registration would be gone with the container.
    @Test func rootlessEngineIsRefused() throws {
      let outcome = try onEngineHost(
        """
        as_user $crossready register --image $stand_in:stand-in linux/arm64; echo $?; left
        """)
      #expect(outcome.output == "1\n")
      #expect(outcome.complaints.count == 1)
      #expect(outcome.complaints.first?.hasPrefix("podman is rootless: since Linux 6.7 ") == true)
      #expect(
        outcome.errors.hasSuffix(
          "sudo crossready register --image docker.io/tonistiigi/binfmt:stand-in linux/arm64\n"))
    }

    /// Removing needs no engine, but root; the user's own has nothing to do with it.
    @Test func removingWithoutRightsNeedsRoot() throws {
      let outcome = try onEngineHost(
        """
        register aarch64
        as_user $crossready unregister linux/arm64; echo $?
        as_user env PATH=/nonexistent $crossready unregister linux/arm64; echo $?; left
        """)
      #expect(outcome.output == "1\n1\nentry qemu-aarch64\n")
      let message = "unregister needs root; nothing was changed, run the same with sudo"
      #expect(outcome.complaints == [message, message])
    }

    /// What is the user's own goes, and what is not is named.
    @Test func theUsersOwnImagesAreRemovedWithoutRights() throws {
      let outcome = try onEngineHost(
        """
        register aarch64; rm /usr/lib/binfmt.d/qemu-aarch64.conf
        as_user $crossready verify linux/arm64 > $T/report
        as_user $crossready unregister --all > $T/output; echo $?
        sed 's/crossready-probe:[^ ]*/crossready-probe/' $T/output; left
        """, engine: .rootlessPodman)
      #expect(
        outcome.output == """
          1
          removed localhost/crossready-probe of podman
          qemu-aarch64 is still there; run this as root
          /usr/lib/binfmt.d/qemu-aarch64.conf
          entry qemu-aarch64

          """, "\(outcome.errors)")
    }

    /// The wanted state does not hold: the probes have shown that before an engine is asked.
    @Test func withoutAnEngine() throws {
      let outcome = try onEngineHost(
        """
        DOCKER_HOST=unix:///nosuch.sock $crossready register --engine docker linux/arm64; echo $?
        PATH=/nonexistent $crossready register --method image linux/arm64; echo $?
        # The host's own emulators need none.
        PATH=/nonexistent $crossready register linux/arm64 > /dev/null; echo $?
        """)
      #expect(outcome.output == "1\n1\n0\n")
      let complaints = outcome.complaints
      try #require(complaints.count == 3, "\(complaints)")
      #expect(complaints[2].hasSuffix("; a newer release comes with --method image"))
      #expect(
        complaints[0].hasPrefix("docker does not answer: \"") && complaints[0].contains("nosuch"))
      #expect(complaints[0].hasSuffix("\"; start it; --method host needs no engine"))
      #expect(complaints[1].hasPrefix("no docker or podman in the absolute elements of PATH; "))
    }

    @Test func podman() throws {
      let outcome = try onEngineHost(
        """
        $crossready register --engine podman --image $stand_in:stand-in linux/arm64 > $T/output
        echo "status $?"; rows $T/output; left
        """, engine: .podman)
      #expect(
        outcome.output.withoutVersions == """
          status 0
          linux/arm64  registered  qemu-aarch64 VERSION
          entry qemu-aarch64

          """, "\(outcome.errors)")
    }

    /// The registration is written by crossready itself.
    @Test func emulatorsOfTheHost() throws {
      let outcome = try onEngineHost(
        """
        engines no-docker
        $crossready register --method host linux/arm64 linux/riscv64 > $T/output; echo "status $?"
        grep -h -e ^interpreter -e ^flags $B/qemu-aarch64; remove_handlers
        $crossready register --method host --no-credentials linux/arm64 > $T/output
        echo "status $?"; grep ^flags $B/qemu-aarch64
        """)
      #expect(
        outcome.output == """
          status 0
          interpreter /usr/libexec/qemu-binfmt/aarch64-binfmt-P
          flags: POCF
          status 0
          flags: PF

          """)
      #expect(
        outcome.complaints == [
          "without the flag C setuid programs, such as sudo, get no rights in containers"
        ])
    }
  }
}
