import Testing

extension EngineTests {
  /// What holds for every engine, by feature: run with the engines of this machine, and with those of
  /// each release of Debian that `engines --release` starts.
  @Suite struct Table {
    /// An engine with one of its stores of images.
    enum Cell: String, CaseIterable {
      case docker
      case dockerWithContainerd = "docker, images in containerd"
      case podman
      case rootlessPodman = "podman, rootless"

      var engine: Engine {
        switch self {
        case .docker, .dockerWithContainerd: .docker
        case .podman: .podman
        case .rootlessPodman: .rootlessPodman
        }
      }
    }

    /// For scripts of a cell: `$engine` is its engine, `cr WORD...` is `crossready verify` with it.
    ///
    /// `registry` starts one, with the image `$R:multi` for amd64 and arm64, and `$R:amd64`.
    private func prelude(_ cell: Cell) -> String {
      #"""
      cr() { \#(cell.engine.asUser)$crossready verify --engine \#(cell.engine.program) "$@"; }
      R=127.0.0.1:5000/ours
      registry() {
        mkdir $T/registry
        printf 'version: 0.1\nstorage: {filesystem: {rootdirectory: %s}}\nhttp: {addr: %s}\n' \
          $T/registry 127.0.0.1:5000 > $T/registry.yml
        docker-registry serve $T/registry.yml > $T/registry.log 2>&1 & registry=$!
        trap 'kill $registry; clean_up' EXIT
        within_deadline grep -q listening $T/registry.log
        printf '[[registry]]\nlocation = "127.0.0.1:5000"\ninsecure = true\n' \
          > /etc/containers/registries.conf.d/ours.conf
        for each in amd64 arm64; do
          docker tag $busybox:$each $R:$each; docker push --quiet $R:$each
        done
        docker buildx imagetools create --tag $R:multi $R:amd64 $R:arm64
        docker rmi $R:amd64 $R:arm64
        # Users who may not read it would fail.
        unset DOCKER_CONFIG
      }
      \#(cell == .dockerWithContainerd ? Self.containerdStore : "")

      """#
    }

    /// Has Docker Engine keep images in containerd, which it can since release 23.
    private static let containerdStore = #"""
      version=$(docker version --format '{{.Server.Version}}')
      [ "${version%%.*}" -ge 23 ] || { echo too old; exit 0; }
      {
        engines docker --containerd-store
        docker load < $fixtures/images/busybox.tar
      } > $T/setup 2>&1
      """#

    private func run(_ cell: Cell, _ script: String) throws -> (lines: [String], errors: String) {
      let outcome = try onEngineHost(
        prelude(cell) + script, engine: cell.engine, timeout: .seconds(300))
      return (outcome.output.split(separator: "\n").map(String.init), outcome.errors)
    }

    /// What this host cannot be asked: its engines are too old, or it has no registry.
    private func isImpossible(_ lines: [String]) -> Bool {
      lines == ["too old"] || lines == ["no registry"]
    }

    @Test(arguments: Cell.allCases)
    func probesRun(_ cell: Cell) throws {
      let (lines, errors) = try run(
        cell,
        """
        register aarch64; register arm
        cr linux/amd64 linux/386 linux/arm64 linux/arm/v7 > $T/report; echo $?
        grep -c ' ok  *[-a-z]*$' $T/report
        remove_handlers; cr linux/arm64 > $T/report; echo $?
        cr --clean > $T/report
        """)
      #expect(lines == ["0", "4", "1"] || isImpossible(lines), "\(lines)\n\(errors)")
    }

    /// Registered, replaced, kept for the boot and removed; users without root's engine are refused.
    @Test(arguments: Cell.allCases)
    func handlersComeAndGo(_ cell: Cell) throws {
      let (lines, errors) = try run(
        cell,
        """
        \(cell == .dockerWithContainerd ? "docker load < $fixtures/images/binfmt.tar > $T/setup" : "")
        # The host of a release has none that runs.
        rm -f /etc/systemd/system/systemd-binfmt.service
        try() { \(cell.engine.asUser)$crossready "$@" > $T/report 2>> $T/log; echo $?; }
        register="register --engine \(cell.engine.program) --image $stand_in:stand-in"
        try $register linux/arm64 linux/arm/v7; handlers | sort
        [ -e $B/qemu-arm ] || exit 0
        try $register --replace linux/arm64; grep -c replaced $T/report
        try $register --persist linux/arm64; ls /etc/binfmt.d | grep crossready
        try unregister --persist linux/arm64 linux/arm/v7; handlers; ls /etc/binfmt.d | grep crossready
        """)
      let expected =
        cell == .rootlessPodman
        ? ["1"]
        : ["0", "qemu-aarch64", "qemu-arm", "0", "1", "0", "zz-crossready-arm64.conf", "0"]
      #expect(lines == expected || isImpossible(lines), "\(lines)\n\(errors)")
    }

    /// One name, several platforms: whatever the order, the right one runs, and the name means after
    /// it what it meant before.
    @Test(arguments: Cell.allCases)
    func imagesOfSeveralPlatforms(_ cell: Cell) throws {
      let (lines, errors) = try run(
        cell,
        """
        command -v docker-registry > $T/setup || { echo no registry; exit 0; }
        with_buildx; registry > $T/setup 2>&1
        register aarch64; register arm
        try() { cr --timeout 20 --image "$@" -- uname -m > $T/report 2>> $T/log; echo $?; }
        tag() { $engine run --rm --network none --pull never $R:multi uname -m 2> $T/log || echo none; }
        try $R:multi linux/arm64; tag
        $engine pull --quiet --platform linux/amd64 $R:multi > $T/log 2>&1
        try $R:multi linux/arm64; tag
        try $R:multi linux/arm64 linux/amd64; try $R:multi linux/amd64 linux/arm64; tag
        try $R:multi
        try $R:multi linux/arm/v7; tr -s '\\n ' ' ' < $T/report | grep -o 'The image is not for what was asked'
        grep -o '^BLOCKS [a-z-]*' $T/report
        try $R:amd64 linux/arm64; grep -o '^BLOCKS [a-z-]*' $T/report
        cr --clean > $T/clean; grep -c crossready-pulled $T/clean
        """)
      // What such a store has of a name for this machine, it keeps.
      let pulled = cell == .dockerWithContainerd ? "0" : "1"
      let before = cell == .dockerWithContainerd ? "x86_64" : "none"
      #expect(
        lines == [
          "0", before, "0", "x86_64", "0", "0", "x86_64", "0", "1",
          "The image is not for what was asked", "BLOCKS image-lacks-platform", "1",
          "BLOCKS image-lacks-platform", pulled,
        ] || isImpossible(lines), "\(lines)\n\(errors)")
    }

    /// The name is given back also where pulling moved it and somebody interrupts what follows.
    @Test(arguments: [Cell.docker, .podman])
    func interruptedPullGivesTheNameBack(_ cell: Cell) throws {
      let (lines, errors) = try run(
        cell,
        """
        command -v docker-registry > $T/setup || { echo no registry; exit 0; }
        with_buildx; registry > $T/setup 2>&1
        register aarch64
        $engine pull --quiet --platform linux/amd64 $R:multi > $T/log 2>&1
        mkdir $T/bin; client=$(command -v $engine)
        cat > $T/bin/$engine << EOF
        #!/bin/sh
        [ "\\$1" = pull ] || exec $client "\\$@"
        $client "\\$@"; : > $T/pulled; exec tail -f /dev/null
        EOF
        chmod +x $T/bin/$engine
        PATH=$T/bin:$PATH env --default-signal=INT $crossready verify --engine $engine \
          --image $R:multi linux/arm64 > $T/report 2>&1 &
        process=$!
        tag() { $engine image inspect --format '{{.Architecture}}' $R:multi; }
        within_deadline [ -e $T/pulled ]; tag; kill -INT $process; wait $process; echo "status $?"; tag
        pgrep -fx 'tail -f /dev/null'
        $crossready verify --clean > $T/clean
        """)
      #expect(
        lines == ["arm64", "status 130", "amd64"] || isImpossible(lines), "\(lines)\n\(errors)")
    }

    /// A real build of a step that is emulated does what the builder link says.
    @Test(arguments: [Cell.docker, .dockerWithContainerd])
    func buildersDoWhatIsSaid(_ cell: Cell) throws {
      let (lines, errors) = try run(
        cell,
        Self.builders
          + """
          engines docker $(sed 's/--containerd-store.*/--containerd-store/' /run/engines/flags) \
            -H unix:///run/docker.sock -H tcp://127.0.0.1:2375
          docker load < $fixtures/buildkit.tar > $T/log
          other=$(docker run --detach --network none $busybox:amd64 sleep 1000)
          with_buildx; context; register aarch64
          $fixtures/buildkit-bridge $T/bridge.sock /run/docker.sock > $T/bridge
          {
            docker buildx create --name alive --driver remote unix://$T/bridge.sock
            docker buildx create --name dead --driver remote unix://$T/nothing.sock
            docker buildx create --name two --driver remote unix://$T/nothing.sock
            docker buildx create --name two --append --driver remote unix://$T/bridge.sock
            docker buildx create --name own --node my-node --driver docker-container \
              --driver-opt network=host
          } > $T/log 2>&1
          ask default; ask alive; patience=8; ask dead; ask two; unset patience; ask gone
          say own; repair; ask own
          docker pause buildx_buildkit_my-node > $T/log; ask own; repair; ask own
          docker stop --time 1 buildx_buildkit_my-node > $T/log; say own; repair; ask own
          docker buildx use dead; unnamed; docker buildx use default
          export BUILDX_BUILDER=gone; unnamed; unset BUILDX_BUILDER
          remove_handlers; ask default; repair; ask default
          kill $(cat $T/bridge); docker inspect --format '{{.State.Running}}' $other
          docker buildx rm own > $T/log 2>&1
          """)
      #expect(
        lines == [
          "default: ok, 0", "alive: ok, 0", "dead: failed, 2 builder-unreachable",
          "two: failed, 2 builder-unreachable", "gone: failed, 2 builder-unreachable",
          "own: 2 builder-not-started", "own: ok, 0", "own: failed, 1 builder-unusable",
          "own: ok, 0", "own: 2 builder-not-started", "own: ok, 0",
          "0 builder-unreachable partly", "0 builder-unreachable partly",
          "default: failed, 1 builder-stale", "default: ok, 0", "true",
        ] || isImpossible(lines), "\(lines)\n\(errors)")
    }

    /// A hung step of podman is named whatever its control group is called, and where it has none.
    @Test(arguments: ["--network none", "--isolation chroot --network host", "systemd"])
    func stepsOfPodmanAreNamed(_ words: String) throws {
      let isSystemd = words == "systemd"
      let (lines, errors) = try run(
        .podman,
        Self.builders + """
          \(isSystemd ? "[ -d /run/systemd/system ] || { echo too old; exit 0; }" : "")
          register aarch64; context
          cp $fixtures/guests/guest-arm64 $T/context/guest
          printf '%s\n' 'FROM scratch' 'COPY busybox /bin/busybox' 'COPY guest /bin/guest' \
            'RUN ["/bin/busybox", "sh", "-c", "echo begin; /bin/guest deadlock; echo never"]' \
            > $T/context/Dockerfile
          ended() { pkill -KILL -f '/bin/gues[t] deadlock'; ! pgrep -f '/bin/gues[t] deadlock'; }
          # runc, which is told here that it is no root's, asks the bus of a session for a scope.
          export DBUS_SESSION_BUS_ADDRESS=unix:path=/run/dbus/system_bus_socket
          podman \(isSystemd ? "--cgroup-manager systemd" : "") build \
            \(isSystemd ? "--network none" : words) --platform linux/arm64 $T/context > $T/log 2>&1 &
          within_deadline grep -q ready $T/log
          $crossready diagnose --interval 1 > $T/report; echo $?
          grep -o 'in a build step of podman build (.' $T/report
          grep -c 'step: echo begin' $T/report
          pkill -KILL -f /bin/guest; wait $!; within_deadline ended
          podman image prune --force > $T/log 2>&1
          """)
      let name = words.contains("chroot") ? "p" : "b"
      #expect(
        lines == ["1", "in a build step of podman build (\(name)", "1"] || isImpossible(lines),
        "\(lines)\n\(errors)")
    }

    /// A context that was chosen means an engine, and an address may be this machine's.
    @Test func enginesByAddress() throws {
      let (lines, errors) = try run(
        .docker,
        """
        engines docker -H unix:///run/docker.sock -H tcp://127.0.0.1:2375; register aarch64
        try() { $crossready verify -v linux/arm64 > $T/report 2>> $T/errors; echo $?; }
        docker context create dead --docker host=unix:///nothing.sock > $T/log 2>&1
        export DOCKER_CONTEXT=dead; try; grep -o '^[A-Z]* engine-[a-z-]*' $T/report
        unset DOCKER_CONTEXT; docker context use dead > $T/log 2>&1
        try; grep -o '^[A-Z]* engine-[a-z-]*' $T/report
        docker context use default > $T/log 2>&1; docker context rm dead > $T/log
        export DOCKER_HOST=tcp://127.0.0.1:2375; try
        grep -c -e engine-remote -e 'on another machine' $T/report
        export DOCKER_DEFAULT_PLATFORM=linux/arm64; try; grep -o '^NOTE engine-[a-z-]*' $T/report
        """)
      #expect(
        lines == [
          "2", "HIDES engine-unreachable", "2", "HIDES engine-unreachable", "0", "0", "0",
          "NOTE engine-default-platform",
        ], "\(lines)\n\(errors)")
    }

    /// The platforms of a compose project and of a bake file, as the machine's own words.
    @Test func platformsOfFiles() throws {
      let (lines, errors) = try run(
        .docker,
        """
        register aarch64
        echo '{"services": {"a": {"image": "x", "platform": "linux/arm64"}, "b": {"image": "y"}}}' > $T/c
        echo '{"target": {"t": {"platforms": ["linux/riscv64"]}}}' > $T/b
        cr --compose $T/c > $T/report; echo $?; grep -c '^linux/[^ ]*  ' $T/report
        DOCKER_DEFAULT_PLATFORM=linux/s390x cr --compose - < $T/c > $T/report; echo $?
        grep -o '^linux/s390x *NOT READY' $T/report | tr -s ' '
        cr --bake $T/b > $T/report; echo $?; grep -o '^linux/riscv64 *NOT READY' $T/report | tr -s ' '
        """)
      #expect(
        lines == ["0", "2", "1", "linux/s390x NOT READY", "1", "linux/riscv64 NOT READY"],
        "\(lines)\n\(errors)")
    }

    /// Who has an engine, but neither root's rights nor the image, is told what is missing.
    @Test func unregisterWithoutTheImage() throws {
      let (lines, errors) = try run(
        .docker,
        """
        register aarch64; chmod 666 /run/docker.sock
        as_user $crossready unregister --image nosuch.invalid/x:1 linux/arm64 2> $T/said; echo $?
        chmod 660 /run/docker.sock
        grep -o 'the engine does not have nosuch.invalid/x:1, which removes handlers without root' $T/said
        handlers
        """)
      #expect(
        lines == [
          "1",
          "the engine does not have nosuch.invalid/x:1, which removes handlers without root",
          "qemu-aarch64",
        ], "\(lines)\n\(errors)")
    }

    /// - `context` makes the context of a build whose step is emulated.
    /// - `say BUILDER` prints the exit status and the builder's findings, `ask BUILDER` what a real
    ///   build does before that.
    /// - `repair` runs what was printed last to repair the builder.
    /// - `unnamed` prints what is said where no builder is named.
    private static let builders = #"""
      context() {
        mkdir $T/context
        id=$(docker create --network none --platform linux/arm64 $busybox:arm64)
        docker cp --follow-link $id:/bin/busybox $T/context/busybox; docker rm $id > $T/log
        printf '%s\n' 'FROM scratch' 'COPY busybox /bin/busybox' 'RUN ["/bin/busybox", "uname", "-m"]' \
          > $T/context/Dockerfile
      }
      verdict() {
        status=$?
        echo "$status $(grep -o '^[A-Z]* builder-[a-z-]*' $T/report | grep -v ^NOTE | cut -d ' ' -f 2 | tr '\n' ' ')" |
          sed 's/ $//'
      }
      said() { cr -v "$@" linux/arm64 > $T/report 2>> $T/errors; verdict; }
      say() { echo "$1: $(said --builder $1)"; }
      ask() {
        built=failed
        timeout ${patience-60} docker buildx build --builder $1 --no-cache --network none --platform linux/arm64 $T/context \
          > $T/build 2>&1 && built=ok
        echo "$1: $built, $(said --builder $1)"
      }
      repair() {
        sed -n '/^[A-Z]* builder-/,/^$/p' $T/report | sed -n '/^  fix:$/,$s/^    //p' |
          sed "s|^crossready |$crossready |" > $T/fix
        . $T/fix > $T/log 2>&1
      }
      unnamed() { echo "$(said) $(grep -o 'partly$' $T/report)"; }

      """#
  }
}
