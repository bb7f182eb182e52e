import Testing

extension EngineTable {
  /// `verify`, of probes and of users' images.
  @Suite struct Verifying {
    @Test(arguments: Cell.allCases)
    func probesRun(_ cell: Cell) throws {
      let printed = try run(
        cell,
        """
        register aarch64; register arm
        cr linux/amd64 linux/386 linux/arm64 linux/arm/v7 > $T/report; echo $?
        grep -c ' ok  *[-a-z]*$' $T/report
        remove_handlers; cr linux/arm64 > $T/report; echo $?
        cr --clean > $T/report
        """)
      #expect(printed.are(["0", "4", "1"]), "\(printed)")
    }

    /// An image of one platform runs for that, and for no other.
    @Test(arguments: Cell.allCases)
    func imageOfOnePlatform(_ cell: Cell) throws {
      let printed = try run(
        cell,
        """
        try() { cr --timeout 20 --image "$@" -- uname -m > $T/report 2>> $T/log; echo $?; }
        finding() { grep -o '^BLOCKS [a-z-]*' $T/report; }
        try $busybox:arm64 linux/arm64; finding
        register aarch64; register arm; try $busybox:arm64 linux/arm64; try $busybox:arm64 linux/arm/v7; finding
        $engine image inspect --format '{{.Architecture}}' $busybox:arm64
        """)
      // No registry is asked for more: the host has no network.
      #expect(
        printed.are([
          "1", "BLOCKS no-handler", "0", "1", "BLOCKS image-lacks-platform", "arm64",
        ]), "\(printed)")
    }

