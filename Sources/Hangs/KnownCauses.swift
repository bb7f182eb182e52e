extension KnownCause {
  /// The table; a cause for one program stands before one for any.
  package static let table: [KnownCause] = [
    KnownCause(
      id: "emulator-waits-for-debugger", programs: [], architectures: [], releases: [],
      verdicts: [.waitingForNetwork], variable: "QEMU_GDB",
      explanation: "QEMU_GDB is set, so the emulator waits for a debugger before it starts",
      remedy: "remove QEMU_GDB from the environment (ARG and ENV of a Dockerfile are part of it)",
      evidence: "https://www.qemu.org/docs/master/user/main.html"),
    KnownCause(
      id: "libc-bin", programs: ["ldconfig", "ldconfig.real"], architectures: ["arm64"],
      releases: [[9, 2, 0]...[9, 2, 1]], verdicts: [.crashedAsInit],
      explanation: "QEMU 9.2.0 and 9.2.1 crash in arm64's ldconfig",
      remedy: "install QEMU 9.2.2 or newer: remove the handler, then register it again",
      evidence: "https://github.com/tonistiigi/binfmt/issues/245"),
    KnownCause(
      id: "crashed-init", programs: [], architectures: [], releases: [],
      verdicts: [.crashedAsInit],
      explanation:
        "the program was killed by a signal, but the kernel lets no PID 1 die of its own "
        + "signal, and QEMU waits for ever",
      remedy: "end the container with SIGKILL (docker kill); start it with --init, or keep a shell "
        + "as PID 1, then it ends with the crash's status; and look for the crash's cause in the "
        + "log: crossready diagnose FILE",
      evidence: "QEMU linux-user/signal.c, dump_core_and_abort; pid_namespaces(7)"),
    KnownCause(
      id: "node-mremap", programs: ["node"], architectures: ["arm"],
      releases: [[0, 0]...[8]], verdicts: [.spinning],
      explanation: "node 19 and newer ask for memory in a way that QEMU before 9 refuses for ever",
      remedy: "install QEMU 9.2.2 or newer, or use node 18",
      evidence: "https://github.com/nodejs/docker-node/issues/1798"),
    KnownCause(
      id: "node-mremap", programs: ["node"], architectures: ["s390x"], releases: [],
      verdicts: [.spinning],
      explanation: "node 19 and newer ask for memory in a way that QEMU refuses for ever",
      remedy: "run this step natively: build scripts and assets in a stage with "
        + "FROM --platform=$BUILDPLATFORM",
      evidence: "https://github.com/nodejs/docker-node/issues/1798"),
    KnownCause(
      id: "go-pidfd", programs: ["go", "compile", "link", "asm", "cgo", "vet"], architectures: [],
      releases: [[7, 2]...[7, 2]],
      verdicts: [.zombieNotReaped, .waitingForChild, .deadlocked, .sleeping],
      explanation: "Go 1.23 and newer wait for processes by pidfd, which QEMU 7.2 gets wrong",
      remedy: "install QEMU 8 or newer, or cross-compile in a stage with "
        + "FROM --platform=$BUILDPLATFORM and GOARCH=$TARGETARCH",
      evidence: "https://github.com/golang/go/issues/69259"),
    KnownCause(
      id: "go-hangs", programs: ["go", "compile", "link", "asm", "cgo", "vet"], architectures: [],
      releases: [], verdicts: [.deadlocked],
      explanation: "Go's own tools are known to deadlock under qemu-user",
      remedy: "cross-compile in a stage with FROM --platform=$BUILDPLATFORM and GOARCH=$TARGETARCH",
      evidence: "https://github.com/golang/go/issues/70329"),
    KnownCause(
      id: "dotnet", programs: ["dotnet"], architectures: [], releases: [],
      verdicts: [.deadlocked, .sleeping, .spinning],
      explanation: ".NET is not supported under QEMU; its write-xor-execute memory makes it hang",
      remedy: "set DOTNET_EnableWriteXorExecute=0, or build in a stage with "
        + "FROM --platform=$BUILDPLATFORM and dotnet publish -a $TARGETARCH",
      evidence: "https://github.com/dotnet/runtime/issues/97228"),
    KnownCause(
      id: "fork-deadlock", programs: [], architectures: [], releases: [[0, 0]...[2, 11]],
      verdicts: [.deadlocked],
      explanation: "QEMU before 2.12 deadlocks when a program with threads forks",
      remedy: "install a current QEMU: remove the handler, then register it again",
      evidence: "QEMU commits 06065c451f10 and 024949caf328"),
    KnownCause(
      id: "jvm", programs: ["java", "javac", "gradle"], architectures: [], releases: [],
      verdicts: [.deadlocked, .sleeping],
      explanation: "Java programs, gradle above all, are known to stop under QEMU at no CPU use",
      remedy: "build classes in a stage with FROM --platform=$BUILDPLATFORM: they are the same for "
        + "every platform",
      evidence: "https://github.com/docker/setup-qemu-action/issues/42"),
    KnownCause(
      id: "conda", programs: ["conda", "mamba", "micromamba"], architectures: ["arm64"],
      releases: [], verdicts: [.deadlocked, .sleeping, .spinning],
      explanation: "mamba is known to hang now and then on emulated arm64",
      remedy: "start the step again; create the environment on an arm64 machine if it stays",
      evidence: "https://github.com/mamba-org/mamba/issues/1611"),
    KnownCause(
      id: "arm-signal-frames", programs: [], architectures: ["arm"],
      releases: [[7, 0, 0]...[7, 2, 4], [8, 0, 0]...[8, 0, 3]], verdicts: [.spinning],
      explanation: "signals and C++ exceptions loop in arm programs of this release of QEMU",
      remedy: "install QEMU 8.1 or newer: remove the handler, then register it again",
      evidence: "https://github.com/upx/upx/issues/687"),
  ]
}
