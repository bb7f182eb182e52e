import Testing

extension EngineTests {
  /// Others who use the same engine, and the same directory of binfmt_misc.
  @Suite struct HostileTestsOnEngines {
    /// Labels are passed on to whatever is made of an image, and names anybody may give; only what
    /// shows by both that it is ours goes.
    @Test(arguments: [Engine.docker, .podman])
    func containersAndImagesOfOthersStay(_ engine: Engine) throws {
      let outcome = try onEngineHost(
        """
        register aarch64
        $crossready verify --engine $engine linux/arm64 > $T/log || cat $T/log
        probe=$($engine images --format '{{.Repository}}:{{.Tag}}' | grep crossready-probe | head -n 1)
        container() { # NAME RUN IMAGE
          $engine create --name $1 --label crossready.kind=container --label crossready.run=$2 $3 > $T/id
        }
        # Somebody's container of our image, an image of that, and containers of it, with our labels.
        container theirs x $probe
        $engine commit theirs localhost/theirs:1 > $T/id
        $engine create --name another localhost/theirs:1 > $T/id
        container crossready-1-abcdefgh-2 crossready-1-abcdefgi localhost/theirs:1
        container crossready-1-abcdefgh-1 crossready-1-abcdefgh localhost/theirs:1
        $engine tag $probe localhost/crossready-probe:mine
        $engine tag localhost/theirs:1 localhost/crossready-probe:linux-arm64-0123456789ab
        $crossready verify --clean --engine $engine > $T/cleaned; echo $?; cut -d: -f 1 $T/cleaned
        $engine ps --all --format '{{.Names}}' | sort
        $engine images --format '{{.Repository}}:{{.Tag}}' | grep -e theirs -e probe | sort
        """, engine: engine)
      #expect(
        outcome.output.split(separator: "\n") == [
          "0", "removed crossready-1-abcdefgh-1 of \(engine.program)",
          "removed localhost/crossready-probe", "another", "crossready-1-abcdefgh-2", "theirs",
          "localhost/crossready-probe:linux-arm64-0123456789ab", "localhost/crossready-probe:mine",
          "localhost/theirs:1",
        ], "\(outcome.errors)")
    }

