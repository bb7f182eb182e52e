import Testing

/// Leaves the handlers in force but their entries invisible, as in a container: nothing but
/// executing tells then. The function runs its arguments in that state.
private let hidden = """
  mkdir $T/kept && mount -t binfmt_misc none $T/kept && umount $B
  real=$crossready
  printf '#!/bin/sh\\ncontainer=podman exec unshare --uts %s "$@"\\n' "$real" > $T/crossready
  chmod 755 $T/crossready; crossready=$T/crossready
  """

@Suite(.onPreparedHost)
struct ExecFindingTests {
  static let breakages = [
    Breakage(
      finding: "exec-failed", platforms: ["linux/arm64"],
      setup: "register aarch64; entry newer aarch64 OCF $fixtures/emulator-GIVES_UP"),
    Breakage(
      finding: "exec-failed", platforms: ["linux/arm64"],
      setup: "register aarch64; entry newer aarch64 OCF $fixtures/emulator-IS_SILENT",
      title: "nothing is printed"),
    Breakage(
      finding: "exec-failed", platforms: ["linux/arm64"],
      setup: "register aarch64; entry newer aarch64 OCF $fixtures/emulator-PRINTS_GARBAGE",
      title: "garbage is printed"),
    Breakage(
      finding: "exec-format-error", platforms: ["linux/arm64"], setup: hidden,
      isRepairable: false),
    Breakage(
      finding: "exec-interpreter-not-found", platforms: ["linux/arm64"],
      setup: """
        cp /usr/bin/qemu-aarch64-static $T/emulator; entry newer aarch64 OC $T/emulator
        \(hidden)
        """, isRepairable: false),
    Breakage(
      finding: "exec-loops", platforms: ["linux/arm64"],
      setup: """
        cp /usr/bin/qemu-aarch64-static $T/emulator
        printf '\\267\\000' | dd of=$T/emulator bs=1 seek=18 conv=notrunc status=none
        entry newer aarch64 F $T/emulator
        \(hidden)
        """, isRepairable: false),
    Breakage(
      finding: "exec-timed-out", platforms: ["linux/arm64", "--timeout", "0.5"],
      setup: "register aarch64; entry newer aarch64 OCF $fixtures/emulator-HANGS"),
    Breakage(
      finding: "exec-crashed", platforms: ["linux/arm64"],
      setup: "register aarch64; entry newer aarch64 OCF $fixtures/emulator-CRASHES"),
    Breakage(
      finding: "exec-child-failed", platforms: ["linux/arm64"],
      setup: #"""
        register aarch64
        printf '%s%s' ':gnu:M::\x7fELF\x02\x01\x01\x03\x00\x00\x00\x00\x00\x00\x00\x00\x03\x00\xb7\x00::' \
          "$fixtures/emulator-CRASHES:OCF" > $T/line
        cat $T/line > $B/register
        """#),
    Breakage(
      finding: "exec-pie-failed", platforms: ["linux/arm64"],
      setup: """
        line aarch64 | sed 's|:[^:]*:\\([^:]*:[A-Z]*\\)$|::\\1|' > $B/register
        \(hidden)
        """, isRepairable: false),
    Breakage(
      finding: "variant-unsupported", platforms: ["linux/arm/v7"],
      setup: "entry qemu-arm arm OCF $fixtures/emulator-arm926", isRepairable: false),
    Breakage(
      finding: "environment-overrides-emulator", platforms: ["linux/arm64"],
      setup: "register aarch64", severity: "note", environment: ["QEMU_CPU": "none"]),
    Breakage(
      finding: "address-space-limited", platforms: ["linux/arm/v7", "--timeout", "1"],
      setup: "register arm; ulimit -S -v 3000000"),
    Breakage(
      finding: "memory-write-execute-denied", platforms: ["linux/arm64"],
      setup: """
        register aarch64
        printf '#!/bin/sh\\nexec %s mdwe -- %s "$@"\\n' $fixtures/confine $crossready > $T/crossready
        chmod 755 $T/crossready; crossready=$T/crossready
        """, isRepairable: false),
  ]

  @Test(arguments: breakages)
  func execFinding(_ breakage: Breakage) throws {
    try breakage.verify()
  }

  @Test func lowerVariantsOfAnOldCPUAreReady() throws {
    let outcome = try inPrivateInstance(
      """
      entry qemu-arm arm OCF $fixtures/emulator-arm926
      $crossready check --format json linux/arm/v5 linux/arm/v6 linux/arm/v7
      """)
    let report = try ReportDocument(parsing: outcome.output)
    #expect(report.supported == ["linux/arm/v5"])
    #expect(report.platforms.map(\.verdict) == ["ready", "notReady", "notReady"])
    #expect(report.findings("blocks") == ["variant-unsupported"])
  }

  @Test func compatibilityModeThatAFilterKills() throws {
    let outcome = try inPrivateInstance(
      "$fixtures/confine architectures -- $crossready check --format json linux/386 linux/amd64")
    let report = try ReportDocument(parsing: outcome.output)
    #expect(report.platforms.map(\.verdict) == ["notReady", "ready"])
    #expect(outcome.status == 1)
  }
}
