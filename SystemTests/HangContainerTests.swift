import Testing

extension EngineTests {
  /// What `crossready diagnose` says of programs that hang in real containers and builds.
  @Suite struct Hangs {
    struct Place: Sendable, CustomTestStringConvertible {
      let engine: Engine
      let architecture: String

      var testDescription: String { "\(engine.rawValue) \(architecture)" }
    }

    /// With one run, podman only shows that it is no different.
    static let places =
      HangTests.architectures.map { Place(engine: .docker, architecture: $0) }
      + HangTests.architectures.prefix(HangTests.runs == 1 ? 1 : 4)
      .map { Place(engine: .podman, architecture: $0) }

    @Test(arguments: places)
    func everyProgramGetsItsVerdict(_ place: Place) throws {
      for _ in 0..<HangTests.runs {
        let outcome = try onEngineHost(
          """
          for handler in aarch64 arm riscv64 s390x; do register $handler; done
          tar -C $fixtures/guests -cf - guest-\(place.architecture) |
            $engine import - localhost/guests:1 > /dev/null 2> $T/log || cat $T/log >&2
          modes='deadlock spin storm work family pipe lock socket zombie sleep crash input'
          modes="$modes stopped frozen"
          for mode in $modes; do
            case $mode in
            stopped) words='spin stopped' ;;
            frozen) words='sleep frozen' ;;
            *) words="$mode /lock" ;;
            esac
            $engine run --detach --interactive --network none --name hang-$mode \
              localhost/guests:1 /guest-\(place.architecture) $words > /dev/null
          done
          tries=0
          for mode in $modes; do
            until $engine logs hang-$mode 2>&1 | grep -q ready || [ $tries -ge 600 ]; do
              tries=$((tries + 1)); sleep 0.05
            done
          done
          kill -STOP $($engine inspect --format '{{.State.Pid}}' hang-stopped)
          $engine pause hang-frozen > /dev/null
          $crossready diagnose --interval 2 --format json; status=$?
          $engine unpause hang-frozen > /dev/null
          names=$(for mode in $modes; do echo hang-$mode; done)
          # Nothing of this heeds SIGTERM, for which podman would wait.
          case $engine in
          podman) podman rm --force --time 0 $names ;;
          *) $engine rm --force $names ;;
          esac > /dev/null
          $engine rmi localhost/guests:1 > /dev/null; remove_handlers
          exit $status
          """, engine: place.engine)
        let report = try HangReportDocument(parsing: outcome)
        #expect(outcome.status == 1)
        var expected = HangExpectation.all
        if place.architecture == "arm" { expected["storm"] = ["computing"] }
        #expect(
          report.verdicts(place.architecture) == expected,
          "\(outcome.output)\n\(outcome.errors)")
        for tree in report.trees {
          let container = try #require(tree.container)
          let mode = HangExpectation.mode(of: tree) ?? ""
          #expect(container.maker == place.engine.rawValue)
          #expect(container.name == "hang-\(mode)")
          #expect(container.image == "localhost/guests:1")
        }
      }
    }

    @Test func pausedContainer() throws {
      let outcome = try onEngineHost(
        """
        register aarch64
        docker run --detach --network none --name hang $busybox:arm64 sleep 1000 > /dev/null
        docker pause hang > /dev/null
        $crossready diagnose --interval 0.5 --container hang --format json; status=$?
        docker unpause hang > /dev/null; docker rm --force hang > /dev/null; remove_handlers
        exit $status
        """)
      let report = try HangReportDocument(parsing: outcome)
      #expect(report.trees.map(\.verdict) == ["frozen"])
      #expect(outcome.status == 1)
    }

