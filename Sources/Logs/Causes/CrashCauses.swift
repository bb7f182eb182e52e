private let native = LogCause.nativeRemedy
private let current =
  "Install a current QEMU (9.2.2 or newer; 7.0.0 and 9.2.0 are known to "
  + "crash); "
private let replace = ["sudo crossready register --replace {platform}"]

/// Programs that started and died, or hang.
extension LogCause {
  static let segfault = LogCause(
    "guest-segfault", change: .builder,
    because: "a program of {platform} died of SIGSEGV under its emulator",
    explanation:
      "QEMU 9.2.0 does so in arm64's ldconfig (libc-bin), QEMU 7.0.0 and builds that are not "
      + "position-independent at random under newer kernels. As PID 1 of a container the program then "
      + "hangs instead of ending.",
    remedy: current + native + ". Start containers with --init.", commands: replace)

  static let illegalInstruction = LogCause(
    "guest-illegal-instruction", change: .builder,
    because: "a program of {platform} used an instruction that its emulator does not know (SIGILL)",
    explanation:
      "Old emulators, or a CPU model (QEMU_CPU) below what the program was compiled for.",
    remedy: current + native + ".", commands: replace)

  static let killed = LogCause(
    "guest-killed", change: .builder,
    because: "a program of {platform} was ended by a signal under its emulator",
    explanation:
      "The program, or its emulator, gave up. As PID 1 of a container it then hangs instead of ending.",
    remedy: current + native + ". Start containers with --init.", commands: replace)

  static let emulatorCrashed = LogCause(
    "emulator-crashed", change: .builder,
    because: "the emulator of {platform} itself crashed",
    explanation: "That is a defect of the emulator's release, not of the program.",
    remedy: current + native + ".", commands: replace)

  static let rosetta = LogCause(
    "rosetta", change: .host, because: "Rosetta gave up",
    remedy:
      "Switch Rosetta off in the settings of the virtual machine, so that QEMU is used; " + native
      + ".")

  static let goRuntime = LogCause(
    "go-runtime", change: .dockerfile,
    because: "Go's toolchain, or a Go program of {platform}, crashed under the emulator",
    remedy:
      "Cross-compile: build in a stage FROM --platform=$BUILDPLATFORM with GOARCH=$TARGETARCH (Go's "
      + "output for a target is the same on every builder); else use a runner of that CPU.")

  static let goPidfd = LogCause(
    "go-pidfd", change: .builder,
    because: "Go 1.23 and newer start processes in a way that QEMU 7.2 gets wrong",
    remedy:
      "Install QEMU 8 or newer, or cross-compile in a stage FROM "
      + "--platform=$BUILDPLATFORM with GOARCH=$TARGETARCH (Go's output is the same on every builder).",
    commands: replace)

  static let jvm = LogCause(
    "jvm", change: .dockerfile,
    because: "the Java virtual machine of {platform} crashed under its emulator",
    remedy:
      "Class files are the same for every CPU: compile them in a stage FROM --platform=$BUILDPLATFORM. "
      + "What runs Java itself needs a machine of that CPU, or an image for this one.")

  static let dotnet = LogCause(
    "dotnet", change: .dockerfile, because: "the .NET SDK does not work under QEMU",
    explanation: "Microsoft does not support .NET under QEMU (dotnet/dotnet-docker#5355).",
    remedy:
      "Put the SDK in a stage FROM --platform=$BUILDPLATFORM, and publish for the target: dotnet publish "
      + "-a $TARGETARCH.")

  static let hung = LogCause(
    "step-hung", change: .builder,
    because: "the step of {platform} printed nothing until the job was ended from outside",
    explanation:
      "A program hung under the emulator, or is so slow that nothing was seen of it.",
    remedy:
      "Give the job a timeout. While it hangs, watch it on the machine that builds; " + native
      + ".",
    commands: ["sudo crossready diagnose --watch"])

  static let stepCancelled = LogCause(
    "step-cancelled", change: .job, because: "the step was cancelled while it ran",
    remedy: "If it is too slow or hangs, watch it while it runs.",
    commands: ["sudo crossready diagnose --watch"])

  static let tooSlow = LogCause(
    "too-slow", change: .job,
    because: "a program of {platform} gave up waiting; emulated programs are slow, and time out",
    remedy:
      "Use a longer timeout (yarn --network-timeout, npm fetch-timeout); " + native + ".")