    /// An image that somebody uses is left to him, and that is said.
    @Test(arguments: [Engine.docker, .podman])
    func anImageInUseStays(_ engine: Engine) throws {
      let outcome = try onEngineHost(
        """
        register aarch64; register arm
        $crossready verify --engine $engine linux/arm64 linux/arm > $T/log || cat $T/log
        probe=$($engine images --format '{{.Repository}}:{{.Tag}}' | grep probe:linux-arm64)
        $engine create --name theirs $probe > $T/id
        $crossready verify --clean --engine $engine > $T/cleaned; echo $?
        $engine ps --all --format '{{.Names}}'
        $engine images --format '{{.Repository}}:{{.Tag}}' | grep probe | sed 's/-[^-]*$//'
        """, engine: engine)
      #expect(
        outcome.output == "2\ntheirs\nlocalhost/crossready-probe:linux-arm64\n",
        "\(outcome.errors)")
      #expect(outcome.errors.contains("\(engine.program) refused: "), "\(outcome.errors)")
      #expect(outcome.errors.contains("end what uses them"), "\(outcome.errors)")
    }

    /// `register` removes what a killed run of it has left, and nothing that only looks like that.
    @Test func whatOnlyLooksLikeALeftoverStays() throws {
      let outcome = try onEngineHost(
        """
        $engine create --name theirs --label crossready.kind=register $busybox:amd64 > $T/id
        $engine create --name crossready-1-abcdefgh --label crossready.kind=register \\
          --label crossready.run=crossready-1-abcdefgh $busybox:amd64 > $T/id
        $crossready register --image $stand_in:stand-in linux/arm64 > $T/log; echo $?
        $engine ps --all --format '{{.Names}}'
        """)
      #expect(outcome.output == "0\ntheirs\n", "\(outcome.errors)")
    }

    /// Users of an engine lock what any user can lock; they wait to a deadline, and learn for whom.
    @Test func aLockThatAnybodyHolds() throws {
      let outcome = try onEngineHost(
        """
        setpriv --reuid 1000 --regid 1000 --clear-groups \\
          flock --no-fork $B sh -c ': > /tmp/held; exec sleep 1000' & holder=$!
        until [ -e /tmp/held ]; do sleep 0.01; done
        user() {
          setpriv --reuid crossready-tester --regid crossready-tester --groups docker \\
            env HOME=/home/crossready-tester CROSSREADY_IMAGE=$stand_in:stand-in $crossready "$@"
        }
        user register --timeout 0.05 linux/arm64; echo $?; handlers
        kill $holder; rm /tmp/held
        user register linux/arm64 > $T/log; echo $?; handlers
        """)
      #expect(outcome.output == "1\n0\nqemu-aarch64\n", "\(outcome.output)\(outcome.errors)")
      #expect(
        outcome.errors.contains("of user 1000) is still changing the entries"),
        "\(outcome.errors)")
    }

    /// Whoever may use the engine may give the name to another image, at any moment.
    @Test func whatRunsIsTheImageThatWasShown() throws {
      let outcome = try onEngineHost(
        """
        mkdir $T/bin; client=$(command -v docker)
        cat > $T/bin/docker << EOF
        #!/bin/sh
        $client "\\$@"; status=\\$?
        [ "\\$1 \\$2" != "image inspect" ] || $client tag $stand_in:lying $stand_in:mine
        exit \\$status
        EOF
        chmod +x $T/bin/docker; docker tag $stand_in:stand-in $stand_in:mine
        PATH=$T/bin:$PATH $crossready register --image $stand_in:mine linux/arm64 | rows
        handlers
        """)
      #expect(
        outcome.output.withoutVersions
          == "linux/arm64  registered  qemu-aarch64 VERSION\nqemu-aarch64\n", "\(outcome.errors)")
    }

    /// A local socket may lead to another machine with the same kernel: what its containers see tells.
    @Test(arguments: ["register", "unregister"])
    func aSocketThatLeadsToAnotherMachine(_ command: String) throws {
      let outcome = try onEngineHost(
        """
        [ \(command) = register ] || register aarch64
        id=$(cat /proc/sys/kernel/random/uuid); echo $id > $T/boot
        # To the engine's containers this machine's boot is another one than to this process.
        user='setpriv --reuid crossready-tester --regid crossready-tester --groups docker'
        unshare --mount sh -c "mount --bind $T/boot /proc/sys/kernel/random/boot_id
          exec $user env HOME=/home/crossready-tester CROSSREADY_IMAGE=$stand_in:stand-in \\
          $crossready \(command) linux/arm64"; echo $?
        left
        """)
      let entry = command == "register" ? "" : "entry qemu-aarch64\n"
      #expect(outcome.output == "1\n\(entry)", "\(outcome.errors)")
      let reason = command == "register" ? "the engine is on another machine" : "needs root"
      #expect(outcome.errors.contains(reason), "\(outcome.errors)")
      #expect(!outcome.errors.contains("running docker.io"), "\(outcome.errors)")
    }

    /// Another machine may have the same kernel, but not the same boot.
    @Test func aContextOfAnotherMachine() throws {
      let outcome = try onEngineHost(
        """
        export DOCKER_CONFIG=$T/docker; mkdir $DOCKER_CONFIG
        # What listens there is this host's engine, so that even its kernel is the same.
        busybox ip link set lo up
        python3 -c '
        import socket, sys, threading
        server = socket.create_server(("127.0.0.1", 23750))
        open(sys.argv[1], "w")
        def copy(a, b):
            try:
                while True:
                    data = a.recv(65536)
                    if not data: break
                    b.sendall(data)
            except OSError: pass
            b.shutdown(socket.SHUT_WR)
        while True:
            client, _ = server.accept()
            engine = socket.socket(socket.AF_UNIX)
            engine.connect("/run/docker.sock")
            for pair in ((client, engine), (engine, client)):
                threading.Thread(target=copy, args=pair, daemon=True).start()
        ' $T/ready & proxy=$!
        until [ -e $T/ready ]; do sleep 0.05; done
        docker context create far --docker host=tcp://127.0.0.1:23750 > $T/log 2>&1
        docker --context far version --format '{{.Server.Version}}' > $T/version && echo reached
        export DOCKER_CONTEXT=far
        cat /proc/sys/kernel/random/uuid > $T/boot
        unshare --mount sh -c "mount --bind $T/boot /proc/sys/kernel/random/boot_id
          exec $crossready register --image $stand_in:stand-in linux/arm64"; echo $?
        handlers
        # Where the boot is ours, so is the machine.
        $crossready register --image $stand_in:stand-in linux/arm64 > $T/output; echo $?
        remove_handlers; kill $proxy
        """)
      #expect(outcome.output == "reached\n1\n0\n", "\(outcome.errors)")
      #expect(outcome.errors.contains("on another machine"), "\(outcome.errors)")
    }
  }
}
