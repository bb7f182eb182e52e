import Testing

extension EngineTests {
  /// What the other tests of engines stand on.
  @Suite struct Harness {
    @Test(arguments: Engine.allCases)
    func foreignContainersNeedHandlers(_ engine: Engine) throws {
      let outcome = try onEngineHost(
        """
        try() {
          for tag in "$@"; do
            $engine run --rm --network none --pull never $busybox:$tag uname -m 2> $T/errors ||
              grep -o 'xec format error' $T/errors
          done
        }
        try amd64 arm64; register aarch64; register arm; try arm64 arm mislabelled
        remove_handlers; left
        """, engine: engine)
      #expect(
        outcome.output.split(separator: "\n") == [
          "x86_64", "xec format error", "aarch64", "armv7l", "armv7l",
        ], "\(outcome.errors)")
    }

    @Test func whatIsLeftIsSeenAndRemoved() throws {
      let outcome = try onEngineHost(
        """
        docker run --detach --network none --volume /data $busybox:amd64 sleep 100 > /dev/null
        docker tag $busybox:amd64 ours:1
        touch /tmp/ours /etc/binfmt.d/ours.conf; mkdir /usr/local/lib/ours
        rm /etc/debian_version; register arm
        left | cut -d ' ' -f 1 | grep -v ^image; left | grep -o '^image [^ ]*'
        """)
      #expect(
        outcome.output.split(separator: "\n") == [
          "/etc/binfmt.d/ours.conf", "/etc/debian_version", "/tmp/ours", "/usr/local/lib/ours",
          "container", "entry", "volume", "image ours:1",
        ], "\(outcome.errors)")
      let after = try onEngineHost(
        """
        docker ps --all --quiet; docker volume ls --quiet; docker images --quiet ours
        ls -d /tmp/ours /usr/local/lib/ours; ls /etc/binfmt.d; handlers; cmp /etc/debian_version /run/engines/machine/etc/debian_version
        """)
      #expect(after.output == "", "\(after.errors)")
    }

    @Test func enginesThatDoNotAnswer() throws {
      let outcome = try onEngineHost(
        """
        as_user docker ps 2>&1 | grep -q 'permission denied' && echo denied
        engines no-docker -KILL
        docker ps 2>&1 | grep -o 'Cannot connect'
        engines docker --userns-remap=default 2> $T/errors && docker info --format '{{.SecurityOptions}}' |
          grep -o userns
        silent_engine
        timeout -s KILL 1 docker ps 2> $T/errors; echo $?
        """)
      #expect(
        outcome.output.split(separator: "\n") == [
          "denied", "Cannot connect", "userns", "137",
        ], "\(outcome.errors)")
    }

    @Test func builder() throws {
      let outcome = try onEngineHost(
        """
        with_buildx
        register aarch64
        docker buildx inspect | grep -o linux/arm64
        """)
      #expect(outcome.output == "linux/arm64\n", "\(outcome.errors)")
    }
  }

  /// The image that stands in for tonistiigi/binfmt.
  @Suite struct StandIn {
    /// `stand_in TAG WORD...` runs the image; its stderr goes to `$T/log`.
    private static let run = """
      stand_in() {
        tag=$1; shift
        $engine run --rm --privileged --network none docker.io/tonistiigi/binfmt:$tag "$@" 2> $T/log
      }

      """

    @Test(arguments: [Engine.docker, .podman])
    func contract(_ engine: Engine) throws {
      let outcome = try onEngineHost(
        Self.run + """
          stand_in stand-in --install linux/arm64,linux/arm/v7,riscv64,aarch64,amd64,sparc64
          echo "status $?"; cat $T/log; handlers; sed -n 2,3p $B/qemu-aarch64
          stand_in stand-in -uninstall=qemu-arm,arm64,mips > /dev/null; cat $T/log; handlers
          stand_in stand-in --uninstall 'qemu-*'; cat $T/log; left
          stand_in stand-in --version; cut -d ' ' -f 2 $T/log
          stand_in stand-in --bogus; echo "status $?"
          """, engine: engine)
      let register = "/proc/sys/fs/binfmt_misc/register"
      #expect(
        outcome.output.replacing(#/\n    "linux/amd64/v[2-4]",/#, with: "").replacing(
          #/v7\.2\.\d+/#, with: "VERSION") == """
            {
              "supported": [
                "linux/amd64",
                "linux/arm64",
                "linux/riscv64",
                "linux/386",
                "linux/arm/v7",
                "linux/arm/v6"
              ],
              "emulators": [
                "qemu-aarch64",
                "qemu-arm",
                "qemu-riscv64"
              ]
            }
            status 0
            installing: arm64 OK
            installing: arm OK
            installing: riscv64 OK
            installing: arm64 qemu-aarch64 already registered
            installing: amd64 cannot register "/usr/bin/qemu-x86_64" to \(register): \
            write \(register): no such file or directory
            installing: sparc64 unsupported architecture: sparc64
            qemu-riscv64
            qemu-arm
            qemu-aarch64
            interpreter /usr/bin/qemu-aarch64
            flags: POCF
            uninstalling: qemu-arm OK
            uninstalling: aarch64 OK
            uninstalling: mips not found
            qemu-riscv64
            {
              "supported": [
                "linux/amd64",
                "linux/386"
              ],
              "emulators": null
            }
            uninstalling: qemu-riscv64 OK
            qemu/VERSION
            status 2

            """, "\(outcome.errors)")
    }

    /// A variant, what `--install arm64,arm,s390x` beside a foreign `qemu-riscv64` comes to.
    struct Variant: Sendable, CustomTestStringConvertible {
      let tag: String
      let status: Int32
      /// The log's last words, a line each.
      let log: [String]
      /// Whether what it prints names the emulator for arm64.
      let isClaimed: Bool
      let entries: [String]

      var testDescription: String { tag }
    }

    static let variants = [
      Variant(
        tag: "lying", status: 0, log: ["OK", "OK", "OK"], isClaimed: true,
        entries: ["qemu-riscv64"]),
      Variant(
        tag: "own-mount", status: 0, log: ["OK", "OK", "OK"], isClaimed: true,
        entries: ["qemu-riscv64"]),
      Variant(
        tag: "already", status: 0, log: ["registered", "registered", "registered"],
        isClaimed: true, entries: ["qemu-riscv64"]),
      Variant(
        tag: "partial", status: 0, log: ["OK", "argument", "argument"], isClaimed: true,
        entries: ["qemu-aarch64", "qemu-riscv64"]),
      Variant(tag: "null", status: 0, log: [], isClaimed: false, entries: ["qemu-riscv64"]),
      Variant(
        tag: "garbage", status: 0, log: ["OK", "OK", "OK"], isClaimed: false,
        entries: ["qemu-s390x", "qemu-arm", "qemu-aarch64", "qemu-riscv64"]),
      Variant(tag: "silent", status: 0, log: [], isClaimed: false, entries: ["qemu-riscv64"]),
      Variant(
        tag: "dies", status: 137, log: ["OK", "OK"], isClaimed: false,
        entries: ["qemu-arm", "qemu-aarch64", "qemu-riscv64"]),
      Variant(
        tag: "hangs", status: 124, log: ["OK", "OK"], isClaimed: false,
        entries: ["qemu-arm", "qemu-aarch64", "qemu-riscv64"]),
      Variant(
        tag: "removes", status: 0, log: ["OK", "OK", "OK", "OK"], isClaimed: true,
        entries: ["qemu-s390x", "qemu-arm", "qemu-aarch64"]),
    ]

    @Test(arguments: variants)
    func misbehaves(_ variant: Variant) throws {
      let outcome = try onEngineHost(
        """
        register riscv64
        timeout --signal=KILL 20 docker run --name stand-in --rm --privileged --network none \
          $stand_in:\(variant.tag) --install arm64,arm,s390x > $T/output 2> $T/log &
        if [ \(variant.tag) = hangs ]; then
          while kill -0 $! && ! grep -q 'arm OK' $T/log; do :; done
          docker inspect --format '{{.State.Running}}' stand-in; docker kill stand-in > /dev/null
        fi
        wait $!; echo "status $?"
        sed 's/.* //' $T/log; grep -c qemu-aarch64 $T/output; handlers
        """)
      let claims = variant.isClaimed ? "1" : "0"
      let expected =
        (variant.tag == "hangs" ? ["true", "status 137"] : ["status \(variant.status)"])
        + variant.log + [claims] + variant.entries
      #expect(
        outcome.output.split(separator: "\n").map(String.init) == expected, "\(outcome.errors)")
    }

    /// The entry tells nothing of the version; a program that it takes does.
    @Test func oldEmulator() throws {
      let outcome = try onEngineHost(
        Self.run + """
          for tag in old stand-in; do
            stand_in $tag --install arm64 > /dev/null
            docker run --rm --network none --env QEMU_VERSION=1 $busybox:arm64 true |
              grep -o 'version [0-9]*'
            remove_handlers
          done
          """)
      #expect(outcome.output == "version 5\nversion 7\n", "\(outcome.errors)")
    }
  }
}
