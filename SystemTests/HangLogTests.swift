import FoundationEssentials
import Testing

/// What `crossready diagnose --log` says of what really goes wrong here.
@Suite(.onPreparedHost)
struct HangLogTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let script: String
    let signatures: [String]

    init(_ script: String, _ signatures: String...) {
      self.script = script
      self.signatures = signatures
    }

    var testDescription: String { signatures.joined(separator: " ") }
  }

  /// Each prints, in namespaces of its own, what it stands for.
  static let causes: [Case] = [
    Case("$guests/guest-arm64 crash", "guest-segfault"),
    Case("QEMU_CPU=bad $guests/guest-arm64 work", "unknown-cpu-model"),
    Case("ulimit -v 3000000; $guests/guest-arm work", "emulator-lacks-memory"),
    Case("echo 0 > $B/status; bash -c $guests/guest-arm64", "program-for-another-cpu"),
    Case(
      #"cp /bin/busybox $T/native; entry native aarch64 OC $T/native; echo -1 > $B/native; "#
        + #"printf ':native:M::\\x7fELF\\x02\\x01\\x01::%s:' $T/native > $B/register; /bin/true; "#
        + "echo -1 > $B/native", "exec-loops"),
    Case(
      "umount $B; busybox sh -c 'echo > /proc/sys/fs/binfmt_misc/register'", "binfmt-not-mounted"),
  ]

  @Test(arguments: causes)
  func causedHere(_ cause: Case) throws {
    let outcome = try inHangWorld(
      """
      ( \(cause.script) ) > $T/log 2>&1
      cat $T/log >&2
      $crossready diagnose --log - --format json < $T/log
      """)
    try expect(outcome, cause.signatures)
  }

  /// A build that fails for a reason of its own, as one for this machine does.
  @Test func failedTest() throws {
    let outcome = try inHangWorld(
      #"""
      printf '%s\n' '#9 [build 4/4] RUN npm test' '#9 3.1 1 failing' \
        'ERROR: failed to solve: process "npm test" did not complete successfully: exit code: 1' |
        $crossready diagnose --log -
      """#)
    #expect(outcome.status == 0)
    let sentence =
      "Step [build 4/4] RUN npm test failed with status 1, line 3: not a matter of platforms, as far as 3 "
      + "lines of standard input tell."
    #expect(
      outcome.output.split(whereSeparator: \.isWhitespace).joined(separator: " ").hasPrefix(
        sentence))
  }

  /// A log as no build should write it: NUL bytes, a line of 10 MiB, and no end of the last one.
  @Test func monstrousLog() throws {
    let outcome = try inHangWorld(
      #"""
      {
        printf '#5 [linux/arm64 2/3] RUN make\n#5 1.0 a\0b: exec /bin/sh: exec format error\0\n#5 2.0 '
        head -c 10485760 /dev/zero | tr '\0' x
        printf ' : exec /bin/sh: exec format error\n#5 1.0 '
        head -c 10485760 /dev/zero
        printf ': qemu: uncaught target signal 11 (Segmentation fault) - core dumped'
      } > $T/log
      $crossready diagnose --log $T/log --format json > $T/report; status=$?
      $crossready diagnose --log - --format json < $T/log | cmp - $T/report || exit 99
      cat $T/report; exit $status
      """#)
    let log = try expect(outcome, ["exec-format-error", "guest-segfault"])
    #expect(log.lineCount == 4)
    #expect(log.findings.map(\.line) == [2, 4])
    #expect(log.findings.map(\.count) == [2, 1])
    #expect(log.findings.allSatisfy { $0.step == "[linux/arm64 2/3] RUN make" })
  }
}

extension EngineTests {
  /// The same of what container engines and builders print.
  @Suite struct HangLogs {
    static let causes: [HangLogTests.Case] = [
      HangLogTests.Case(
        "docker run --rm --network none --platform linux/arm64 $busybox:arm64 true",
        "exec-format-error"),
      HangLogTests.Case(
        "podman run --rm --network none $busybox:arm64 true", "image-for-another-cpu"),
      HangLogTests.Case(
        "as_user podman run --rm --network none $busybox:arm64 true", "image-for-another-cpu"),
      HangLogTests.Case(
        "register aarch64 OP; docker run --rm --network none --platform linux/arm64 "
          + "$busybox:arm64 true", "exec-not-found"),
      HangLogTests.Case(
        "register aarch64 OP; as_user podman run --rm --network none $busybox:arm64 true",
        "exec-not-found", "platform-differs"),
      HangLogTests.Case(
        "with_buildx; echo FROM scratch > $T/Dockerfile; docker buildx build "
          + "--platform linux/arm64,linux/amd64 $T", "builder-single-platform"),
    ]

    @Test(arguments: causes)
    func causedHere(_ cause: HangLogTests.Case) throws {
      let outcome = try onEngineHost(
        """
        ( \(cause.script) ) > $T/log 2>&1
        cat $T/log >&2; remove_handlers
        $crossready diagnose --log $T/log --format json
        """)
      try expect(outcome, cause.signatures)
    }

    /// Both forms in which a builder tells how a step failed.
    @Test(arguments: ["plain", "rawjson"])
    func failedBuildStep(_ progress: String) throws {
      let outcome = try onEngineHost(
        """
        with_buildx; register aarch64
        mkdir $T/build; cd $T/build
        container=$(docker create --platform linux/arm64 $busybox:arm64)
        docker cp $container:/bin/busybox busybox > /dev/null; docker rm $container > /dev/null
        cp $fixtures/guests/guest-arm64 guest
        cat > Dockerfile << 'END'
        FROM scratch
        COPY busybox guest /bin/
        SHELL ["/bin/busybox", "sh", "-c"]
        RUN /bin/guest crash; exit 9
        END
        docker build --network none --platform linux/arm64 --progress \(progress) . > $T/log 2>&1
        cat $T/log >&2
        docker builder prune --all --force > /dev/null; remove_handlers
        $crossready diagnose --log $T/log --format json
        """)
      let log = try expect(outcome, ["guest-segfault", "step-failed"])
      #expect(log.findings.first?.step == "[2/2] RUN /bin/guest crash; exit 9")
    }
  }
}

/// The parts of the JSON of `diagnose --log` that tests look at.
private struct LogDocument: Decodable {
  let lineCount: Int
  let findings: [Finding]
  let exitStatus: Int32

  struct Finding: Decodable {
    let id: String
    let line: Int
    let count: Int
    let step: String?
    let consequences: [Finding]
  }
}

/// Expects these signatures, each cause before its consequences.
@discardableResult
private func expect(_ outcome: Outcome, _ signatures: [String]) throws -> LogDocument {
  let log: LogDocument
  do {
    try expectSchema(of: outcome.output)
    log = try JSONDecoder().decode(LogDocument.self, from: Data(outcome.output.utf8))
  } catch {
    throw CommandFailed(description: "\(error)\n\(outcome.output)\n\(outcome.errors)")
  }
  let found = log.findings.flatMap { [$0] + $0.consequences }.map(\.id)
  #expect(found == signatures, "\(outcome.errors)")
  #expect(outcome.status == 1 && log.exitStatus == 1)
  return log
}
