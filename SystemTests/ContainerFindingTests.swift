import Testing

extension EngineTests {
  /// Findings of the links `container` and `builder`, on hosts that are broken for real.
  @Suite struct Findings {
    /// A host broken for real, and what `verify` must say of it.
    struct Case: Sendable, CustomTestStringConvertible {
      let finding: String
      let severity: String
      let status: Int32
      var setup: String
      /// The words behind `$crossready verify`.
      var words = "linux/arm64"
      /// What the words begin with.
      var prefix = ""
      /// What repairs it; nil if the printed remedy does.
      var repair: String?
      var engine = Engine.docker
      var title = ""

      var testDescription: String { title.isEmpty ? finding : "\(finding): \(title)" }
    }

    static let cases = [
      Case(
        finding: "engine-missing", severity: "hides", status: 2, setup: "register aarch64",
        prefix: "PATH=$path ", repair: "path=$PATH"),
      Case(
        finding: "engine-unreachable", severity: "hides", status: 2,
        setup: "register aarch64; engines no-docker", words: "--engine docker linux/arm64",
        repair: "engines docker", title: "not running"),
      Case(
        finding: "engine-unreachable", severity: "hides", status: 2,
        setup: "register aarch64; silent_engine",
        words: "--engine docker --timeout 1 linux/arm64", repair: "unset DOCKER_HOST",
        title: "never answers"),
      Case(
        finding: "engine-permission-denied", severity: "hides", status: 2,
        setup: "register aarch64", words: "--engine docker linux/arm64", prefix: "$user ",
        repair: "user="),
      Case(
        finding: "engine-remote", severity: "note", status: 0,
        setup: "register aarch64",
        // Another kernel's release, as that of a virtual machine behind a socket.
        prefix: "$other ", repair: "other="),
      Case(
        finding: "engine-rootless", severity: "note", status: 0,
        setup: "register aarch64", words: "--engine podman linux/arm64", prefix: "$user ",
        repair: "user=", engine: .rootlessPodman),
      Case(
        finding: "container-exec-failed", severity: "blocks", status: 1,
        // crossready has handlers in an instance of its own, the engine has none in its own.
        setup: "own='unshare -Urm sh $T/own'",
        prefix: "$own ", repair: "register aarch64; own="),
      Case(
        finding: "container-timed-out", severity: "blocks", status: 1,
        setup: "register aarch64; signal=SEGV",
        words: "--timeout 3 --image $busybox:arm64 linux/arm64 -- sh -c \"kill -${signal} \\$\\$\"",
        repair: "signal=0"),
      Case(
        finding: "platform-substituted", severity: "blocks", status: 1,
        setup: "register aarch64; register arm; tag=mislabelled",
        words: "--image $busybox:$tag linux/arm64 -- uname -m", repair: "tag=arm64"),
      Case(
        finding: "image-not-pulled", severity: "hides", status: 2,
        // The engine host has no network.
        setup: "register aarch64; image=nosuch.invalid/app:1",
        words: "--image $image linux/arm64 -- true", repair: "image=$busybox:arm64"),
      Case(
        finding: "image-lacks-platform", severity: "blocks", status: 1,
        setup: "register aarch64; tag=amd64",
        words: "--image $busybox:$tag linux/arm64 -- true", repair: "tag=arm64"),
      Case(
        finding: "container-setuid-ignored", severity: "degrades", status: 0,
        setup: "register aarch64 OPF", repair: "remove_handlers; register aarch64",
        title: "no flag C"),
      Case(
        finding: "container-setuid-ignored", severity: "degrades", status: 0,
        setup: "register aarch64; engines docker --no-new-privileges", repair: "engines docker",
        title: "no new privileges"),
      Case(
        finding: "builder-unreachable", severity: "hides", status: 2,
        setup: "register aarch64; name=default", words: "--builder $name linux/arm64",
        repair: "with_buildx", title: "no buildx"),
      Case(
        finding: "builder-unreachable", severity: "hides", status: 2,
        setup: "register aarch64; with_buildx; name=nosuch", words: "--builder $name linux/arm64",
        repair: "name=default", title: "no such builder"),
      Case(
        finding: "builder-single-platform", severity: "degrades", status: 0,
        setup: "register aarch64; with_buildx", words: "linux/arm64 linux/amd64"),
      Case(
        finding: "builder-single-platform", severity: "blocks", status: 1,
        setup: "register aarch64; with_buildx", words: "$builder linux/arm64 linux/amd64",
        repair: "builder=", title: "named"
      )
      .with { $0.setup.append("; builder='--builder default'") },
      Case(
        finding: "builder-lacks-platform", severity: "degrades", status: 1,
        // By its address it could be anywhere.
        setup: """
          with_buildx; $fixtures/buildkit-bridge 9876 /run/docker.sock > $T/bridge
          docker buildx create --name mine --driver remote --use tcp://127.0.0.1:9876
          """, words: "linux/riscv64", repair: "register riscv64"),
      Case(
        finding: "builder-stale", severity: "degrades", status: 1,
        setup: """
          register aarch64; with_buildx; docker buildx inspect > /dev/null; remove_handlers
          """),
      Case(
        finding: "engine-default-platform", severity: "note", status: 0,
        setup: "register aarch64; export DOCKER_DEFAULT_PLATFORM=linux/arm64",
        repair: "unset DOCKER_DEFAULT_PLATFORM"),
    ]

    @Test(arguments: cases)
    func isSeenAndRepaired(_ example: Case) throws {
      let outcome = try onEngineHost(
        """
        path=/nowhere user='as_user env' other='setarch --uname-2.6' own=
        cat > $T/own <<END
        mount -t binfmt_misc none $B; cat /usr/lib/binfmt.d/qemu-aarch64.conf > $B/register
        exec "\\$@"
        END
        { \(example.setup)
        } > $T/setup 2>&1 || cat $T/setup >&2
        verify() { eval "\(example.prefix)$crossready verify $* $(cat $T/words)"; }
        printf %s '\(example.words)' > $T/words
        verify --format json; echo "=====$?====="
        verify -v > $T/report 2>> $T/errors
        sed -n '/^[A-Z]* \(example.finding): /,/^$/p' $T/report |
          sed -n '/^  fix:$/,$s/^    //p' > $T/fix
        { \(example.repair ?? ". $T/fix")
        } > $T/repair 2>&1
        verify --format json; echo "=====$?====="
        cat $T/fix
        remove_handlers; [ ! -s $T/bridge ] || kill $(cat $T/bridge)
        engines docker; docker buildx rm mine > /dev/null 2>&1
        $crossready verify --clean > $T/clean 2>&1; as_user $crossready verify --clean > $T/clean 2>&1
        left | sed 's/^/left /' >&2
        """, engine: example.engine)
      let parts = outcome.output.split(separator: "=====", omittingEmptySubsequences: false)
      try #require(parts.count == 5, "\(outcome.output)\(outcome.errors)")
      let before = try ReportDocument(parsing: parts[0])
      #expect(before.findings(example.severity).contains(example.finding), "\(parts[0])")
      #expect(Int32(parts[1]) == example.status)
      let after = try ReportDocument(parsing: parts[2])
      #expect(!after.findings(example.severity).contains(example.finding), "\(parts[4])\(parts[2])")
      #expect(!outcome.errors.contains("left "), "\(outcome.errors)")
    }
  }
}

extension EngineTests.Findings.Case {
  fileprivate func with(_ change: (inout Self) -> Void) -> Self {
    var copy = self
    change(&copy)
    return copy
  }
}
