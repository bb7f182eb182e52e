extension Trouble {
  /// What the machine, its limits and the environment do to emulated programs.
  static let ofSettings: [Trouble] = [
    Trouble(
      "emulator-waits-for-debugger",
      consequence: "QEMU_GDB is set, so the emulator waits for a debugger before it starts",
      remedy: "Remove QEMU_GDB from the environment (ARG and ENV of a Dockerfile are part of it).",
      evidence: ["https://www.qemu.org/docs/master/user/main.html"],
      process: ProcessSign(.waitingForNetwork, variable: "QEMU_GDB", isCertain: true)),
    Trouble(
      "emulator-lacks-memory",
      consequence: "a 32-bit guest needs 4 GiB of address space, and a limit is in the way",
      remedy:
        "Lift the limit of the address space (ulimit -v, --ulimit as=) or "
        + "vm.overcommit_memory=2.",
      evidence: ["https://github.com/multiarch/qemu-user-static/issues/131"],
      log: LogSign(
        change: .builder, .emulator("~bytes of virtual address space at 0x"),
        .emulator("~Unable to find a guest_base"))),
    Trouble(
      "unknown-cpu-model",
      consequence: "QEMU_CPU is set to a model that this emulator does not know",
      remedy: "Remove QEMU_CPU from the environment, or choose a model that its -cpu help lists.",
      evidence: ["https://www.qemu.org/docs/master/user/main.html"],
      log: LogSign(
        change: .job, .emulator("~: unable to find CPU model '", unless: ["qemu-system-"]))),
    tellsVersion,
    Trouble(
      "unsupported-syscall",
      consequence: "a program tried a system call that this QEMU does not know; most do without",
      remedy: "If the program fails, install a newer QEMU.", commands: replacement,
      evidence: ["https://github.com/dotnet/coreclr/issues/12972"],
      log: LogSign(change: .nothing, .emulator("~Unsupported syscall: ", .hint))),
    Trouble(
      "jit-memory-denied", of: .any,
      consequence:
        "memory may not be writable and executable there (MemoryDenyWriteExecute, SELinux), which "
        + "every emulator needs",
      remedy: "Lift that rule for the service that builds.",
      evidence: ["systemd.exec(5), MemoryDenyWriteExecute"],
      log: LogSign(change: .builder, .program("~mprotect of jit buffer"))),
    Trouble(
      "dynamic-emulator",
      consequence:
        "the emulator is dynamically linked, and does not work where the host's libraries are not",
      remedy: "Register a static emulator, such as that of the package qemu-user-static.",
      commands: ["sudo crossready register {platform}"],
      evidence: ["https://github.com/docker/docs/issues/14140"],
      log: LogSign(
        change: .builder,
        .program(
          "~/qemu-*: error while loading shared libraries: ",
          unless: ["/qemu-system-", "/qemu-img"]))),
    Trouble(
      "page-size", of: .any,
      consequence: "the machine's memory pages are larger than the program expects",
      remedy:
        "Use a machine or kernel with pages of 4 KiB, or a build of the program for larger pages.",
      commands: ["getconf PAGESIZE"],
      evidence: ["https://github.com/ptitSeb/box64/issues/990"],
      log: LogSign(
        change: .builder, .program("~PageSize configu*ation is wrong"),
        .program("~Unsupported system page size", .causeIfForeignElseHint))),
    Trouble(
      "readdir-overflow", of: .any,
      consequence: "a 32-bit program read a directory whose numbers need 64 bits",
      remedy: "Build on tmpfs or ext4, or compile with -D_FILE_OFFSET_BITS=64; " + nativeRemedy
        + ".",
      evidence: ["https://gitlab.com/qemu-project/qemu/-/issues/263"],
      log: LogSign(
        change: .builder, .program("~Value too large for defined data type"),
        .program("~Value too large for data type"))),
    cpuLevel,
  ]

  package static let tellsVersion = Trouble(
    "emulator-tells-version",
    consequence: "an emulator printed its version",
    explanation:
      "If nobody asked for it, QEMU_VERSION is set: then every emulated program prints its emulator's "
      + "version instead of running, and succeeds.",
    remedy:
      "If that was not meant, rename the variable QEMU_VERSION (ARG and ENV of a Dockerfile are part of "
      + "the environment).",
    evidence: ["https://github.com/dockcross/dockcross/issues/529"],
    log: LogSign(change: .job))

  package static let cpuLevel = Trouble(
    "cpu-level", of: .any,
    consequence: "the image is for a newer CPU than the one that runs it",
    explanation: "An emulator or a virtual machine offers an old CPU model.",
    remedy:
      "Under QEMU, set QEMU_CPU=max or use a newer QEMU; in a virtual machine, set its CPU type to host; "
      + "or use an older image.",
    commands: ["crossready explain cpu-level"],
    evidence: ["https://github.com/containers/podman/issues/15456"],
    log: LogSign(
      change: .host, .program("~Fatal glibc error: CPU ", .causeIfForeignElseHint),
      .program("~require v2 microarchitecture", .causeIfForeignElseHint),
      .program("~require * microarchitecture", .hint)))
}
