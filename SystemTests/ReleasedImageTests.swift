import Testing

extension EngineTests {
  /// The released image, alone on a host that has nothing of ours: it registers what it says, and
  /// keeps the contract of tonistiigi/binfmt.
  @Suite struct ReleasedImage {
    /// Loads the image into `$engine`; `run` is how docker/setup-qemu-action starts it.
    private static let prelude = """
      file=$(echo \(TestHost.releaseDirectory)/crossready-image-*.tar)
      tag=${file##*crossready-image-}; tag=${tag%.tar}
      image=localhost/crossready:$(echo $tag | tr + -)
      $engine load --quiet < "$file" > $T/loaded || cat $T/loaded
      run() { $engine run --rm --privileged --network none $options $image "$@"; }
      options=
      numbers() { sed 's/[0-9][0-9.]*[0-9]/N/g'; }

      """

    private func onHost(_ script: String, engine: Engine = .docker) throws -> Outcome {
      try onEngineHost(Self.prelude + script, engine: engine)
    }

    /// docker/setup-qemu-action, `src/main.ts`: docker info, inspect, --version, --uninstall qemu-*,
    /// --install, and a run without words, whose output it parses.
    @Test(arguments: [Engine.docker, .podman])
    func contractOfSetupQemuAction(_ engine: Engine) throws {
      let outcome = try onHost(
        """
        exec 2>&1
        register s390x; entry other ppc64le OCF /usr/bin/qemu-ppc64le-static
        $engine info > $T/info 2> $T/words; echo "info $?"
        $engine image inspect --format '{{.Os}}/{{.Architecture}}' $image
        run --version 2>&1 | numbers; run --version 2> $T/words | wc -c
        run --uninstall 'qemu-*' > $T/json; echo "reset $?"; handlers
        run --install arm64,linux/arm/v7,riscv64 > $T/json; echo "install $?"
        run > $T/json; echo "status $?"
        jq -c 'keys, .emulators' $T/json
        jq -r '.supported | map(select(test("amd64$|arm|riscv"))) | join(",")' $T/json
        handlers; grep -h -e ^flags -e ^interpreter $B/qemu-riscv64
        $crossready linux/arm64 linux/arm/v7 linux/riscv64 > $T/report; echo "outside $?"
        run --install arm64 > $T/json; echo "again $?"
        run --uninstall riscv64,qemu-nothing > $T/json; echo "uninstall $?"; handlers
        """, engine: engine)
      #expect(
        outcome.output == """
          info 0
          linux/amd64
          binfmt/N qemu/N crossready/N
          0
          uninstalling: qemu-s390x OK
          reset 0
          other
          installing: arm64 OK
          installing: arm OK
          installing: riscv64 OK
          install 0
          status 0
          ["emulators","supported"]
          ["qemu-riscv64","qemu-arm","qemu-aarch64","other"]
          linux/amd64,linux/arm64,linux/arm/v7,linux/arm/v6,linux/arm/v5,linux/riscv64
          qemu-riscv64
          qemu-arm
          qemu-aarch64
          other
          interpreter /usr/bin/qemu-riscv64
          flags: POCF
          outside 0
          installing: arm64 qemu-aarch64 already registered
          again 0
          uninstalling: qemu-riscv64 OK
          uninstalling: qemu-nothing not found
          uninstall 0
          qemu-arm
          qemu-aarch64
          other

          """)
    }

    @Test func allRegistersWhatTheImageHas() throws {
      let outcome = try onHost(
        """
        run --install all > $T/json 2> $T/words; echo $?
        grep -v '^installing: [a-z0-9]* OK$' $T/words
        # 386 may run without a handler.
        handlers | grep -v -x qemu-i386 | wc -l
        $crossready linux/arm64 linux/ppc64le linux/s390x linux/mips64le linux/loong64 > $T/report; echo $?
        """)
      #expect(outcome.output == "0\n11\n0\n", "\(outcome.errors)")
    }

