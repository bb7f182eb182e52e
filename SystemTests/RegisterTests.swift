import Testing

extension EngineTests {
  /// `register` through the binfmt container, whatever that says.
  @Suite struct Register {
    @Test func fromNothing() throws {
      let outcome = try onEngineHost(
        """
        platforms='linux/arm64 linux/arm/v7 linux/riscv64'
        $crossready register --image $stand_in:stand-in $platforms > $T/first; echo "status $?"
        rows $T/first; handlers
        $crossready verify $platforms > $T/report; echo "status $?"
        left | grep -v -e ^entry -e crossready-probe
        engines no-docker
        $crossready register $platforms > $T/last; echo "status $?"; rows $T/last
        """)
      #expect(
        outcome.output.withoutVersions == """
          status 0
          linux/arm64    registered  qemu-aarch64 VERSION
          linux/arm/v7   registered  qemu-arm VERSION
          linux/riscv64  registered  qemu-riscv64 VERSION
          qemu-riscv64
          qemu-arm
          qemu-aarch64
          status 0
          status 0
          linux/arm64    kept    qemu-aarch64 VERSION
          linux/arm/v7   kept    qemu-arm VERSION
          linux/riscv64  kept    qemu-riscv64 VERSION

          """)
      #expect(outcome.complaints == ["running docker.io/tonistiigi/binfmt:stand-in"])
    }

    /// How `register linux/arm64 linux/arm/v7` ends beside a foreign `qemu-riscv64`.
    struct Misbehaviour: Sendable, CustomTestStringConvertible {
      let tag: String
      var registered: [String] = []
      /// What is said of each that is not.
      var words: [String] = []
      var entries: [String] = ["qemu-riscv64"]

      var testDescription: String { tag }
    }

    static let nothing = "this host has no handler for it"
    static let misbehaviours = [
      Misbehaviour(
        tag: "lying",
        words: [
          "linux/arm64: the installer reported \"installing: arm64 OK\", but \(nothing)",
          "linux/arm/v7: the installer reported \"installing: arm OK\", but \(nothing)",
        ]),
      Misbehaviour(
        tag: "own-mount",
        words: [
          "linux/arm64: the installer reported \"installing: arm64 OK\", but \(nothing)",
          "linux/arm/v7: the installer reported \"installing: arm OK\", but \(nothing)",
        ]),
      Misbehaviour(
        tag: "already",
        words: [
          "linux/arm64: the installer reported \"installing: arm64 qemu-aarch64 already registered\", "
            + "but \(nothing)",
          "linux/arm/v7: the installer reported \"installing: arm qemu-arm already registered\", "
            + "but \(nothing)",
          "the image said: installing: arm64 qemu-aarch64 already registered",
          "the image said: installing: arm qemu-arm already registered",
        ]),
      Misbehaviour(
        tag: "partial", registered: ["linux/arm64"],
        words: [
          "linux/arm/v7: the installer reported \"installing: arm cannot register \"/usr/bin/qemu-arm\" to "
            + "/proc/sys/fs/binfmt_misc/register: write /proc/sys/fs/binfmt_misc/register: "
            + "invalid argument\", but \(nothing)",
          "the image said: installing: arm cannot register \"/usr/bin/qemu-arm\" to "
            + "/proc/sys/fs/binfmt_misc/register: write /proc/sys/fs/binfmt_misc/register: "
            + "invalid argument",
        ],
        entries: ["qemu-aarch64", "qemu-riscv64"]),
      Misbehaviour(
        tag: "null", words: ["linux/arm64: \(nothing)", "linux/arm/v7: \(nothing)"]),
      Misbehaviour(
        tag: "silent", words: ["linux/arm64: \(nothing)", "linux/arm/v7: \(nothing)"]),
      Misbehaviour(
        tag: "garbage", registered: ["linux/arm64", "linux/arm/v7"],
        entries: ["qemu-arm", "qemu-aarch64", "qemu-riscv64"]),
      Misbehaviour(
        tag: "dies", registered: ["linux/arm64"],
        words: ["linux/arm/v7: \(nothing)", "the binfmt container failed"],
        entries: ["qemu-aarch64", "qemu-riscv64"]),
      Misbehaviour(
        tag: "hangs", registered: ["linux/arm64"],
        words: ["linux/arm/v7: \(nothing)", "the binfmt container did not end in time"],
        entries: ["qemu-aarch64", "qemu-riscv64"]),
      // What it removed is there again.
      Misbehaviour(
        tag: "removes", registered: ["linux/arm64", "linux/arm/v7"],
        entries: ["qemu-riscv64", "qemu-arm", "qemu-aarch64"]),
    ]

    @Test(arguments: misbehaviours)
    func tellsTheTruth(_ misbehaviour: Misbehaviour) throws {
      let outcome = try onEngineHost(
        """
        register riscv64; cat $B/qemu-riscv64 > $T/foreign
        $crossready register \(misbehaviour.tag == "hangs" ? "--timeout 2" : "") \
          --image $stand_in:\(misbehaviour.tag) linux/arm64 linux/arm/v7 > $T/output
        status=$?
        sed -n 's/^\\(linux[^ ]*\\) *registered .*/\\1/p' $T/output; echo =
        sed -n '/^linux[^ ]*: /,/^$/p' $T/output; echo =
        handlers; echo =; cmp $T/foreign $B/qemu-riscv64; left | grep -v ^entry; exit $status
        """)
      let parts = outcome.output.split(separator: "=\n", omittingEmptySubsequences: false)
      try #require(parts.count == 4, "\(outcome.output)\(outcome.errors)")
      let isDone = misbehaviour.words.isEmpty
      #expect(outcome.status == (isDone ? 0 : 1), "\(outcome.errors)")
      #expect(parts[0].split(separator: "\n").map(String.init) == misbehaviour.registered)
      let words = parts[1].trimmed.replacing("\n  ", with: " ")
      #expect(words.split(separator: "\n").map(String.init) == misbehaviour.words)
      #expect(parts[2].split(separator: "\n").map(String.init) == misbehaviour.entries)
      #expect(parts[3] == "")
    }