    /// Why a container ended, or hangs, by what it printed last.
    @Test(arguments: [Engine.docker, .podman])
    func lastWords(_ engine: Engine) throws {
      let outcome = try onEngineHost(
        """
        $engine run --network none --name last --platform linux/arm64 $busybox:arm64 true \\
          > /dev/null 2>&1
        $crossready diagnose --interval 0.5 --container last; echo "exit $?"
        register aarch64
        tar -C $fixtures/guests -cf - guest-arm64 |
          $engine import - localhost/guests:1 > /dev/null 2> $T/log || cat $T/log >&2
        $engine run --detach --network none --name hung localhost/guests:1 /guest-arm64 crash \\
          > /dev/null
        tries=0
        until $engine logs hung 2>&1 | grep -q uncaught || [ $tries -ge 600 ]; do
          tries=$((tries + 1)); sleep 0.05
        done
        $crossready diagnose --interval 1 --container hung; echo "exit $?"
        $crossready diagnose --interval 1 | grep -A3 'it printed last:'
        case $engine in
        podman) podman rm --force --time 0 last hung ;;
        *) $engine rm --force last hung ;;
        esac > /dev/null
        $engine rmi localhost/guests:1 > /dev/null; remove_handlers
        """, engine: engine)
      let text = "\(outcome.output)\n\(outcome.errors)"
      #expect(outcome.output.contains("(exec-format-error)"), "\(text)")
      #expect(outcome.output.contains("register linux/arm64"), "\(text)")
      #expect(outcome.output.contains("HANGS"), "\(text)")
      #expect(
        outcome.output.contains("  it printed last:\n    ready\n    qemu: uncaught target signal"),
        "\(text)")
      #expect(outcome.output.contains("Its last words: qemu: uncaught target signal"), "\(text)")
      #expect(
        outcome.output.split(separator: "\n").filter { $0.hasPrefix("exit") } == [
          "exit 1", "exit 1",
        ],
        "\(text)")
    }

    @Test func otherUsersSeeWhatTheyMay() throws {
      let outcome = try onEngineHost(
        """
        register aarch64
        $fixtures/guests/guest-arm64 deadlock > $T/output & guest=$!
        tries=0
        until grep -q ready $T/output || [ $tries -ge 600 ]; do
          tries=$((tries + 1)); sleep 0.05
        done
        as_user $crossready diagnose --interval 0.5; echo "exit $?"
        export engines crossready
        unshare --mount sh -c 'mount -t proc -o hidepid=invisible proc /proc
          "$engines" as-user $crossready diagnose --interval 0.5; echo "exit $?"'
        kill -KILL $guest; remove_handlers
        """)
      #expect(outcome.output.contains("guest-arm64 deadlock"), "\(outcome.output)")
      #expect(outcome.output.contains("unknown: not to be read: /proc/"))
      #expect(outcome.output.contains("are hidden here (hidepid)"), "\(outcome.output)")
      #expect(
        outcome.output.split(separator: "\n").filter { $0.hasPrefix("exit") } == [
          "exit 2", "exit 2",
        ])
    }

    /// The one question that brings people here, asked of a real cross build.
    @Test(arguments: [(Engine.docker, "buildkit"), (.podman, "buildah")])
    func hungBuildStep(_ engine: Engine, _ maker: String) throws {
      let outcome = try onEngineHost(
        """
        with_buildx; register aarch64
        mkdir -p $T/build/arm64; cd $T/build
        container=$($engine create --platform linux/arm64 $busybox:arm64)
        $engine cp $container:/bin/busybox arm64/busybox > /dev/null
        $engine rm $container > /dev/null
        cp $fixtures/guests/guest-arm64 arm64/guest
        cat > Dockerfile << 'END'
        FROM scratch
        ARG TARGETARCH
        COPY ${TARGETARCH}/busybox /bin/busybox
        COPY ${TARGETARCH}/guest /bin/guest
        RUN ["/bin/busybox", "sh", "-c", "echo begin; /bin/guest deadlock; echo never"]
        END
        [ $engine = podman ] || plain='--progress plain'
        $engine build --network none --platform linux/arm64 ${plain-} . > $T/log 2>&1 &
        tries=0
        until grep -q ready $T/log || [ $tries -ge 600 ]; do
          tries=$((tries + 1)); sleep 0.05
        done
        $crossready diagnose --interval 1 --format json; status=$?
        $crossready diagnose --interval 1 >&2
        # The step's first process is PID 1, which heeds no other signal; the build ends with it.
        pkill -KILL busybox; wait $!; remove_handlers
        case $engine in
        podman) podman image prune --force > /dev/null ;;
        *) docker builder prune --all --force > /dev/null ;;
        esac
        exit $status
        """, engine: engine)
      let report = try HangReportDocument(parsing: outcome)
      #expect(outcome.status == 1)
      let tree = try #require(report.trees.first)
      #expect(report.trees.count == 1)
      #expect(tree.container?.maker == maker)
      #expect(tree.buildStep == "echo begin; /bin/guest deadlock; echo never")
      #expect(tree.processes.map(\.verdict) == ["waiting-for-child", "deadlocked"])
      #expect(outcome.errors.contains("HANGS: guest ("))
      if engine == .docker {
        #expect(outcome.errors.contains("builder default of"), "\(outcome.errors)")
      }
    }
  }
}
