import Testing

@Suite(.onPreparedHost)
struct KernelFindingTests {
  static let breakages = [
    Breakage(
      finding: "binfmt-not-mounted", platforms: ["linux/arm64"], setup: "umount $B",
      // The instance ended with its last mount, and its handlers with it.
      verdictAfter: "notReady"),
    Breakage(
      finding: "binfmt-disabled", platforms: ["linux/arm64"],
      setup: "register aarch64; echo 0 > $B/status"),
    Breakage(
      finding: "binfmt-not-writable", platforms: ["linux/arm64"],
      setup: "register aarch64; mount -o remount,bind,ro $B", severity: "note"),
    Breakage(
      finding: "binfmt-private-instance", platforms: ["linux/riscv64"],
      setup: "register riscv64", severity: "note", isRepairable: false),
  ]

  @Test(arguments: breakages)
  func kernelFinding(_ breakage: Breakage) throws {
    try breakage.verify()
  }

  @Test(arguments: [
    ("mounts", "binfmt-automount-pending", "note"), ("loops", "binfmt-mount-loops", "blocks"),
  ])
  func automount(_ behaviour: String, _ finding: String, _ severity: String) throws {
    // Nothing is registered: this is the machine's own instance, seen in a mount namespace.
    let platform = "linux/arm64"
    let json = "check --format json \(platform)"
    let outcome = try execute(
      TestHost.fixture("autofs"),
      [
        behaviour, "/bin/sh", "-c",
        """
        $crossready \(json); echo =====
        $crossready check -v \(platform) | sed -n '/ \(finding): /,/^$/p' | sed -n 's/^    //p' |
          grep /proc/sys > "$fix"
        . "$fix" > /dev/null; rm "$fix"
        $crossready \(json)
        """,
      ],
      environment: [
        "crossready": TestHost.program, "fix": TestHost.fixture("autofs-\(behaviour)-fix"),
      ])
    let parts = outcome.output.split(separator: "=====\n")
    #expect(parts.count == 2, "\(outcome.output)\(outcome.errors)")
    let before = try ReportDocument(parsing: parts.first ?? "")
    #expect(before.findings(severity).contains(finding))
    #expect(before.findings("blocks") == [severity == "blocks" ? finding : "no-handler"])
    let after = try ReportDocument(parsing: parts.last ?? "")
    #expect(!after.findings.map(\.id).contains(finding))
    #expect(after.findings("blocks") == ["no-handler"])
  }

  @Test func hostsInstanceIsNotPrivate() throws {
    // A user namespace without a mount of its own: the host's instance applies.
    let outcome = try execute(
      "/usr/bin/unshare", ["-Ur", TestHost.program, "check", "--format", "json", "linux/arm64"])
    let report = try ReportDocument(parsing: outcome.output)
    #expect(!report.findings("note").contains("binfmt-private-instance"))
  }

  @Test func privateInstanceWithoutHandlers() throws {
    let outcome = try inPrivateInstance("$crossready check --format json linux/arm64 linux/s390x")
    let report = try ReportDocument(parsing: outcome.output)
    #expect(outcome.status == 1)
    #expect(report.findings("note") == ["binfmt-private-instance"])
    #expect(report.findings("blocks") == ["no-handler"])
    #expect(report.platforms.allSatisfy { $0.brokenLink == "handler" })
  }

  @Test func containerCannotSeeTheEntries() throws {
    // The entries live on at another place, as the host's do for a container.
    let outcome = try inPrivateInstance(
      """
      register aarch64
      mkdir $T/kept && mount -t binfmt_misc none $T/kept && umount $B
      container=podman unshare --uts $crossready check --format json linux/arm64 linux/riscv64
      """)
    let report = try ReportDocument(parsing: outcome.output)
    #expect(report.findings("note").contains("binfmt-not-visible"))
    #expect(report.findings("blocks") == ["exec-format-error"])
    let arm64 = try #require(report.platforms.first)
    #expect(arm64.verdict == "ready")
    #expect(arm64.chain.prefix(4).allSatisfy { $0.state == "passed" })
    #expect(report.platforms.last?.brokenLink == "exec")
    #expect(outcome.status == 1)
  }

  @Test func crossreadyUnderAnEmulator() throws {
    // A handler for fixed amd64 programs: crossready is one, the emulator itself is not.
    let outcome = try inPrivateInstance(
      #"""
      printf %s ':itself:M::\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\x3e\x00::/usr/bin/qemu-x86_64-static:F' > $B/register
      $crossready check --format json linux/amd64
      """#)
    let report = try ReportDocument(parsing: outcome.output)
    #expect(outcome.status == 2)
    #expect(report.verdict == "unknown")
    #expect(report.findings("hides") == ["tool-emulated"])
    #expect(report.findings("blocks").isEmpty)
  }
}
