extension Trouble {
  /// Defects of some releases. What is about one program stands before what is about any.
  static let ofReleases: [Trouble] = [
    Trouble(
      "libc-bin", releases: [ReleaseRange([4, 2])], programs: ["ldconfig", "ldconfig.real"],
      architectures: ["arm64"], consequence: ldconfigCrashes,
      explanation:
        "It is the QEMU of Ubuntu 20.04; images of Debian 11 and newer show it, older ones do not.",
      remedy: replace, commands: replacement,
      evidence: [
        "https://github.com/moby/moby/issues/43039", "https://bugs.launchpad.net/bugs/1928075",
      ],
      host: .breaksAnyGuest, process: ProcessSign(.crashedAsInit)),
    Trouble(
      "libc-bin", releases: [ReleaseRange([9, 2, 0], to: [9, 2, 1])],
      programs: ["ldconfig", "ldconfig.real"], architectures: ["arm64"],
      consequence: ldconfigCrashes, remedy: replace, commands: replacement,
      evidence: [
        "https://github.com/tonistiigi/binfmt/issues/240",
        "https://github.com/tonistiigi/binfmt/issues/245",
      ],
      host: .breaksAnyGuest, process: ProcessSign(.crashedAsInit)),
    Trouble(
      "node-mremap", releases: [ReleaseRange(upTo: [8])], programs: ["node"],
      architectures: ["arm"],
      consequence: "node 19 and newer ask for memory in a way that QEMU before 9 refuses for ever",
      remedy: "\(replace) Or use node 18.", commands: replacement,
      evidence: ["https://github.com/nodejs/docker-node/issues/1798"],
      process: ProcessSign(.spinning, kernelShare: 0.25, isCertain: true)),
    Trouble(
      "go-pidfd", releases: [ReleaseRange([7, 2])], programs: goTools,
      consequence: "Go 1.23 and newer cannot start or await processes (os/exec)",
      explanation: "QEMU 7.2, which Debian 12 has, gets the system calls for pidfd wrong.",
      remedy: "\(replace) Or cross-compile: \(crossCompiledGo).", commands: replacement,
      evidence: ["https://github.com/golang/go/issues/69259"],
      host: .breaksOneToolchain,
      process: ProcessSign(.waitingForChild, awaitsTheDead: true),
      log: LogSign(
        change: .builder,
        .program("~fork/exec *: invalid argument$", unless: ["/proc/self/exe"]))),
    Trouble(
      "fork-deadlock", releases: [ReleaseRange(upTo: [2, 11])],
      consequence: "programs with threads, Java above all, deadlock when they fork",
      remedy: replace, commands: replacement,
      evidence: ["QEMU commits 06065c451f10 and 024949caf328"],
      host: .breaksAnyGuest, process: ProcessSign(.deadlocked)),
    Trouble(
      "memory-layout", releases: [ReleaseRange([5, 1], to: [5, 2])],
      consequence: "arm64 programs crash at random, 32-bit ones cannot reserve their memory",
      remedy: replace, commands: replacement,
      evidence: ["https://github.com/docker/buildx/issues/542"], host: .breaksAnyGuest),
    Trouble(
      "address-randomisation", releases: [ReleaseRange([7, 0, 0])],
      consequence:
        "programs crash at random under kernels that randomise more of the address space",
      remedy: replace, commands: replacement,
      evidence: ["https://github.com/tonistiigi/binfmt/issues/215"], host: .breaksAnyGuest),
  ]

  /// The first release that has none of the defects of releases that are known.
  package static let soundRelease: Release = [9, 2, 2]

  /// The releases under which programs of any kind crash or hang, for a sentence.
  static let knownToCrash = ofReleases.filter { $0.host == .breaksAnyGuest }.flatMap(\.releases)
    .sorted { $0.first < $1.first }.map(\.description).joined(separator: ", ")

  /// What mends a defect of a release.
  static let replace = "Register QEMU \(soundRelease) or newer in its place."

  /// What puts a newer emulator in the place of the registered one.
  static let replacement = ["sudo crossready register --method image --replace {platform}"]

  /// The programs of Go's toolchain that start others.
  static let goTools: Set<String> = ["go", "compile", "link", "asm", "cgo", "vet"]

  /// How Go programs are built without an emulator.
  static let crossCompiledGo =
    "build in a stage FROM --platform=$BUILDPLATFORM with GOARCH=$TARGETARCH (Go's output for a "
    + "target is the same on every builder)"

  private static let ldconfigCrashes = "arm64's ldconfig crashes, so that installing libc-bin fails"
}
