import Testing

extension EngineTests {
  /// Real containers, verified.
  @Suite struct Verify {
    @Test(arguments: Engine.allCases)
    func platformsThatRootRegisteredPass(_ engine: Engine) throws {
      let outcome = try onEngineHost(
        """
        register aarch64; register arm; register s390x
        verify() { \(engine.asUser)$crossready verify --engine \(engine.program) "$@"; }
        verify linux/arm64 linux/arm/v7 linux/s390x > $T/first || cat $T/first
        verify --format json linux/arm64 linux/arm/v7 linux/s390x; echo "status $?" >&2
        $engine images --format '{{.Repository}}' | grep -c crossready-probe >&2
        verify --clean > $T/clean; remove_handlers; left >&2
        """, engine: engine)
      let report = try ReportDocument(parsing: outcome.output)
      #expect(report.platforms.map(\.containerState) == ["passed", "passed", "passed"])
      #expect(report.verdict == "ready")
      #expect(
        outcome.errors.split(separator: "\n").filter { !$0.hasPrefix("crossready: ") }
          == ["status 0", "3"])
    }

    @Test func secondRunLoadsNothing() throws {
      let outcome = try onEngineHost(
        """
        register aarch64
        $crossready verify linux/arm64 > $T/first
        # A client that records what it is asked.
        printf '#!/bin/sh\\necho "$1" >> %s/asked\\nexec /usr/local/bin/docker "$@"\\n' $T > $T/docker
        [ -x /usr/local/bin/docker ] || sed -i s,/usr/local,/usr, $T/docker
        chmod +x $T/docker
        PATH=$T:$PATH $crossready verify linux/arm64 > $T/second; echo $?
        sort $T/asked | uniq -c | tr -s ' '
        $crossready verify --clean | cut -d: -f1
        """)
      #expect(
        outcome.output.split(separator: "\n") == [
          "0", " 1 buildx", " 1 info", " 1 run", "removed localhost/crossready-probe",
        ], "\(outcome.errors)")
    }

    @Test func everyPlatformAtOnce() throws {
      let outcome = try onEngineHost(
        """
        for arch in aarch64 arm riscv64 s390x ppc64le; do register $arch; done
        $crossready verify --format json; status=$?
        $crossready verify --clean > $T/clean; remove_handlers; left >&2; exit $status
        """)
      let report = try ReportDocument(parsing: outcome.output)
      #expect(outcome.status == 0)
      #expect(report.platforms.count == 15)
      let passed = report.platforms.filter { $0.containerState == "passed" }.map(\.platform)
      #expect(Set(passed).isSuperset(of: ["linux/amd64", "linux/arm64", "linux/arm/v5"]))
      #expect(
        report.platforms.allSatisfy { ($0.containerState == "passed") == ($0.execution != "none") })
      #expect(outcome.errors.split(separator: "\n").allSatisfy { $0.hasPrefix("crossready: ") })
    }

    @Test func programNamedDockerMayBePodman() throws {
      let outcome = try onEngineHost(
        """
        register aarch64
        mkdir $T/bin; ln -s $(command -v podman) $T/bin/docker
        PATH=$T/bin:/usr/bin:/bin $crossready verify linux/arm64 | grep '^  containers: '
        podman images --format '{{.Repository}}' | grep -c crossready-probe
        PATH=$T/bin:/usr/bin:/bin $crossready verify --clean > $T/clean
        """, engine: .podman)
      let lines = outcome.output.split(separator: "\n")
      #expect(lines.first?.hasPrefix("  containers: podman 4.3.1 at /run/") == true)
      #expect(lines.dropFirst() == ["1"], "\(outcome.errors)")
    }

    @Test func imageAndCommandOfTheUser() throws {
      let outcome = try onEngineHost(
        """
        register aarch64; register arm
        try() { $crossready verify --format json --timeout 20 "$@" > $T/report; echo "$?"; }
        try --image $busybox:arm64 linux/arm64 -- uname -m
        try --image $busybox:arm64 linux/arm64 -- sh -c 'exit 3'; grep -o 'it exited with 3' $T/report
        try --image $busybox:arm64 linux/arm64 -- /nonsense
        remove_handlers
        try --image $busybox:arm64 linux/arm64 -- uname -m; grep -o '"no-handler"' $T/report | uniq
        left
        """)
      #expect(
        outcome.output.split(separator: "\n") == [
          "0", "1", "it exited with 3", "1", "1", "\"no-handler\"",
        ], "\(outcome.errors)")
    }

    @Test func slowdownIsMeasured() throws {
      let outcome = try onEngineHost(
        """
        register aarch64
        $crossready verify --slowdown linux/arm64 | grep 'takes longer'
        $crossready verify --clean > $T/clean; remove_handlers; left
        """)
      let text = outcome.output
      #expect(text.hasPrefix("  work takes longer: linux/arm64 "), "\(outcome.errors)")
      let number = text.split(separator: " ").last?.trimmed.dropLast()
      #expect(number.flatMap { Double($0) }.map { $0 > 1.2 && $0 < 200 } == true, "\(text)")
    }

    @Test func factsOfContainersGiveTheSameReport() throws {
      let outcome = try onEngineHost(
        """
        register aarch64 OPF
        HOME=/root $crossready facts --containers linux/arm64 > $T/facts
        $crossready verify --facts $T/facts linux/arm64 > $T/judged; echo $?
        $crossready verify linux/arm64 | diff - $T/judged && echo same
        grep -cw "$(uname -n)" $T/facts
        $crossready verify --clean > $T/clean; remove_handlers; left
        """)
      #expect(outcome.output == "0\nsame\n0\n", "\(outcome.errors)")
    }

    @Test func whatTakesLongIsShown() throws {
      let outcome = try onEngineHost(
        """
        register aarch64
        verify="$crossready verify --image $busybox:arm64 linux/arm64 -- sleep 2"
        $verify 2>&1 > $T/report
        TERM=xterm script -qec "$verify > $T/report" /dev/null | tr -d '\\r' | sed 's/([0-9] s)//'
        $crossready verify --quiet --image $busybox:arm64 linux/arm64 -- true 2>&1 > $T/report
        remove_handlers; left
        """)
      let step = "running localhost/busybox:arm64"
      let lines = outcome.output.split(separator: "\n").map(String.init)
      #expect(lines.prefix(2) == ["crossready: \(step)", "crossready: linux/arm64: ok"])
      // On a terminal a table is drawn, drawn anew over itself, and taken away.
      #expect(lines.dropFirst(2).first == "\(step) ")
      #expect(lines.contains("  linux/arm64    ..."))
      #expect(lines.contains("\u{1b}[2A\u{1b}[J\(step) "))
      #expect(lines.last == "\u{1b}[2A\u{1b}[J", "\(outcome.output)\(outcome.errors)")
    }

    @Test func commandWithoutImageIsAMistake() throws {
      let outcome = try execute(TestHost.program, ["verify", "linux/arm64", "--", "true"])
      #expect(outcome.status == 64)
      #expect(outcome.errors.contains("--image"))
    }
  }
}

extension Engine {
  /// The name of the program.
  var program: String { self == .docker ? "docker" : "podman" }

  /// What a command begins with that is to use it.
  var asUser: String { self == .rootlessPodman ? "as_user " : "" }
}

extension ReportDocument.PlatformPart {
  var containerState: String? { chain.first { $0.link == "container" }?.state }
  var builderState: String? { chain.first { $0.link == "builder" }?.state }
}
