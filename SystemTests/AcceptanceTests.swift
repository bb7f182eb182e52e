import Testing

private let five = "linux/arm64 linux/arm/v7 linux/riscv64 linux/s390x linux/ppc64le"

/// Debian's own lines, unchanged.
private let debian = """
  for name in aarch64 arm riscv64 s390x ppc64le; do
    cat /usr/lib/binfmt.d/qemu-$name.conf > $B/register
  done

  """

@Suite(.onPreparedHost)
struct AcceptanceTests {
  /// A user namespace within that of the instance has no user of its own: not root, no privileges.
  @Test(arguments: ["", "unshare -U "])
  func debiansHandlersAreDegraded(_ user: String) throws {
    let outcome = try inPrivateInstance(debian + "\(user)$crossready check --format json \(five)")
    #expect(outcome.status == 0, "\(outcome.errors)")
    let report = try ReportDocument(parsing: outcome.output)
    #expect(report.verdict == "degraded")
    #expect(report.supported.count == 5)
    #expect(report.findings("degrades") == ["handler-lacks-credentials"])
    for platform in report.platforms {
      #expect(platform.emulator?.version?.isEmpty == false)
      #expect(platform.execution == "emulated")
    }
  }

  @Test func oneLineWithoutF() throws {
    let outcome = try inPrivateInstance(
      debian + """
        echo -1 > $B/qemu-riscv64; register riscv64 OP
        $crossready check --format json \(five)
        """)
    #expect(outcome.status == 1)
    let report = try ReportDocument(parsing: outcome.output)
    #expect(
      report.platforms.map(\.verdict) == [
        "degraded", "degraded", "notReady", "degraded", "degraded",
      ])
    let riscv64 = report.platforms[2]
    #expect(riscv64.brokenLink == "handler")
    #expect(report.findings("blocks") == ["handler-lacks-fix-binary"])
  }

  @Test func factsGiveTheSameReport() throws {
    let outcome = try inPrivateInstance(
      debian + #"""
        echo 0 > $B/qemu-arm
        for platforms in '' 'linux/arm64 linux/arm/v7 linux/386'; do
          $crossready facts $platforms > $T/facts
          $crossready check --format json $platforms | grep -v milliseconds > $T/direct
          $crossready check --format json --facts - $platforms < $T/facts |
            grep -v milliseconds > $T/judged
          cmp $T/direct $T/judged && echo same
          $crossready check $platforms > $T/direct
          $crossready check --facts $T/facts $platforms | cmp - $T/direct && echo same
        done
        unshare --uts sh -c 'hostname secret-node; exec $crossready facts linux/amd64' |
          grep -c -e secret-node -e 'do not tell'
        """#, environment: ["SECRET": "do not tell", "QEMU_LD_PREFIX": "/tmp/x"])
    #expect(outcome.output == "same\nsame\nsame\nsame\n0\n", "\(outcome.errors)")
  }

  @Test func listIsInMatchOrder() throws {
    let outcome = try inPrivateInstance(
      debian + "$crossready list --format json > $T/list; cat $T/list; echo =====; ls -U $B")
    let parts = outcome.output.split(separator: "=====\n")
    let names = (parts.first ?? "").split(separator: "\n").compactMap { line in
      line.contains("\"name\" : ") ? line.split(separator: "\"").dropLast().last : nil
    }
    let listed = (parts.last ?? "").split(separator: "\n").filter {
      $0 != "register" && $0 != "status"
    }
    // The last name is that of the tool.
    #expect(names.dropLast().map(String.init) == listed.map(String.init))
    #expect(names.first == "qemu-ppc64le")
  }
}
