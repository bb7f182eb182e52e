import Testing

extension EngineTests {
  /// The engine ends, or we do, in the middle of a thing: nothing is left, and it is told.
  @Suite struct EngineFault {
    /// What happens while the probe images are loaded, and how `verify` ends.
    private static let loading =
      faults + #"""
        loading_stops_half_way() { # COMMAND: what happens then
          mkdir $T/bin; client=$(command -v docker)
          cat > $T/bin/docker << EOF
        #!/bin/sh
        [ "\$1" = load ] || exec $client "\$@"
        { head -c 2000; : > $T/loading; $1; cat; } | $client "\$@"
        EOF
          chmod +x $T/bin/docker; PATH=$T/bin:$PATH
        }
        register aarch64

        """#

    @Test func engineKilledInLoad() throws {
      let outcome = try onEngineHost(
        Self.loading + """
          loading_stops_half_way "$engines no-docker -KILL"
          $crossready verify linux/arm64 > $T/output; echo "status $?"
          grep -o 'did not load the probe image' $T/output; engines docker; left
          """)
      #expect(
        outcome.output == """
          status 2
          did not load the probe image
          entry qemu-aarch64

          """, "\(outcome.errors)")
    }

    @Test func engineKilledInRun() throws {
      let outcome = try onEngineHost(
        faults + """
          begin verify --image $busybox:amd64 linux/amd64 -- sleep 100
          within_deadline running; engine_dies
          ended; grep -o '^HIDES engine-unreachable' $T/output; engines docker; left
          """)
      #expect(outcome.output == "status 2\nHIDES engine-unreachable\n", "\(outcome.errors)")
    }

    /// Half of it is done: what is there stands, and what is not is as it was.
    @Test func engineKilledInRegister() throws {
      let outcome = try onEngineHost(
        faults + """
          register aarch64
          begin register --replace --image $stand_in:hangs linux/arm linux/arm64
          within_deadline running; within_deadline [ -e $B/qemu-arm ]; engine_dies; ended
          rows $T/output; grep -c 'binfmt container failed' $T/output
          engines docker; left; sed -n 2p $B/qemu-aarch64
          """)
      #expect(
        outcome.output.withoutVersions == """
          status 1
          linux/arm/v7  registered  qemu-arm VERSION
          linux/arm64   FAILED      qemu-aarch64 VERSION
          1
          entry qemu-aarch64
          entry qemu-arm
          interpreter /usr/libexec/qemu-binfmt/aarch64-binfmt-P

          """, "\(outcome.errors)")
    }

    static let signals = ["INT", "TERM"]

    @Test(arguments: signals)
    func interruptedInLoad(_ signal: String) throws {
      let outcome = try onEngineHost(
        Self.loading + """
          loading_stops_half_way 'tail -f /dev/null'
          begin verify linux/arm64; within_deadline [ -e $T/loading ]; kill -\(signal) $process
          ended; left; pgrep -fx 'tail -f /dev/null'
          """)
      #expect(outcome.output == "\(died(of: signal))entry qemu-aarch64\n", "\(outcome.errors)")
    }

    @Test(arguments: signals)
    func interruptedInRun(_ signal: String) throws {
      let outcome = try onEngineHost(
        faults + """
          begin verify --image $busybox:amd64 linux/amd64 -- sleep 100
          within_deadline running; kill -\(signal) $process; ended; left
          """)
      #expect(outcome.output == died(of: signal), "\(outcome.errors)")
    }

    @Test(arguments: signals)
    func interruptedInRegister(_ signal: String) throws {
      let outcome = try onEngineHost(
        faults + """
          register aarch64
          begin register --replace --image $stand_in:hangs linux/arm linux/arm64
          within_deadline running; within_deadline [ -e $B/qemu-arm ]; kill -\(signal) $process
          ended; left; sed -n 2p $B/qemu-aarch64
          """)
      #expect(
        outcome.output == died(of: signal) + """
          entry qemu-aarch64
          entry qemu-arm
          interpreter /usr/libexec/qemu-binfmt/aarch64-binfmt-P