  static let outOfMemory = LogCause(
    "out-of-memory", change: .host,
    because: "a process was killed or denied memory, usually because there is too little",
    remedy: "Allow more memory, or start fewer jobs at once.",
    commands: ["crossready explain out-of-memory"])

  static let bundledEmulator = LogCause(
    "bundled-emulator", change: .builder,
    because:
      "the builder has no handler for {platform} and used BuildKit's own emulator, which works only "
      + "for programs that it starts itself",
    explanation: "/dev/.buildkit_qemu_emulator in the step's command shows it.",
    remedy:
      "Register a handler before the builder starts; then restart the "
      + "builder.",
    commands: [
      "sudo crossready register {platform}", "docker buildx rm; docker buildx create --use",
    ])

  static let lacksMemory = LogCause(
    "emulator-lacks-memory", change: .builder,
    because: "a 32-bit guest needs 4 GiB of address space, and a limit is in the way",
    remedy:
      "Lift the limit of the address space (ulimit -v, --ulimit as=) or "
      + "vm.overcommit_memory=2.")

  static let cpuModel = LogCause(
    "unknown-cpu-model", change: .job,
    because: "QEMU_CPU is set to a model that this emulator does not know",
    remedy: "Remove QEMU_CPU from the environment, or choose a model that its -cpu help lists.")

  static let tellsVersion = LogCause(
    "emulator-tells-version", change: .job,
    because: "an emulator printed its version",
    explanation:
      "If nobody asked for it, QEMU_VERSION is set: then every emulated program prints its emulator's "
      + "version instead of running, and succeeds.",
    remedy:
      "If that was not meant, rename the variable QEMU_VERSION (ARG and ENV of a Dockerfile are part of "
      + "the environment).")

  static let unsupportedCall = LogCause(
    "unsupported-syscall", change: .nothing,
    because: "a program tried a system call that this QEMU does not know; most do without",
    remedy: "If the program fails, install a current QEMU.", commands: replace)

  static let jitMemory = LogCause(
    "jit-memory-denied", change: .builder,
    because:
      "memory may not be writable and executable there (MemoryDenyWriteExecute, SELinux), which "
      + "every emulator needs",
    remedy: "Lift that rule for the service that builds.")

  static let dynamicEmulator = LogCause(
    "dynamic-emulator", change: .builder,
    because:
      "the emulator is dynamically linked, and does not work where the host's libraries are not",
    remedy: "Register a static emulator, such as that of the package qemu-user-static.",
    commands: ["sudo crossready register {platform}"])

  static let pageSize = LogCause(
    "page-size", change: .builder,
    because: "the machine's memory pages are larger than the program expects",
    remedy:
      "Use a machine or kernel with pages of 4 KiB, or a build of the program for larger pages.",
    commands: ["getconf PAGESIZE"])

  static let readdir = LogCause(
    "readdir-overflow", change: .builder,
    because: "a 32-bit program read a directory whose numbers need 64 bits",
    remedy: "Build on tmpfs or ext4, or compile with -D_FILE_OFFSET_BITS=64; " + native + ".")

  static let cpuLevel = LogCause(
    "cpu-level", change: .builder,
    because: "the image is for a newer CPU than the one that runs it",
    explanation: "An emulator or a virtual machine offers an old CPU model.",
    remedy:
      "Under QEMU, set QEMU_CPU=max or use a newer QEMU; in a virtual machine, set its CPU type to host; "
      + "or use an older image.",
    commands: ["crossready explain cpu-level"])

  static let setuidIgnored = LogCause(
    "setuid-ignored", change: .builder,
    because:
      "setuid programs run without their rights: the handler lacks flag C, or the file system is "
      + "mounted with nosuid",
    remedy: "Register the handler with flag C.",
    commands: [
      "sudo crossready register --replace {platform}",
      "crossready explain handler-lacks-credentials",
    ])

  static let oldSeccomp = LogCause(
    "old-seccomp", change: .builder,
    because:
      "an old libseccomp or engine denies system calls that 32-bit programs of {platform} need",
    explanation:
      "clock_gettime64 and its like are answered with EPERM, so that times, signatures and downloads "
      + "fail. Keys and network are sound.",
    remedy:
      "Update libseccomp (2.4.2 or newer), runc and the engine (Docker 20.10 "
      + "or newer); or use an older base image.",
    commands: ["docker info", "runc --version"])
}