    @Test func everything() throws {
      let outcome = try onEngineHost(
        """
        $crossready register --image $stand_in:stand-in --all; echo "status $?"; handlers | sort
        """)
      let rows = outcome.output.split(separator: "\n").map { line in
        line.split(separator: " ", omittingEmptySubsequences: true).prefix(2)
          .joined(separator: " ")
      }
      #expect(rows.contains("linux/arm64 registered") && rows.contains("linux/s390x registered"))
      #expect(rows.contains("linux/386 kept") && rows.contains("linux/loong64 not"))
      #expect(rows.contains("status 0"), "\(outcome.errors)")
      #expect(
        rows.suffix(5) == [
          "qemu-aarch64", "qemu-arm", "qemu-ppc64le", "qemu-riscv64", "qemu-s390x",
        ])
    }

    @Test func dryRunChangesNothing() throws {
      let outcome = try onEngineHost(
        """
        register arm
        $crossready register --dry-run --persist --image $stand_in:stand-in linux/arm64 linux/arm
        echo "status $?"; left
        """)
      #expect(
        outcome.output == """
          This is a plan: nothing was changed. Without --dry-run:

          PLATFORM      PLAN      BECAUSE
          linux/arm64   register  no handler is registered
          linux/arm/v7  keep      qemu-arm works

          would run:
            docker run --rm --privileged --network none --pull never --mount \
          type=tmpfs,destination=/tmp docker.io/tonistiigi/binfmt:stand-in --install arm64

          would also write, once the handlers work:
            /usr/local/lib/crossready/qemu-RELEASE/qemu-aarch64
            /usr/local/lib/crossready/qemu-RELEASE/qemu-arm
            /etc/binfmt.d/zz-crossready-arm64.conf
            /etc/binfmt.d/zz-crossready-arm.conf
          status 0
          entry qemu-arm

          """, "\(outcome.errors)")
    }

    /// An image that the engine does not have is pulled first.
    @Test func dryRunNamesThePull() throws {
      let outcome = try onEngineHost(
        "$crossready register --dry-run --image localhost/none:1 linux/arm64 | sed 1,4d; left")
      #expect(
        outcome.output == """

          would run:
            docker pull --quiet localhost/none:1
            docker run --rm --privileged --network none --pull never --mount \
          type=tmpfs,destination=/tmp localhost/none:1 --install arm64

          """, "\(outcome.errors)")
    }

    @Test func theNativePlatformIsRefused() throws {
      let outcome = try onEngineHost(
        "$crossready register linux/arm64 linux/amd64; echo $?; left")
      #expect(outcome.output == "64\n")
      #expect(
        outcome.errors.hasPrefix("crossready: linux/amd64 is this host's own platform"))
    }

    @Test func imageOfTheEnvironmentIsAnnounced() throws {
      let outcome = try onEngineHost(
        """
        CROSSREADY_IMAGE=$stand_in:silent $crossready register --format json linux/arm64
        echo "status $?"
        """)
      #expect(
        outcome.complaints == [
          "CROSSREADY_IMAGE names the image: docker.io/tonistiigi/binfmt:silent",
          "running docker.io/tonistiigi/binfmt:silent",
        ])
      #expect(outcome.output.contains(#""outcome" : "failed""#))
      #expect(outcome.output.contains(#""exitStatus" : 1"#))
      #expect(outcome.output.hasSuffix("status 1\n"))
    }

    @Test func anImageThatIsNotThere() throws {
      let outcome = try onEngineHost(
        "$crossready register --image localhost/none:1 linux/arm64; echo $?; left")
      #expect(outcome.output == "1\n")
      #expect(outcome.errors.contains("the engine does not have localhost/none:1, and cannot pull"))
    }
  }
}

extension Outcome {
  /// What crossready said on standard error, without the progress that a busy machine shows.
  var complaints: [String] {
    let progress: Set = [
      "asking the container engine", "looking for the image", "copying emulators out of the image",
      "registering through the binfmt container", "running the probes in containers",
      "loading 1 probe images", "loading 2 probe images", "loading 3 probe images",
      "asking the engine which machine it is on", "removing the probe image",
    ]
    return errors.split(separator: "\n")
      .map { String($0.trimmingPrefix("crossready: ")) }
      // The parts of a step, on a slow machine.
      .filter { !progress.contains($0) && !($0.hasPrefix("linux/") && $0.hasSuffix(": ok")) }
      .filter { !$0.hasPrefix("waiting for ") }
  }
}

extension String {
  /// The text without the releases of emulators, which differ between machines.
  var withoutVersions: String { replacing(#/\d+\.\d+\.\d+/#, with: "VERSION") }
}