    /// One name, several platforms: whatever the order, the right one runs, and the name means after
    /// it what it meant before.
    @Test(arguments: Cell.allCases)
    func imagesOfSeveralPlatforms(_ cell: Cell) throws {
      let printed = try run(
        cell,
        registry + """
            registry; register aarch64; register arm
          try() { cr --timeout 20 --image "$@" -- uname -m > $T/report 2>> $T/log; echo $?; }
          tag() { $engine run --rm --network none --pull never $R:multi uname -m 2> $T/log || echo none; }
          try $R:multi linux/arm64; tag
          $engine pull --quiet --platform linux/amd64 $R:multi > $T/log 2>&1
          try $R:multi linux/arm64; tag
          try $R:multi linux/arm64 linux/amd64; try $R:multi linux/amd64 linux/arm64; tag
          try $R:multi
          try $R:multi linux/arm/v7; tr -s '\\n ' ' ' < $T/report | grep -o 'nothing is wrong with the host'
          grep -o '^BLOCKS [a-z-]*' $T/report
          try $R:amd64 linux/arm64; grep -o '^BLOCKS [a-z-]*' $T/report
          cr --clean > $T/clean; grep -c crossready-pulled $T/clean
          """)
      // What such a store has of a name for this machine, it keeps.
      let pulled = cell == .dockerWithContainerd ? "0" : "1"
      let before = cell == .dockerWithContainerd ? "x86_64" : "none"
      #expect(
        printed.are([
          "0", before, "0", "x86_64", "0", "0", "x86_64", "0", "1",
          "nothing is wrong with the host", "BLOCKS image-lacks-platform", "1",
          "BLOCKS image-lacks-platform", pulled,
        ]), "\(printed)")
    }

    /// The name is given back also where pulling moved it and somebody interrupts what follows.
    @Test(arguments: [Cell.docker, .podman])
    func interruptedPullGivesTheNameBack(_ cell: Cell) throws {
      let printed = try run(
        cell,
        registry + """
            registry; register aarch64
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
      #expect(printed.are(["arm64", "status 130", "amd64"]), "\(printed)")
    }

    /// What a registry that is not there says of itself is shown, and not that it is asked again.
    @Test(arguments: Cell.allCases)
    func failedPullsSayWhy(_ cell: Cell) throws {
      let printed = try run(
        cell,
        """
        register aarch64
        cr --image 127.0.0.1:9/gone:1 linux/arm64 -- true > $T/report 2>> $T/log; echo $?
        grep -o '^HIDES image-not-pulled' $T/report
        grep -o 'pulling it failed: .*connection refused' $T/report | sed 's/: .*: /: /'
        grep -c retrying $T/report
        """)
      #expect(
        printed.are(["2", "HIDES image-not-pulled", "pulling it failed: connection refused", "0"]),
        "\(printed)")
    }

    /// A context that was chosen means an engine, and an address may be this machine's.
    @Test(arguments: [Cell.docker, .dockerWithContainerd])
    func enginesByAddress(_ cell: Cell) throws {
      let printed = try run(
        cell,
        """
        engines docker $(sed 's/--containerd-store.*/--containerd-store/' /run/engines/flags) \
          -H unix:///run/docker.sock -H tcp://127.0.0.1:2375
        register aarch64
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
        printed.are([
          "2", "HIDES engine-unreachable", "2", "HIDES engine-unreachable", "0", "0", "0",
          "NOTE engine-default-platform",
        ]), "\(printed)")
    }

    /// nerdctl has other answers and another status for an image that is missing, and its program may be
    /// called docker. It cannot be had here: a program stands in for it that has Docker Engine do all.
    @Test(arguments: ["nerdctl", "docker"])
    func programsThatAnswerAsNerdctl(_ name: String) throws {
      let printed = try run(
        .docker,
        """
        register aarch64; mkdir $T/bin
        cat > $T/bin/\(name) << END
        #!/bin/sh
        case \\$1 in
        info)
          echo '{"Driver": "overlayfs", "Plugins": {"Storage": ["native", "overlayfs"]},
            "KernelVersion": "$(uname -r)", "ServerVersion": "v1.7.24", "SecurityOptions": []}' ;;
        load) [ "\\$2" = --all-platforms ] && exec $(command -v docker) load ;;
        run)
          $(command -v docker) "\\$@"; status=\\$?
          [ \\$status != 125 ] || { echo 'level=fatal msg="image not available"' >&2; status=1; }
          exit \\$status ;;
        *) exec $(command -v docker) "\\$@" ;;
        esac
        END
        chmod +x $T/bin/\(name)
        try() { PATH=$T/bin:$PATH $crossready verify --engine \(name) "$@" > $T/report 2>> $T/log; echo $?; }
        try linux/arm64; grep -o 'containers: nerdctl' $T/report
        try --image $busybox:arm64 linux/arm64 -- true
        try --image $busybox:gone linux/arm64 -- true; grep -o '^BLOCKS [a-z-]*' $T/report
        $crossready verify --clean > $T/clean
        """)
      #expect(
        printed.are(["0", "containers: nerdctl", "0", "1", "BLOCKS image-lacks-platform"]),
        "\(printed)")
    }

    /// The platforms of a compose project and of a bake file, as the machine's own words.
    @Test(arguments: Cell.allCases)
    func platformsOfFiles(_ cell: Cell) throws {
      let printed = try run(
        cell,
        """
        register aarch64; chmod 711 $T
        echo '{"services": {"a": {"image": "x", "platform": "linux/arm64"}, "b": {"image": "y"}}}' > $T/c
        echo '{"target": {"t": {"platforms": ["linux/riscv64"]}}}' > $T/b
        cr --compose $T/c > $T/report; echo $?; grep -c '^linux/[^ ]*  ' $T/report
        export DOCKER_DEFAULT_PLATFORM=linux/s390x
        cr --compose - < $T/c > $T/report; echo $?
        unset DOCKER_DEFAULT_PLATFORM
        grep -o '^linux/s390x *NOT READY' $T/report | tr -s ' '
        cr --bake $T/b > $T/report; echo $?; grep -o '^linux/riscv64 *NOT READY' $T/report | tr -s ' '
        """)
      #expect(
        printed.are(["0", "2", "1", "linux/s390x NOT READY", "1", "linux/riscv64 NOT READY"]),
        "\(printed)")
    }
  }
}