    /// One that fails is told, whatever the others do.
    @Test func whatDoesNotComeUpIsAFailure() throws {
      let outcome = try onHost(
        """
        exec 2> $T/words
        run --install sparc64,arm64 > $T/json; echo "unknown $?"
        # An emulator that starts and gives up.
        options="-v $fixtures/emulator-GIVES_UP:/usr/bin/qemu-riscv64:ro"
        run --install riscv64,s390x > $T/json; echo "broken $?"; handlers
        jq -r '.supported | map(select(test("riscv|s390x"))) | join(",")' $T/json
        remove_handlers
        run --install all > $T/json; echo "all $?"
        options="$options -e CROSSREADY_PLATFORMS=linux/riscv64"
        run --install all > $T/json; echo "asked $?"
        cut -d ' ' -f 1-4 $T/words | grep -e sparc -e riscv | sort | uniq -c
        """)
      #expect(
        outcome.output.split(separator: "\n").map { String($0.drop { $0 == " " }) } == [
          "unknown 1", "broken 1", "qemu-s390x", "qemu-aarch64", "linux/s390x", "all 0", "asked 1",
          "1 installing: linux/riscv64 does not", "3 installing: riscv64 cannot register",
          "1 installing: sparc64 unsupported architecture:",
        ], "\(outcome.errors)")
    }

    /// What an image of that contract is known to do wrong, and a script that would show it.
    struct Misbehaviour: Sendable, CustomTestStringConvertible {
      /// The stand-in's variant that does so (`Fixtures/binfmt-image`).
      let testDescription: String
      let script: String
      /// The status of the image, and what the script prints besides.
      let output: String
    }

    static let misbehaviours = [
      Misbehaviour(
        testDescription: "lying",
        script: """
          mount -o remount,ro $B; run --install arm64 > $T/json; echo $?
          mount -o remount,rw $B; handlers
          """, output: "1\n"),
      Misbehaviour(
        testDescription: "already",
        script: """
          entry qemu-aarch64 aarch64 OC /nowhere/qemu
          run --install arm64 > $T/json; status=$?
          $crossready linux/arm64 > $T/report; echo $((status == $?))
          """, output: "1\n"),
      Misbehaviour(
        testDescription: "partial",
        script: """
          options="-v $fixtures/emulator-GIVES_UP:/usr/bin/qemu-s390x:ro"
          run --install arm64,s390x > $T/json; echo $?; handlers
          """, output: "1\nqemu-aarch64\n"),
      Misbehaviour(
        testDescription: "null",
        script: "run > $T/json; echo $?; jq -r '.emulators | type' $T/json",
        output: "0\narray\n"),
      Misbehaviour(
        testDescription: "garbage, silent",
        script: """
          options="-v $fixtures/emulator-PRINTS_GARBAGE:/usr/bin/qemu-aarch64:ro"
          run --install arm64 > $T/json; echo $?; jq -r '.supported | index("linux/arm64")' $T/json
          """, output: "1\nnull\n"),
      Misbehaviour(
        testDescription: "hangs",
        script: """
          options="-v $fixtures/emulator-HANGS:/usr/bin/qemu-aarch64:ro"
          run --install arm64,riscv64 > $T/json; echo $?; handlers | grep riscv64
          """, output: "1\nqemu-riscv64\n"),
      Misbehaviour(
        testDescription: "dies",
        script: """
          options="-v $fixtures/emulator-CRASHES:/usr/bin/qemu-aarch64:ro"
          run --install arm64,riscv64 > $T/json; echo $?; handlers
          """, output: "1\nqemu-riscv64\n"),
      Misbehaviour(
        testDescription: "removes",
        script: "register s390x; run --install arm64 > $T/json; echo $?; handlers",
        output: "0\nqemu-aarch64\nqemu-s390x\n"),
      Misbehaviour(
        testDescription: "old",
        script: """
          run -install=arm64 > $T/json; echo $?
          run -version 2>&1 | sed -n 's/.*qemu.\\([0-9.]*\\) .*/\\1/p' > $T/release
          $crossready --format json linux/arm64 > $T/report
          jq -r '.platforms[0].emulator.version' $T/report | sed 's/ .*//' | cmp - $T/release
          """, output: "0\n"),
    ]

    @Test(arguments: misbehaviours)
    func doesNotDoAsOthersDid(_ misbehaviour: Misbehaviour) throws {
      let outcome = try onHost("exec 2> $T/words\n" + misbehaviour.script)
      #expect(outcome.output == misbehaviour.output, "\(outcome.errors)")
    }

    /// What is registered in an instance that only the container has would be gone with it.
    @Test func instanceThatTheHostDoesNotHave() throws {
      let outcome = try onHost(
        """
        umount $B
        for words in '--install arm64' '--uninstall qemu-*' 'register linux/arm64' ''; do
          run $words > $T/json 2> $T/words; echo "$words: $?"; wc -c < $T/json
          grep -c -e "cannot reach the host's binfmt_misc" $T/words
        done
        mount -t binfmt_misc binfmt_misc $B; handlers
        run register linux/arm64 > $T/report 2> $T/words; echo "mounted: $?"; handlers
        """)
      #expect(
        outcome.output == """
          --install arm64: 1
          0
          1
          --uninstall qemu-*: 1
          0
          1
          register linux/arm64: 1
          0
          1
          : 2
          0
          1
          mounted: 0
          qemu-aarch64

          """, "\(outcome.errors)")
    }

    @Test func rootlessEngineReachesNoHost() throws {
      let outcome = try onHost(
        """
        run --install arm64 > $T/json 2> $T/words; echo $?; cat $T/json
        grep -c -e "cannot reach the host's binfmt_misc: it is in a user namespace" $T/words; handlers
        """, engine: .rootlessPodman)
      #expect(outcome.output == "1\n1\n", "\(outcome.errors)")
    }

    @Test func withoutPrivilegesItSaysSo() throws {
      let outcome = try onHost(
        """
        docker run --rm --network none $image --install arm64 > $T/json 2> $T/words; echo $?
        grep -c '^error: cannot mount binfmt_misc filesystem at /proc/sys/fs/binfmt_misc' $T/words
        handlers
        """)
      #expect(outcome.output == "1\n1\n", "\(outcome.errors)")
    }

    /// For people who install nothing.
    @Test(arguments: [Engine.docker, .podman, .rootlessPodman])
    func judgesFilesAndImages(_ engine: Engine) throws {
      let outcome = try onHost(
        """
        mkdir -m 755 -p /tmp/w; printf 'FROM --platform=linux/arm64 debian\\nRUN make\\n' > /tmp/w/Dockerfile
        options="-v /tmp/w:/w"
        $engine run --rm --network none $options $image dockerfile /w --platform linux/arm64; echo "dockerfile $?"
        for cpu in amd64 arm64; do
          $engine save $busybox:$cpu | $engine run --rm -i --network none $image audit - --platform linux/amd64 > $T/report
          echo "audit of $cpu $?"
        done
        $engine run --rm --network none $image linux/amd64 > $T/report; echo "check $?"
        $engine run --rm --network none $image help | head -n 1
        """, engine: engine)
      let lines = outcome.output.split(separator: "\n")
      #expect(lines.contains { $0.contains("Dockerfile") || $0.contains("linux/arm64") })
      #expect(
        lines.suffix(5).map { $0.prefix { $0 != "-" } } == [
          "dockerfile 0", "audit of amd64 0", "audit of arm64 1", "check 0",
          "usage: crossready [check] [OPTION...] [PLATFORM...]",
        ], "\(outcome.output)\(outcome.errors)")
    }

    /// The image says what is in it, and where it comes from.
    @Test func holdsLicencesAndSources() throws {
      let outcome = try onHost(
        """
        docker create --name crossready-copy $image > $T/id
        docker cp crossready-copy:/usr/share - | tar -x -C $T
        sed -n 's/version [^,]*, for/version V, for/p; s/source package qemu, version .*/source package qemu/p' $T/share/doc/qemu-user/SOURCE
        ls $T/share/doc/qemu-user; grep -c 'General Public License' $T/share/doc/qemu-user/copyright | grep -v '^0'  > $T/n; wc -l < $T/n
        ls $T/share/common-licenses | grep -x -e GPL-2 -e LGPL-2.1 -e GPL-3
        docker rm crossready-copy > $T/id
        crossready=\(TestHost.releaseDirectory)/crossready
        $crossready audit "$file" --platform linux/amd64 > $T/report; echo "audit $?"
        """)
      #expect(
        outcome.output == """
          The programs /usr/bin/qemu-* are those of Debian 13's package qemu-user, version V, for amd64.
          It is made of Debian's source package qemu
          SOURCE
          changelog.Debian.gz
          copyright
          1
          GPL-2
          GPL-3
          LGPL-2.1
          audit 0

          """, "\(outcome.errors)")
    }
  }
}