          """, "\(outcome.errors)")
    }

    /// The emulators are there, and nothing that names them yet.
    @Test(arguments: signals)
    func interruptedInPersist(_ signal: String) throws {
      let outcome = try onEngineHost(
        faults + """
          before_copying ": > $T/copying; tail -f /dev/null"
          begin register --persist --image $stand_in:stand-in linux/arm64
          within_deadline [ -e $T/copying ]; kill -\(signal) $process; ended; left
          """)
      #expect(outcome.output == "\(died(of: signal))entry qemu-aarch64\n", "\(outcome.errors)")
    }

    @Test func engineThatNeverAnswers() throws {
      let outcome = try onEngineHost(
        """
        register aarch64; silent_engine; began=$(date +%s)
        $crossready verify --engine docker --timeout 1 linux/arm64 > $T/output; echo "status $?"
        grep -o -m 1 engine-unreachable $T/output
        $crossready register --engine docker --timeout 1 linux/s390x; echo "status $?"
        [ $(($(date +%s) - began)) -lt 20 ] && echo 'in time'
        unset DOCKER_HOST; left
        """)
      #expect(
        outcome.output == """
          status 2
          engine-unreachable
          status 1
          in time
          entry qemu-aarch64

          """, "\(outcome.errors)")
      #expect(
        outcome.errors.contains("crossready: docker does not answer: it did not end in time; "))
    }

    @Test func noPermissionOnTheSocket() throws {
      let outcome = try onEngineHost(
        """
        register aarch64
        as_user $crossready verify --engine docker linux/arm64 > $T/output; echo "status $?"
        grep -o -m 1 engine-permission-denied $T/output
        as_user $crossready register --engine docker linux/s390x; echo "status $?"; left
        """)
      #expect(
        outcome.output
          == "status 2\nengine-permission-denied\nstatus 1\nentry qemu-aarch64\n")
      #expect(outcome.errors.contains("permission denied"))
    }

    @Test func storageOfTheEngineIsFull() throws {
      let outcome = try onEngineHost(
        """
        register aarch64
        mkdir $T/data; mount -t tmpfs -o size=4m none $T/data; engines docker --data-root $T/data
        cat /dev/zero > $T/data/rest 2> $T/errors
        $crossready verify -v linux/arm64 > $T/output; echo "status $?"
        tr -s '\\n ' ' ' < $T/output | grep -o 'no space left on device'
        docker ps --all --quiet; docker images --all --quiet
        engines docker; umount $T/data
        """)
      #expect(outcome.output == "status 2\nno space left on device\n", "\(outcome.errors)")
    }

    @Test func allPlatformsAtOnce() throws {
      let outcome = try onEngineHost(
        """
        for each in aarch64 arm riscv64 ppc64le ppc64 s390x mips64el mips64 mipsel mips loongarch64; do
          register $each
        done
        $crossready verify --format json linux/amd64 linux/386 linux/arm64 linux/arm/v5 \
          linux/arm/v6 linux/arm/v7 linux/riscv64 linux/ppc64le linux/ppc64 linux/s390x \
          linux/mips64le linux/mips64 linux/mipsle linux/mips linux/loong64
        status=$?; remove_handlers; left | grep -v crossready-probe >&2; exit $status
        """)
      let report = try ReportDocument(parsing: outcome.output)
      #expect(report.platforms.count == 15)
      let failed = report.platforms.filter { $0.containerState != "passed" }.map(\.platform)
      #expect(failed == [], "\(outcome.errors)")
      #expect(outcome.status == 0)
      #expect(
        outcome.errors.split(separator: "\n").allSatisfy { $0.hasPrefix("crossready: ") },
        "\(outcome.errors)")
    }
  }
}

/// What a script prints of a death by a signal: a shell adds 128.
private func died(of signal: String) -> String {
  "status \(signal == "INT" ? 130 : 143)\n"
}

extension EngineTests {
  /// For scripts in which something goes wrong at a certain moment:
  ///
  /// - `begin WORD...` starts crossready as `$process`, its output in `$T/output` and `$T/errors`,
  ///   and `ended` prints how it ended.
  /// - `running` succeeds when a container runs; `engine_dies` kills Docker Engine, and what it runs.
  /// - `before_copying COMMAND` has the engine's program run a command before it copies an emulator
  ///   out of an image.
  static let faults = #"""
    begin() { # A shell starts what is in the background with SIGINT ignored.
      env --default-signal=INT $crossready "$@" > $T/output 2> $T/errors & process=$!
    }
    ended() { wait $process 2> $T/wait; echo "status $?"; }
    running() { docker ps --quiet | grep -q .; }
    engine_dies() { # When it starts again, it would wait for what it ran.
      contained=$(docker ps --quiet | xargs docker inspect --format '{{.State.Pid}}')
      engines no-docker -KILL; kill -KILL $contained
    }
    before_copying() {
      mkdir $T/bin; client=$(command -v docker)
      cat > $T/bin/docker << EOF
    #!/bin/sh
    [ "\$1" = cp ] && { $1; }
    exec $client "\$@"
    EOF
      chmod +x $T/bin/docker; PATH=$T/bin:$PATH
    }

    """#
}
