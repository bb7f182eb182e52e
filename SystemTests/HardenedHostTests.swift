import Testing

/// Places where something that crossready wants is missing or forbidden.
@Suite(.onPreparedHost)
struct HardenedHostTests {
  private let platforms = "linux/arm64 linux/amd64"

  @Test func hardenedUnit() throws {
    // MemoryDenyWriteExecute, RestrictNamespaces, ProtectKernelTunables, SystemCallArchitectures.
    let outcome = try inPrivateInstance(
      """
      register aarch64
      mount --rbind /proc/sys /proc/sys; mount -o remount,bind,ro /proc/sys
      mount -o remount,bind,ro $B
      $fixtures/confine mdwe namespaces architectures -- \
        $crossready check --format json \(platforms) linux/386
      """)
    let report = try ReportDocument(parsing: outcome.output)
    #expect(outcome.status == 1)
    #expect(report.platforms.map(\.verdict) == ["notReady", "ready", "notReady"])
    #expect(report.findings("blocks") == ["memory-write-execute-denied", "exec-crashed"])
    #expect(report.findings("note").contains("binfmt-not-writable"))
  }

  @Test func withoutNamespacesAsRoot() throws {
    let outcome = try inPrivateInstance(
      "register aarch64; $fixtures/confine namespaces -- $crossready check --format json \(platforms)"
    )
    #expect(outcome.output.contains("\"emptyRoot\" : \"directory\""))
    #expect(try ReportDocument(parsing: outcome.output).verdict == "ready")
  }

  @Test func withoutNamespacesAsAnotherUser() throws {
    // Then only our own root is left, where F is read, not proven.
    let outcome = try inPrivateInstance(
      """
      register aarch64
      unshare -U $fixtures/confine namespaces -- $crossready check --format json \(platforms)
      """)
    #expect(outcome.output.contains("\"emptyRoot\" : \"none\""))
    #expect(try ReportDocument(parsing: outcome.output).verdict == "ready")
    #expect(outcome.status == 0)
  }

  @Test func emptyContainer() throws {
    // No directories, no shell: nothing but the program and /proc.
    let outcome = try inPrivateInstance(
      """
      register aarch64
      mkdir -p $T/root/proc; cp $crossready $T/root/; mount --rbind /proc $T/root/proc
      chroot $T/root /crossready check --format json \(platforms)
      """)
    let report = try ReportDocument(parsing: outcome.output)
    #expect(outcome.status == 0, "\(outcome.output)")
    #expect(report.supported == ["linux/arm64", "linux/amd64"])
    #expect(report.verdict == "ready")
  }

  @Test func procIsNotMounted() throws {
    let outcome = try inPrivateInstance(
      """
      mount -t tmpfs none /proc
      $crossready check --format json linux/arm64 linux/amd64; echo "status $?"
      $crossready list; echo "status $?"
      umount /proc
      """)
    #expect(outcome.output.contains("status 1\nstatus 2"), "\(outcome.output)")
    #expect(outcome.errors.contains("/proc/sys/fs/binfmt_misc"))
  }

  @Test func environmentIsEmpty() throws {
    let outcome = try inPrivateInstance("register aarch64; env -i $crossready check \(platforms)")
    #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
  }

  @Test func unreadableEntryHidesNoOther() throws {
    let outcome = try inPrivateInstance(
      """
      register aarch64; register arm; chmod 0 $B/qemu-arm
      unshare -U $crossready list; echo "status $?"
      unshare -U $crossready check --format json linux/arm64; echo "status $?"
      """)
    #expect(outcome.output.contains("permission denied"))
    #expect(outcome.output.contains("qemu-aarch64"))
    #expect(outcome.output.components(of: "status 0") == 2)
  }

  @Test func interpreterPathOfTheLargestKind() throws {
    let outcome = try inPrivateInstance(
      """
      { line aarch64 OC | sed 's|:[^:]*:OC$|:/|'; printf 'a%.0s' $(seq 1650); printf ':OC'; } |
        tr -d '\\n' > $T/line
      cat $T/line > $B/register || exit 96
      $crossready list | awk 'length > 80' | wc -l
      $crossready check linux/arm64 | awk 'length > 80 && !/^    /' | wc -l
      """)
    #expect(outcome.output == "0\n0\n", "\(outcome.errors)")
  }
}

extension String {
  /// How often a text occurs.
  fileprivate func components(of text: String) -> Int { split(separator: text).count - 1 }
}
