import Testing

/// Hides Debian's boot configuration, so that remedies must do without it.
private let withoutBootLines = "mkdir $T/empty && mount --bind $T/empty /usr/lib/binfmt.d"

/// Boot configuration with C, so that its lines leave nothing degraded.
private let withGoodBootLines = """
  mkdir $T/lines
  for file in /usr/lib/binfmt.d/qemu-*.conf; do
    sed 's/:[A-Z]*$/:OCPF/' $file > $T/lines/${file##*/}
  done
  mount --bind $T/lines /usr/lib/binfmt.d

  """

/// Hides the engines' programs, so that remedies must do without them.
private let withoutEngines =
  "for engine in $(which -a docker podman); do mount --bind /dev/null $engine; done"

@Suite(.onPreparedHost)
struct HandlerFindingTests {
  static let breakages = [
    Breakage(
      finding: "no-handler", platforms: ["linux/arm64", "linux/s390x"], setup: withGoodBootLines),
    Breakage(
      finding: "no-handler", platforms: ["linux/arm64"], setup: "",
      title: "Debian's own lines have no C"),
    Breakage(
      finding: "handler-disabled", platforms: ["linux/arm64"],
      setup: "register aarch64; echo 0 > $B/qemu-aarch64"),
    Breakage(
      finding: "handler-lacks-fix-binary", platforms: ["linux/arm64"],
      setup: withGoodBootLines + "register aarch64 OCP", title: "with a boot line"),
    Breakage(
      finding: "handler-lacks-fix-binary", platforms: ["linux/arm64"],
      setup: "register aarch64 OCP; " + withoutBootLines, title: "without a boot line"),
    Breakage(
      finding: "handler-lacks-fix-binary", platforms: ["linux/arm64"],
      setup: "register aarch64; entry newer aarch64 OCP /usr/bin/qemu-aarch64-static",
      title: "before an older handler that works"),
    Breakage(
      finding: "handler-mask-too-strict", platforms: ["linux/arm64"],
      setup: """
        line aarch64 | sed 's|:[^:]*:\\([^:]*:[A-Z]*\\)$|::\\1|' > $B/register
        """),
    Breakage(
      finding: "handler-mask-too-wide", platforms: ["linux/arm/v7"],
      setup: """
        register arm
        printf %s ':wide:M::\\x7fELF\\x01\\x01::/usr/bin/qemu-mipsel-static:OCF' > $B/register
        """),
    Breakage(
      finding: "handler-lacks-credentials", platforms: ["linux/arm64", "linux/riscv64"],
      setup: "register aarch64 OPF; register riscv64 OPF", severity: "degrades"),
    Breakage(
      finding: "handler-emulates-native-32-bit", platforms: ["linux/386"],
      setup: #"""
        printf %s ':i386:M::\x7fELF\x01\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\x03\x00:\xff\xff\xff\xff\xff\xfe\xfe\x00\xff\xff\xff\xff\xff\xff\xff\xff\xfe\xff\xff\xff:/usr/bin/qemu-i386-static:OCF' > $B/register
        """#, severity: "degrades"),
    Breakage(
      finding: "handler-lacks-preserve-argv0", platforms: ["linux/arm64"],
      setup: "entry arm64 aarch64 OCF /usr/bin/qemu-aarch64-static", severity: "note"),
    Breakage(
      finding: "handler-shadowed", platforms: ["linux/arm64"],
      setup: "register aarch64; entry newer aarch64 OCPF /usr/bin/qemu-aarch64-static",
      severity: "note"),
    Breakage(
      finding: "handler-not-persistent", platforms: ["linux/arm64"],
      setup: """
        register aarch64
        \(withoutBootLines)
        \(withoutEngines)
        mkdir $T/etc; cp -r /etc/passwd $T/etc; mount --bind $T/etc /etc || exit 97
        """, severity: "note", title: "no line"),
    Breakage(
      finding: "handler-not-persistent", platforms: ["linux/arm64"],
      setup: """
        \(withoutEngines)
        mkdir $T/etc; cp -r /etc/passwd $T/etc; mount --bind $T/etc /etc || exit 97
        entry qemu-aarch64 aarch64 OCPF /usr/bin/qemu-aarch64-static; mkdir $T/lines
        line aarch64 | sed 's|:[^:]*:\\([A-Z]*\\)$|:/nonexistent:\\1|' > $T/lines/qemu-aarch64.conf
        mount --bind $T/lines /usr/lib/binfmt.d
        """, severity: "note", title: "the line's interpreter is gone"),
    Breakage(
      finding: "handler-not-persistent", platforms: ["linux/arm64"],
      setup: "register aarch64; mkdir $T/systemd; mount --bind $T/systemd /usr/lib/systemd",
      severity: "note", isRepairable: false, title: "nothing reads the line"),
  ]

  @Test(arguments: breakages)
  func handlerFinding(_ breakage: Breakage) throws {
    try breakage.verify()
  }

  /// Under the hijack no dynamic program starts: the test's own script must use builtins only.
  @Test func nativeProgramsAreHijacked() throws {
    let outcome = try inPrivateInstance(
      #"""
      trap - EXIT
      printf %s ':hijack:M::\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x03\x00\x3e\x00:\xff\xff\xff\xff\xff\xff\xff\x00\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff:/bin/cat:F' > $B/register
      /bin/true 2> /dev/null && echo 'not hijacked'
      $crossready check --format json linux/amd64 > $T/before; echo "before $?"
      $crossready check -v linux/amd64 > $T/report
      fix=; commands=
      while IFS= read -r text; do
        case $text in '  fix:') fix=1;; '    '*) [ -z "$fix" ] || commands="$commands${text#    }
      ";; '') fix=;; esac
      done < $T/report
      eval "$commands"
      /bin/true && echo 'repaired'
      $crossready check --format json linux/amd64 > /dev/null; echo "after $?"
      cat $T/before; umount -l $T; rmdir $T
      """#)
    let lines = outcome.output.split(separator: "\n", maxSplits: 3)
    #expect(lines.prefix(3) == ["before 1", "repaired", "after 0"], "\(outcome.errors)")
    let report = try ReportDocument(parsing: lines.count > 3 ? lines[3] : "")
    #expect(report.findings("blocks") == ["handler-hijacks-native"])
    #expect(report.platforms.first?.brokenLink == "handler")
  }

  @Test func disabledEntryBesideAWorkingOneIsNoFinding() throws {
    let outcome = try inPrivateInstance(
      """
      register aarch64; entry newer aarch64 OCPF /usr/bin/qemu-aarch64-static; echo 0 > $B/newer
      $crossready check --format json linux/arm64
      """)
    let report = try ReportDocument(parsing: outcome.output)
    #expect(report.verdict == "ready")
    #expect(!report.findings.map(\.id).contains("handler-disabled"))
    #expect(!report.findings.map(\.id).contains("handler-shadowed"))
  }

  @Test func hostileEntryNamesSurviveTheRemedy() throws {
    for shell in ["dash", "bash", "busybox sh"] {
      let repair = try Repair(
        setup: """
          name=$(printf 'a b\\047"$(id)`;\\033[31m\\351')
          register riscv64
          line aarch64 | sed "s|^:[^:]*|:x|" > $T/line
          { printf :; printf %s "$name"; cut -c3- $T/line; } > $T/renamed
          cat $T/renamed > $B/register
          echo 0 > "$B/$name"
          """, finding: "handler-disabled", platforms: ["linux/arm64"], shell: shell)
      #expect(repair.before.findings("blocks") == ["handler-disabled"])
      #expect(repair.after.verdict == "ready", "\(shell): \(repair.fix)")
      #expect(repair.fix.utf8.allSatisfy { $0 == 0x0a || (0x20...0x7e).contains($0) })
    }
  }
}
