import Testing

extension EngineTests {
  /// Others who use the same engine, and the same directory of binfmt_misc.
  @Suite struct HostileTestsOnEngines {
    /// Labels are passed on to whatever is made of an image; only ours goes.
    @Test(arguments: [Engine.docker, .podman])
    func containersAndImagesOfOthersStay(_ engine: Engine) throws {
      let outcome = try onEngineHost(
        """
        register aarch64
        $crossready verify --engine $engine linux/arm64 > $T/log || cat $T/log
        probe=$($engine images --format '{{.Repository}}:{{.Tag}}' | grep crossready-probe | head -n 1)
        # Somebody's container of our image, an image of that, and a container of it, with our labels.
        $engine create --name theirs --label crossready.kind=container --label crossready.run=x $probe > $T/id
        $engine commit theirs localhost/theirs:1 > $T/id
        $engine create --name another localhost/theirs:1 > $T/id
        $engine create --name crossready-1-abcdefgh-1 --label crossready.kind=container \\
          --label crossready.run=crossready-1-abcdefgh localhost/theirs:1 > $T/id
        $engine tag $probe localhost/crossready-probe:mine
        $crossready verify --clean --engine $engine > $T/cleaned; echo $?
        grep -c 'crossready-1-abcdefgh-1' $T/cleaned
        $engine ps --all --format '{{.Names}}' | sort
        $engine images --format '{{.Repository}}:{{.Tag}}' | grep -e theirs -e probe | sort
        """, engine: engine)
      #expect(
        outcome.output.split(separator: "\n") == [
          "0", "1", "another", "theirs", "localhost/crossready-probe:mine", "localhost/theirs:1",
        ], "\(outcome.errors)")
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

    /// Any user may hold the directory's lock; root does not need it.
    @Test func aLockThatAnybodyHolds() throws {
      let outcome = try onEngineHost(
        """
        setpriv --reuid 1000 --regid 1000 --clear-groups \\
          flock --no-fork $B sh -c ': > /tmp/held; exec sleep 1000' & holder=$!
        until [ -e /tmp/held ]; do sleep 0.01; done
        timeout 60 $crossready register --method host linux/arm64 > $T/log; echo $?
        handlers; stat -c '%a %u' /run/crossready; kill $holder; rm /tmp/held
        """)
      #expect(outcome.output == "0\nqemu-aarch64\n700 0\n", "\(outcome.output)\(outcome.errors)")
    }

    /// Another machine may have the same kernel; the endpoint of a context says where it is.
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
        DOCKER_CONTEXT=far $crossready register --image $stand_in:stand-in linux/arm64; echo $?
        handlers; kill $proxy
        """)
      #expect(outcome.output == "reached\n1\n", "\(outcome.errors)")
      #expect(outcome.errors.contains("on another machine"), "\(outcome.errors)")
    }
  }
}
