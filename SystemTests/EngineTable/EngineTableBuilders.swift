import Testing

extension EngineTable {
  /// The builder link, beside what a real build of a step that is emulated does.
  @Suite struct Builders {
    /// Whether a line of `ask` says that a build ended well exactly where the builder's link is no worse
    /// than degraded.
    private func agrees(_ line: String) -> Bool {
      let isGreen = line.contains(" passed,") || line.contains(" degraded,")
      return line.contains(": built,") == isGreen
    }

    private func expect(
      _ printed: Lines, _ expected: [String], sourceLocation: SourceLocation = #_sourceLocation
    ) {
      #expect(printed.are(expected), "\(printed)", sourceLocation: sourceLocation)
      for line in printed.lines where line.contains(": built,") || line.contains(": failed,") {
        #expect(agrees(line), "\(line)", sourceLocation: sourceLocation)
      }
    }

    @Test(arguments: [Cell.docker, .dockerWithContainerd])
    func buildersDoWhatIsSaid(_ cell: Cell) throws {
      let printed = try run(
        cell,
        Self.builders
          + """
          register aarch64; register arm; ask default
          said linux/386; said linux/arm/v7
          docker buildx create --name alive --driver remote unix://$T/bridge.sock > $T/log 2>&1
          docker buildx create --name two --driver remote unix://$T/nothing.sock > $T/log 2>&1
          docker buildx create --name two --append --driver remote unix://$T/bridge.sock > $T/log 2>&1
          docker buildx create --name late --driver remote unix://$T/bridge.sock > $T/log 2>&1
          docker buildx create --name late --append --driver remote unix://$T/nothing.sock > $T/log 2>&1
          ask alive; patience=8; ask dead; ask two; ask late; unset patience; ask gone
          say own; repair; ask own
          docker pause buildx_buildkit_my-node > $T/log; ask own; repair; ask own
          docker stop --time 1 buildx_buildkit_my-node > $T/log; say own; repair; ask own
          docker buildx use dead; unnamed; docker buildx use default
          export BUILDX_BUILDER=gone; unnamed; unset BUILDX_BUILDER
          docker buildx create --name bare --driver docker-container \
            --driver-opt image=127.0.0.1:9/none:1 > $T/log 2>&1
          ask bare; echo "bare: $(said --builder bare --bootstrap linux/arm64)"
          # The BuildKit of this one is the engine's, which has no emulators of its own.
          docker exec buildx_buildkit_my-node /bin/busybox rm /usr/bin/buildkit-qemu-aarch64
          remove_handlers; ask own; ask default; repair; ask default; ask own
          """)
      expect(
        printed,
        [
          "default: built, passed, 0", "passed, 0", "passed, 0", "alive: built, passed, 0",
          "dead: failed, unknown, 2 builder-unreachable",
          "two: failed, unknown, 2 builder-unreachable",
          "late: failed, unknown, 2 builder-unreachable",
          "gone: failed, unknown, 2 builder-unreachable",
          "own: unknown, 2 builder-not-started", "own: built, passed, 0",
          "own: failed, failed, 1 builder-unusable", "own: built, passed, 0",
          "own: unknown, 2 builder-not-started", "own: built, passed, 0",
          "degraded, 0 builder-unreachable partly", "degraded, 0 builder-unreachable partly",
          "bare: failed, unknown, 2 builder-not-started",
          "bare: unknown, 2 builder-unreachable",
          "own: failed, failed, 1 builder-stale", "default: failed, failed, 1 builder-stale",
          "default: built, passed, 0", "own: built, passed, 0",
        ])
    }

    /// BuildKit builds with the emulators that it brings along: the engine's own finds them where
    /// those of its image are, in PATH.
    @Test(arguments: [Cell.docker, .dockerWithContainerd])
    func bundledEmulatorsBuild(_ cell: Cell) throws {
      let printed = try run(
        cell,
        Self.builders + """
          bundled=/run/engines/buildkit-qemu-aarch64
          # Releases differ in its name.
          ln -s "$(ls /usr/bin/qemu-aarch64-static /usr/bin/qemu-aarch64 2> $T/log | head -n 1)" $bundled
          docker buildx inspect --bootstrap own > $T/log 2>&1
          ask own; docker run --rm --network none $busybox:arm64 true 2> $T/log || echo 'does not run'
          repair; handlers; rm $bundled; ask own
          docker run --rm --network none $busybox:arm64 uname -m
          """)
      expect(
        printed,
        [
          "own: built, degraded, 1 builder-bundled-emulator", "does not run", "qemu-aarch64",
          "own: built, passed, 0", "aarch64",
        ])
    }

    /// What is printed to repair a builder is run as it is, for every finding of the link: no
    /// other container ends by it, and Docker Engine goes on.
    @Test(arguments: [Cell.docker, .dockerWithContainerd])
    func remediesStopNothingElse(_ cell: Cell) throws {
      let printed = try run(
        cell,
        Self.builders
          + """
          found() { said "$@" > $T/said; tr ' ' '\\n' < $T/said | grep '^builder-' >> $T/findings; repair; }
          register aarch64
          mv $DOCKER_CONFIG/cli-plugins $T/plugins; found --builder own linux/arm64
          mv $T/plugins $DOCKER_CONFIG/cli-plugins
          found --builder gone linux/arm64; found --builder dead linux/arm64
          found --builder own linux/arm64
          docker pause buildx_buildkit_my-node > $T/log; found --builder own linux/arm64
          docker stop --time 1 buildx_buildkit_my-node > $T/log; found --builder own linux/arm64
          found --builder default linux/arm64 linux/amd64; found linux/arm64 linux/amd64
          docker buildx create --name far --driver remote tcp://127.0.0.1:9876 > $T/log 2>&1
          found --builder far linux/riscv64
          docker buildx inspect default > $T/log
          remove_handlers; found --builder default linux/arm64
          docker buildx inspect own > $T/log
          remove_handlers; found --builder own linux/arm64
          # Without them it is out of date.
          docker exec buildx_buildkit_my-node /bin/busybox rm /usr/bin/buildkit-qemu-aarch64
          remove_handlers; found --builder own linux/arm64
          grep -c 'docker restart buildx_buildkit_my-node' $T/fix
          $crossready explain | grep -o '^ *builder-[a-z-]*' | tr -d ' ' | sort -u > $T/all
          echo "not seen: $(sort -u $T/findings | comm -23 $T/all - | tr '\\n' ' ')"
          """)
      // With its images in containerd, Docker Engine's own BuildKit builds for several at once.
      let impossible = cell == .docker ? "" : "builder-single-platform "
      #expect(printed.are(["1", "not seen: \(impossible)"]), "\(printed)")
    }

