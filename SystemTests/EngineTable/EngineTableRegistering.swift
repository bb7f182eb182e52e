import Testing

extension EngineTable {
  /// `register` and `unregister` through an engine.
  @Suite struct Registering {
    /// Registered, replaced, kept for the boot and removed; users without root's engine are refused.
    @Test(arguments: Cell.allCases)
    func handlersComeAndGo(_ cell: Cell) throws {
      let printed = try run(
        cell,
        """
        \(cell == .dockerWithContainerd ? "docker load < $fixtures/images/binfmt.tar > $T/setup" : "")
        # The host of a release has none that runs.
        rm -f /etc/systemd/system/systemd-binfmt.service
        try() { cross "$@" > $T/report 2>> $T/log; echo $?; }
        register="register --engine \(cell.engine.program) --image $stand_in:stand-in"
        try $register linux/arm64 linux/arm/v7; handlers | sort
        [ -e $B/qemu-arm ] || exit 0
        try $register --replace linux/arm64; grep -c replaced $T/report
        try $register --persist linux/arm64; ls /etc/binfmt.d | grep crossready
        try unregister --persist linux/arm64 linux/arm/v7; handlers; ls /etc/binfmt.d | grep crossready
        """)
      let expected =
        cell == .rootlessPodman
        ? ["1"]
        : ["0", "qemu-aarch64", "qemu-arm", "0", "1", "0", "zz-crossready-arm64.conf", "0"]
      #expect(printed.are(expected), "\(printed)")
    }

    /// Who has an engine, but neither root's rights nor the image, is told what is missing.
    @Test(arguments: [Cell.docker, .dockerWithContainerd])
    func unregisterWithoutTheImage(_ cell: Cell) throws {
      let printed = try run(
        cell,
        """
        register aarch64; chmod 666 /run/docker.sock
        as_user $crossready unregister --image nosuch.invalid/x:1 linux/arm64 2> $T/said; echo $?
        chmod 660 /run/docker.sock
        grep -o 'the engine does not have nosuch.invalid/x:1, which removes handlers without root' $T/said
        handlers
        """)
      #expect(
        printed.are([
          "1",
          "the engine does not have nosuch.invalid/x:1, which removes handlers without root",
          "qemu-aarch64",
        ]), "\(printed)")
    }
  }
}
