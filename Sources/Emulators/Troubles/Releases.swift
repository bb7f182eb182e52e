extension Trouble {
  /// Defects of releases, that of older ones first.
  static let ofReleases: [Trouble] = [
    Trouble(
      "fork-deadlock", releases: [ReleaseRange([0], to: [2, 12])],
      consequence: "Java fails, and threaded programs deadlock when they fork",
      remedy: "", evidence: ["QEMU commits 06065c451f10 and 024949caf328"], host: .breaksAnyGuest),
    Trouble(
      "memory-layout", releases: [ReleaseRange([5, 1], to: [5, 2])],
      consequence: "arm64 programs crash at random, 32-bit ones cannot reserve their memory",
      remedy: "", evidence: ["https://github.com/docker/buildx/issues/542"], host: .breaksAnyGuest),
    Trouble(
      "address-randomisation", releases: [ReleaseRange([7, 0, 0])],
      consequence:
        "programs crash at random under kernels that randomise more of the address space",
      remedy: "", evidence: ["https://github.com/tonistiigi/binfmt/issues/215"],
      host: .breaksAnyGuest),
    Trouble(
      "go-pidfd", releases: [ReleaseRange([7, 2])],
      consequence: "Go 1.23 and newer cannot start processes (os/exec)",
      remedy: "", evidence: ["https://github.com/golang/go/issues/69259"],
      host: .breaksOneToolchain),
    Trouble(
      "libc-bin", releases: [ReleaseRange([9, 2, 0], to: [9, 2, 1])],
      consequence: "arm64's ldconfig crashes, so that installing libc-bin fails",
      remedy: "", evidence: ["https://github.com/tonistiigi/binfmt/issues/240"],
      host: .breaksAnyGuest),
    Trouble(
      "libc-bin", releases: [ReleaseRange([9, 2, 0], to: [9, 2, 1])],
      programs: ["ldconfig", "ldconfig.real"], architectures: ["arm64"],
      consequence: "QEMU 9.2.0 and 9.2.1 crash in arm64's ldconfig",
      remedy: "install QEMU 9.2.2 or newer: remove the handler, then register it again",
      evidence: ["https://github.com/tonistiigi/binfmt/issues/245"],
      process: ProcessSign(.crashedAsInit)),
    Trouble(
      "node-mremap", releases: [ReleaseRange([0, 0], to: [8])], programs: ["node"],
      architectures: ["arm"],
      consequence: "node 19 and newer ask for memory in a way that QEMU before 9 refuses for ever",
      remedy: "install QEMU 9.2.2 or newer, or use node 18",
      evidence: ["https://github.com/nodejs/docker-node/issues/1798"],
      process: ProcessSign(.spinning)),
    Trouble(
      "go-pidfd", releases: [ReleaseRange([7, 2])], programs: goTools,
      consequence: "Go 1.23 and newer wait for processes by pidfd, which QEMU 7.2 gets wrong",
      remedy: "install QEMU 8 or newer, or cross-compile in a stage with "
        + "FROM --platform=$BUILDPLATFORM and GOARCH=$TARGETARCH",
      evidence: ["https://github.com/golang/go/issues/69259"],
      process: ProcessSign(.zombieNotReaped, .waitingForChild, .deadlocked, .sleeping)),
    Trouble(
      "go-pidfd",
      consequence: "Go 1.23 and newer start processes in a way that QEMU 7.2 gets wrong",
      remedy:
        "Install QEMU 8 or newer, or cross-compile in a stage FROM "
        + "--platform=$BUILDPLATFORM with GOARCH=$TARGETARCH (Go's output is the same on every builder).",
      commands: replacement,
      log: LogSign(
        change: .builder,
        .program("~fork/exec *: invalid argument$", unless: ["/proc/self/exe"]))),
    Trouble(
      "fork-deadlock", releases: [ReleaseRange([0, 0], to: [2, 11])],
      consequence: "QEMU before 2.12 deadlocks when a program with threads forks",
      remedy: "install a current QEMU: remove the handler, then register it again",
      evidence: ["QEMU commits 06065c451f10 and 024949caf328"],
      process: ProcessSign(.deadlocked)),
    Trouble(
      "arm-signal-frames",
      releases: [
        ReleaseRange([7, 0, 0], to: [7, 2, 4]), ReleaseRange([8, 0, 0], to: [8, 0, 3]),
      ], architectures: ["arm"],
      consequence: "signals and C++ exceptions loop in arm programs of this release of QEMU",
      remedy: "install QEMU 8.1 or newer: remove the handler, then register it again",
      evidence: ["https://github.com/upx/upx/issues/687"], process: ProcessSign(.spinning)),
  ]

  /// The programs of Go's toolchain that start others.
  static let goTools: Set<String> = ["go", "compile", "link", "asm", "cgo", "vet"]

  /// What puts a newer emulator in the place of the registered one.
  static let replacement = ["sudo crossready register --replace {platform}"]
}
