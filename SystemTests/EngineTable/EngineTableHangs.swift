import Testing

extension EngineTable {
  /// `diagnose` of what hangs in an engine's containers and builds.
  @Suite struct Diagnosing {
    @Test(arguments: Cell.allCases)
    func hungContainersAreNamed(_ cell: Cell) throws {
      let printed = try run(
        cell,
        """
        register aarch64
        tar -C $fixtures/guests -cf - guest-arm64 | $engine import - localhost/guests:1 > $T/log 2>&1
        $engine run --detach --network none --name hung localhost/guests:1 /guest-arm64 deadlock \
          > $T/log 2>&1 || cat $T/log >&2
        begun() { $engine logs hung 2>&1 | grep -q ready; }
        within_deadline begun
        cross diagnose --interval 1 > $T/report; echo $?
        grep -o '^HANGS: guest' $T/report; grep -o -m 1 'container hung' $T/report
        cross diagnose --interval 1 --container hung > $T/report; echo $?
        $engine kill hung > $T/log 2>&1; $engine rm --force hung > $T/log 2>&1
        $engine rmi localhost/guests:1 > $T/log 2>&1
        """)
      #expect(printed.are(["1", "HANGS: guest", "container hung", "1"]), "\(printed)")
    }

    /// A build, and the words that say how podman makes containers for its steps.
    struct Build: Sendable, CustomTestStringConvertible {
      let cell: Cell
      var words = "--network none"
      var isSystemds = false

      var testDescription: String {
        "\(cell.rawValue) \(isSystemds ? "--cgroup-manager systemd" : words)"
      }
    }

    /// A hung step is named whatever its control group is called, and where it has none.
    static let builds =
      Cell.allCases.map { Build(cell: $0) } + [
        Build(cell: .podman, words: "--isolation chroot --network host"),
        Build(cell: .podman, isSystemds: true),
      ]

    @Test(arguments: builds)
    func hungStepsAreNamed(_ build: Build) throws {
      let client = build.cell.engine == .docker ? "docker buildx" : "$engine"
      let manager = build.isSystemds ? "--cgroup-manager systemd" : ""
      let printed = try run(
        build.cell,
        context + """
          \(build.isSystemds ? "[ -d /run/systemd/system ] || { echo too old; exit 0; }" : "")
          register aarch64; context; \(build.cell.engine == .docker ? "with_buildx" : "")
          cp $fixtures/guests/guest-arm64 $T/context/guest; chmod a+r $T/context/guest
          printf '%s\\n' 'FROM scratch' 'COPY busybox /bin/busybox' 'COPY guest /bin/guest' \
            'RUN ["/bin/busybox", "sh", "-c", "echo begin; /bin/guest deadlock; echo never"]' \
            > $T/context/Dockerfile
          ended() { pkill -KILL -x guest; ! pgrep -x guest; }
          # runc, which is told here that it is no root's, asks the bus of a session for a scope.
          \(build.isSystemds ? "export DBUS_SESSION_BUS_ADDRESS=unix:path=/run/dbus/system_bus_socket" : "")
          \(client) \(manager) build \(build.words) --platform linux/arm64 $T/context > $T/log 2>&1 &
          within_deadline grep -q ready $T/log
          cross diagnose --interval 1 > $T/report; echo $?
          grep -o 'in a build step of [A-Za-z ]* (.*' $T/report |
            sed 's/(.*, /(ID, /; s/(buildah.*)/(ID)/; s/(process .*)/(process ID)/'
          grep -c 'step: echo begin' $T/report
          # Only BuildKit keeps what a step prints, and buildx shows it since 0.20.
          keeps() { \(client) history --help 2>&1 | grep -q 'build records'; }
          ! keeps || grep -A2 'it printed last:' $T/report | grep -q '^    ready' || echo 'no last lines'
          # The step's first process is PID 1, which heeds no other signal; the build ends with it.
          pkill -KILL -x guest; pkill -KILL -x busybox; wait $!; within_deadline ended
          $engine image prune --force > $T/log 2>&1
          """)
      // Without a control group of its own a step has no other name than its process.
      let hasGroup = build.cell == .podman && !build.words.contains("chroot")
      let place =
        build.cell.engine == .docker
        ? "BuildKit (ID, builder default of"
        : hasGroup ? "podman build (ID)" : "podman build (process ID)"
      #expect(printed.are(["1", "in a build step of \(place)", "1"]), "\(printed)")
    }
  }
}
