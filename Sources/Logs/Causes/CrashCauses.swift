import Emulators

private let native = Trouble.nativeRemedy

/// Programs that started and died, or hang.
extension LogCause {
  static let segfault = LogCause(.segfault)
  static let illegalInstruction = LogCause(.illegalInstruction)
  static let killed = LogCause(.killed)
  static let emulatorCrashed = LogCause(.emulatorCrashed)
  static let rosetta = LogCause(.rosetta)
  static let goRuntime = LogCause(.goRuntime)
  static let jvm = LogCause(.jvm)
  static let dotnet = LogCause(.dotnet)
  static let cpuLevel = LogCause(.cpuLevel)
  static let tellsVersion = LogCause(.tellsVersion)

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
    remedy: "Register a handler there: BuildKit looks for new ones at most every 20 seconds.",
    commands: ["sudo crossready register {platform}"])

  static let setuidIgnored = LogCause(
    "setuid-ignored", change: .builder,
    because:
      "setuid programs run without their rights: the handler lacks flag C, or the file system is "
      + "mounted with nosuid",
    remedy: "Register the handler with flag C.",
    commands: [
      "sudo crossready register --method image --replace {platform}",
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
