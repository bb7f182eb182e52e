import Testing

@Suite(.onPreparedHost)
struct EmulatorFindingTests {
  static let breakages = [
    Breakage(
      finding: "interpreter-missing", platforms: ["linux/arm64"],
      setup: """
        register aarch64
        cp /usr/bin/qemu-aarch64-static $T/emulator; entry newer aarch64 OC $T/emulator
        rm $T/emulator
        """, implied: ["handler-lacks-fix-binary"]),
    Breakage(
      finding: "interpreter-not-executable", platforms: ["linux/arm64"],
      setup: """
        register aarch64
        : > $T/emulator; chmod 755 $T/emulator; entry newer aarch64 OCF $T/emulator
        """, title: "no program"),
    Breakage(
      finding: "interpreter-not-executable", platforms: ["linux/arm64"],
      setup: """
        register aarch64
        cp /usr/bin/qemu-aarch64-static $T/emulator; chmod 644 $T/emulator
        entry newer aarch64 OC $T/emulator
        """, implied: ["handler-lacks-fix-binary"], title: "no permission"),
    Breakage(
      finding: "interpreter-wrong-architecture", platforms: ["linux/arm64"],
      setup: """
        register aarch64
        cp /usr/bin/qemu-aarch64-static $T/emulator
        printf '\\363\\000' | dd of=$T/emulator bs=1 seek=18 conv=notrunc status=none
        entry newer aarch64 OCF $T/emulator
        """),
    Breakage(
      finding: "interpreter-dynamic", platforms: ["linux/arm64"],
      setup: """
        register aarch64; entry newer aarch64 OCF $fixtures/dynamic/usr/bin/qemu-aarch64
        """),
    Breakage(
      finding: "emulator-stale", platforms: ["linux/arm64"],
      setup: """
        cp /usr/bin/qemu-aarch64-static $T/emulator; entry qemu-aarch64 aarch64 OCF $T/emulator
        cp $T/emulator $T/newer; mv $T/newer $T/emulator
        """, severity: "degrades"),
    Breakage(
      finding: "emulator-known-bad", platforms: ["linux/riscv64"],
      setup: "register riscv64", severity: "note", isRepairable: false),
    Breakage(
      finding: "emulator-known-bad", platforms: ["linux/arm64"],
      setup: """
        old=$(qemu-aarch64-static --version | sed -n '1s/.*version \\([^ ]*\\) .*/\\1/p')
        new=$(printf '9.2.%0*d' $((${#old} - 4)) 1)
        sed "s/version $old/version $new/" /usr/bin/qemu-aarch64-static > $T/emulator
        chmod 755 $T/emulator; entry qemu-aarch64 aarch64 OCF $T/emulator
        """, severity: "degrades", isRepairable: false, title: "a release that breaks any guest"),
  ]

  @Test(arguments: breakages)
  func emulatorFinding(_ breakage: Breakage) throws {
    try breakage.verify()
  }

  @Test func fixedInterpreterThatIsGoneIsNoFinding() throws {
    let outcome = try inPrivateInstance(
      """
      cp /usr/bin/qemu-aarch64-static $T/emulator; entry qemu-aarch64 aarch64 OCF $T/emulator
      rm $T/emulator
      $crossready check --format json linux/arm64
      """)
    let report = try ReportDocument(parsing: outcome.output)
    #expect(report.verdict == "ready")
    let emulator = try #require(report.platforms.first?.emulator)
    #expect(emulator.name == "qemu-aarch64")
    #expect(emulator.version?.hasPrefix("7.2") == true)
  }

  /// Which is one start of the emulator less.
  @Test func aReleaseThatStandsInTheFileIsNotAskedFor() throws {
    let outcome = try inPrivateInstance(
      #"""
      register aarch64
      $crossready facts linux/arm64 | jq -r '.probing.runs[] | select(.architecture == "arm64")
        | "\(.purpose) \(.release)"'
      qemu-aarch64-static --version | head -n 1
      """#)
    let lines = outcome.output.split(separator: "\n")
    #expect(lines.count == 2 && lines[0] == "chain " + lines[1], "\(outcome)")
  }
}
