import Testing

extension EngineTests {
  /// `register --replace`: a new handler in the place of an old one, or the old one as it was.
  @Suite struct Replace {
    /// An entry that is there already, and what becomes of it.
    struct Old: Sendable, CustomTestStringConvertible {
      let testDescription: String
      /// The script that registers it; all are of arm64.
      let setup: String
      /// What stands when the image registers nothing, its first and its second line.
      let restored: [String]
      var works = true
      var kept: [String] = []
    }

    static let path = "/usr/libexec/qemu-binfmt/aarch64-binfmt-P"
    static let olds = [
      Old(
        testDescription: "working", setup: "register aarch64 OPF",
        restored: ["qemu-aarch64", "enabled", "interpreter \(path)", "flags: POF"]),
      // Only the emulator that runs remembers where its file was.
      Old(
        testDescription: "file is gone",
        setup: """
          cp /usr/bin/qemu-aarch64-static $T/gone; entry qemu-aarch64 aarch64 CPF $T/gone
          rm $T/gone
          """,
        restored: [
          "qemu-aarch64", "enabled",
          "interpreter /usr/local/lib/crossready/kept/qemu-aarch64", "flags: POCF",
        ],
        kept: [
          "/usr/local/lib/crossready", "/usr/local/lib/crossready/kept",
          "/usr/local/lib/crossready/kept/qemu-aarch64",
        ]),
      Old(
        testDescription: "broken", setup: "entry qemu-aarch64 aarch64 OP /nonexistent",
        restored: ["qemu-aarch64", "enabled", "interpreter /nonexistent", "flags: PO"],
        works: false),
      Old(
        testDescription: "disabled", setup: "register aarch64 OPF; echo 0 > $B/qemu-aarch64",
        restored: ["qemu-aarch64", "disabled", "interpreter \(path)", "flags: POF"],
        works: false),
      Old(
        testDescription: "of another name",
        setup: "entry mine aarch64 CPF /usr/bin/qemu-aarch64-static",
        restored: ["mine", "enabled", "interpreter /usr/bin/qemu-aarch64-static", "flags: POCF"]),
    ]

    /// First the image registers nothing, then it does.
    @Test(arguments: olds)
    func oldOneServesUntilTheNewOneDoes(_ old: Old) throws {
      let outcome = try onEngineHost(
        """
        \(old.setup)
        $crossready register --replace --image $stand_in:lying linux/arm64 > $T/output
        echo "status $?"; echo; sed -n '/^linux[^ ]*: /,/^$/p' $T/output
        handlers; sed 3q $B/*aarch64 $B/mine 2> $T/errors; left | grep -v ^entry
        $crossready check linux/arm64 > $T/report; echo "status $?"
        $crossready register --replace --image $stand_in:stand-in linux/arm64 > $T/output
        echo "status $?"; left; sed -n 2p $B/qemu-aarch64
        """)
      let parts = outcome.output.split(separator: "\n\n").map(\.trimmed)
      try #require(parts.count == 3, "\(outcome.output)\(outcome.errors)")
      #expect(parts[0] == "status 1")
      let words = parts[1].replacing("\n  ", with: " ")
      #expect(words.hasPrefix("linux/arm64: the installer reported \"installing: arm64 OK\", but "))
      #expect(words.hasSuffix("which serves as before") == old.works, "\(words)")
      // The last run, which succeeds, keeps no emulator that nothing uses any more.
      let status = old.works ? 0 : 1
      let rest: [String] = [
        "status \(status)", "status 0", "entry qemu-aarch64", "interpreter /usr/bin/qemu-aarch64",
      ]
      let expected: [String] = old.restored + old.kept + rest
      #expect(parts[2].split(separator: "\n").map(String.init) == expected)
    }

    @Test func whatIsBrokenIsMendedUnasked() throws {
      let outcome = try onEngineHost(
        """
        entry qemu-aarch64 aarch64 OP /nonexistent
        register arm
        $crossready register --image $stand_in:stand-in linux/arm64 linux/arm > $T/output
        echo "status $?"; rows $T/output; sed -n 2p $B/qemu-aarch64
        $crossready register --image $stand_in:stand-in linux/arm64 linux/arm > $T/output
        echo "status $?"
        """)
      #expect(
        outcome.output.withoutVersions == """
          status 0
          linux/arm64   replaced  qemu-aarch64 VERSION
          linux/arm/v7  kept      qemu-arm VERSION
          interpreter /usr/bin/qemu-aarch64
          status 0

          """)
      // The second time there was nothing to ask the engine for.
      #expect(outcome.complaints.count == 1, "\(outcome.errors)")
    }

    @Test func anotherEmulatorThanQEMUIsKept() throws {
      let outcome = try onEngineHost(
        """
        cp /usr/bin/qemu-aarch64-static $T/rosetta
        entry rosetta aarch64 OCF $T/rosetta
        $crossready register linux/arm64 > $T/output; echo "status $?"; rows $T/output
        $crossready register --replace linux/arm64 > $T/output; echo "status $?"
        sed 1,5d $T/output; left
        """)
      #expect(
        outcome.output.withoutVersions == """
          status 0
          linux/arm64  kept    rosetta
          status 1
          linux/arm64: 'rosetta' runs Rosetta, which is kept

          To have QEMU in its place, remove it first:
            crossready unregister --entry rosetta
          entry rosetta

          """, "\(outcome.errors)")
    }

    /// Programs run all the while, whether the new handler takes over or not.
    @Test func atEveryInstantOneServes() throws {
      let outcome = try onEngineHost(
        """
        docker create --name files $busybox:arm64 > /dev/null
        docker cp files:/bin/busybox $T > /dev/null; docker rm files > /dev/null
        register aarch64
        while [ ! -e $T/enough ]; do
          [ "$($T/busybox uname -m)" = aarch64 ] && printf . || echo 'not served'
        done > $T/served 2>&1 & server=$!
        for tag in stand-in lying old partial; do
          $crossready register --replace --image $stand_in:$tag linux/arm64 > $T/output
          echo "$tag $?"
        done
        : > $T/enough; wait $server
        tr -d . < $T/served; [ $(wc -c < $T/served) -gt 20 ] && echo served
        """)
      #expect(
        outcome.output == "stand-in 0\nlying 1\nold 0\npartial 0\nserved\n", "\(outcome.errors)")
    }

    /// Every way in which a handler's place may be taken already is shown before it is.
    @Test func dryRunNamesWhatWouldBeReplaced() throws {
      let outcome = try onEngineHost(
        """
        register aarch64; entry qemu-arm arm OP /nonexistent
        $crossready register --replace --dry-run --image $stand_in:stand-in linux/arm64 linux/arm |
          sed 1,2d
        """)
      #expect(
        outcome.output == """
          PLATFORM      PLAN     BECAUSE
          linux/arm64   replace  qemu-aarch64 works
          linux/arm/v7  replace  qemu-arm does not work

          would run:
            docker run --rm --privileged --network none --pull never --mount \
          type=tmpfs,destination=/tmp docker.io/tonistiigi/binfmt:stand-in --install arm64,arm

          """)
    }
  }
}
