extension Trouble {
  /// Programs and emulators that died, of whatever.
  static let ofCrashes: [Trouble] = [
    Trouble(
      "crashed-init",
      consequence: "it crashed, but as PID 1 it ignores the fatal signal and hangs",
      explanation:
        "The kernel lets no PID 1 die of its own signal, and QEMU waits for ever for the one that it sent.",
      remedy:
        "End the container with SIGKILL (docker kill). Start it with --init, or keep a shell as PID 1: "
        + "then it ends with the crash's status. What it printed last tells the cause: crossready "
        + "diagnose --container NAME, or crossready diagnose FILE for a log.",
      evidence: ["QEMU linux-user/signal.c, dump_core_and_abort; pid_namespaces(7)"],
      process: ProcessSign(.crashedAsInit, isCertain: true)),
    segfault, illegalInstruction, killed, emulatorCrashed, rosetta,
  ]

  package static let segfault = Trouble(
    "guest-segfault",
    consequence: "a program of {platform} died of SIGSEGV under its emulator",
    explanation:
      "That is known of QEMU \(knownToCrash), and of builds that are not position-independent under "
      + "newer kernels. As PID 1 of a container the program then hangs instead of ending.",
    remedy: currentRelease + nativeRemedy + ". Start containers with --init.",
    commands: replacement,
    evidence: ["https://github.com/tonistiigi/binfmt/issues/215"],
    log: LogSign(change: .builder, .emulator("qemu: uncaught target signal 11")))

  package static let illegalInstruction = Trouble(
    "guest-illegal-instruction",
    consequence:
      "a program of {platform} used an instruction that its emulator does not know (SIGILL)",
    explanation:
      "Old emulators, or a CPU model (QEMU_CPU) below what the program was compiled for.",
    remedy: currentRelease + nativeRemedy + ".", commands: replacement,
    evidence: ["https://github.com/raaymax/quack/issues/312"],
    log: LogSign(change: .builder, .emulator("qemu: uncaught target signal 4 ")))

  package static let killed = Trouble(
    "guest-killed",
    consequence: "a program of {platform} was ended by a signal under its emulator",
    explanation:
      "The program, or its emulator, gave up. As PID 1 of a container it then hangs instead of ending.",
    remedy: currentRelease + nativeRemedy + ". Start containers with --init.",
    commands: replacement,
    evidence: ["QEMU linux-user/signal.c, dump_core_and_abort"],
    log: LogSign(change: .builder, .emulator("qemu: uncaught target signal ")))

  package static let emulatorCrashed = Trouble(
    "emulator-crashed",
    consequence: "the emulator of {platform} itself crashed",
    explanation: "That is a defect of the emulator's release, not of the program.",
    remedy: currentRelease + nativeRemedy + ".", commands: replacement,
    evidence: ["https://github.com/docker/setup-qemu-action/issues/289"],
    log: LogSign(
      change: .builder, .emulator("~QEMU internal SIG"),
      .emulator("ERROR:*/accel/tcg/*: assertion failed"),
      .emulator("ERROR:*/tcg/tcg*: assertion failed"),
      .emulator("ERROR:*/linux-user/*: assertion failed"),
      .emulator("~: qemu_plugin_*: assertion failed"),
      .emulator("qemu-*: *Assertion `*' failed", unless: ["qemu-system-", "qemu-img"]),
      .emulator("~: ../*.c:*: *: code should not be reached")))

  package static let rosetta = Trouble(
    "rosetta", of: .rosetta, consequence: "Rosetta gave up",
    remedy:
      "Switch Rosetta off in the settings of the virtual machine, so that QEMU is used; "
      + nativeRemedy + ".",
    evidence: ["https://github.com/docker/for-mac/issues/7220"],
    log: LogSign(
      change: .host, .program("rosetta error: "), .program("^assertion failed [*]: "),
      .program("~VMAllocationTracker.cpp"), .program("~VmTracker")))

  /// What most remedies for crashes begin with.
  private static let currentRelease =
    "If its QEMU is older than \(soundRelease), install a newer one; "

  /// What most remedies for crashes end with.
  package static let nativeRemedy =
    "or run this step natively: in a stage FROM --platform=$BUILDPLATFORM if its output is the same for "
    + "every CPU, else on a runner of that CPU"
}
