import Testing

extension EngineTests {
  /// Remedies that crossready itself carries out, as the report prints them.
  @Suite struct RegisterRemedies {
    /// A host broken for real, and the printed fix.
    struct Case: Sendable, CustomTestStringConvertible {
      let finding: String
      let setup: String
      let fix: String

      var testDescription: String { finding }
    }

    /// A host whose packages have nothing to offer, but whose boot configuration is read.
    static let bare = "rm /usr/lib/binfmt.d/qemu-*; echo ID=other > /usr/lib/os-release\n"

    static let cases = [
      Case(
        finding: "no-handler", setup: bare, fix: "crossready register --persist linux/arm64"),
      Case(
        finding: "handler-not-persistent",
        setup: "register aarch64; \(bare)", fix: "crossready register --persist linux/arm64"),
      Case(
        finding: "handler-lacks-credentials",
        setup: """
          cp /usr/bin/qemu-aarch64-static $T/gone; entry qemu-aarch64 aarch64 OPF $T/gone
          rm $T/gone; \(bare)
          """, fix: "crossready register --replace --persist linux/arm64"),
      Case(
        finding: "interpreter-missing",
        setup: "entry qemu-aarch64 aarch64 OP /nonexistent; \(bare)",
        fix: "crossready register --persist linux/arm64"),
    ]

    @Test(arguments: cases)
    func fixIsCarriedOut(_ example: Case) throws {
      let outcome = try onEngineHost(
        """
        PATH=${crossready%/*}:$PATH
        export CROSSREADY_IMAGE=$stand_in:stand-in
        \(example.setup)
        crossready check -v linux/arm64 > $T/report
        sed -n '/^[A-Z]* \(example.finding): /,/^$/p' $T/report |
          sed -n '/^  fix:$/,$s/^    //p' > $T/fix
        cat $T/fix
        . $T/fix > $T/repair 2>&1 || cat $T/repair
        crossready check linux/arm64 > $T/after; echo "status $?"
        grep '\(example.finding)' $T/after
        # A boot brings it back.
        remove_handlers; /usr/lib/systemd/systemd-binfmt; handlers | grep qemu
        crossready unregister --all --persist > $T/removed 2>&1
        """)
      #expect(outcome.output == "\(example.fix)\nstatus 0\nqemu-aarch64\n", "\(outcome.errors)")
    }
  }
}