    /// Podman has no builder but itself: what a build does is what is said of its containers.
    @Test(arguments: [Cell.podman, .rootlessPodman])
    func podmanBuildsWhatRuns(_ cell: Cell) throws {
      let printed = try run(
        cell,
        context + """
            context
          for way in none qemu-aarch64; do
            [ $way = none ] || register aarch64
            $engine build --no-cache --network none --platform linux/arm64 $T/context > $T/build 2>&1 &&
              built=built || built=failed
            cr linux/arm64 > $T/report 2>> $T/errors; echo "$way: $built, $?"
            grep -o ' builder-[a-z-]*' $T/report
          done
          # Its list, in releases that have one, leaves out what another entry covers.
          cr linux/386 > $T/report; echo $?; grep -o ' builder-[a-z-]*' $T/report
          cr --builder gone linux/arm64 > $T/report; echo $?; grep -o '^[A-Z]* builder-[a-z-]*' $T/report
          cr --builder gone --format json linux/arm64 | grep -c '"builder-unreachable"' > $T/count
          [ $(cat $T/count) -gt 0 ] && echo 'in JSON, too'
          $engine image prune --force > $T/log 2>&1
          """)
      #expect(
        printed.are([
          "none: failed, 1", "qemu-aarch64: built, 0", "0", "2", "HIDES builder-unreachable",
          "in JSON, too",
        ]), "\(printed)")
    }

    /// - `own` is a builder in a container, `dead` one of a socket that is not there; the engine's is at
    ///   `$T/bridge.sock` and at the port 9876.
    /// - `said WORD...` prints the builder's state, the exit status and the builder's findings, `say
    ///   BUILDER` that of a builder by its name, `ask BUILDER` what a real build does before that.
    /// - `repair` runs what was printed last to repair the builder, and names what else ended by it.
    /// - `unnamed` prints what is said where no builder is named.
    private static let builders =
      context + #"""
        engines docker $(sed 's/--containerd-store.*/--containerd-store/' /run/engines/flags) \
          -H unix:///run/docker.sock -H tcp://127.0.0.1:2375
        docker load < $fixtures/buildkit.tar > $T/log
        docker run --detach --network none --name other $busybox:amd64 sleep 1000 > $T/log
        docker run --detach --network none --name buildx_buildkit_my-node0 $busybox:amd64 sleep 1000 > $T/log
        with_buildx; context
        $fixtures/buildkit-bridge $T/bridge.sock /run/docker.sock > $T/bridge
        $fixtures/buildkit-bridge 9876 /run/docker.sock > $T/bridge-9876
        trap 'ended; clean_up' EXIT
        ended() { # Docker Engine's other store shows no containers of this one.
          rm -f /run/engines/buildkit-qemu-aarch64; kill $(cat $T/bridge $T/bridge-9876)
          docker ps --all --quiet | xargs docker rm --force
        } > $T/log 2>&1
        docker buildx create --name dead --driver remote unix://$T/nothing.sock > $T/log 2>&1
        docker buildx create --name own --node my-node --driver docker-container \
          --driver-opt network=host > $T/log 2>&1

        state() { # The last column of the table.
          case $(grep -m 1 '^linux/.*  ' $T/report) in
          *' ok') echo passed ;;
          *' partly') echo degraded ;;
          *'?') echo unknown ;;
          *' FAILED') echo failed ;;
          esac
        }
        said() {
          cr -v "$@" > $T/report 2>> $T/errors; status=$?
          echo "$(state), $status $(grep -o '^[A-Z]* builder-[a-z-]*' $T/report | grep -v ^NOTE | cut -d ' ' -f 2 | tr '\n' ' ')" |
            sed 's/ $//'
        }
        say() { echo "$1: $(said --builder $1 linux/arm64)"; }
        ask() {
          timeout ${patience-60} docker buildx build --builder $1 --no-cache --network none \
            --platform linux/arm64 $T/context > $T/build 2>&1 && built=built || built=failed
          echo "$1: $built, $(said --builder $1 linux/arm64)"
        }
        others() {
          cat /run/docker.pid; echo
          docker inspect --format '{{.Name}} {{.State.Pid}} {{.State.StartedAt}}' other buildx_buildkit_my-node0
        }
        repair() {
          others > $T/before
          sed -n '/^[A-Z]* builder-/,/^$/p' $T/report | sed -n '/^  fix:$/,$s/^    //p' |
            sed "s|^crossready |$crossready |" > $T/fix
          . $T/fix > $T/log 2>&1
          others | diff $T/before -
        }
        unnamed() { echo "$(said linux/arm64) $(grep -o 'partly$' $T/report)"; }

        """#
  }
}
