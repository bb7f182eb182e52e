import Emulators
import LinuxNames
import Platforms
import Text

extension Check {
  static let execChecks: [Check] = [
    addressSpaceLimited, memoryWriteExecuteDenied, pageSizeMismatch, variantUnsupported,
    execFormatError, execInterpreterNotFound, execLoops, execTimedOut, execCrashed, execFailed,
    execPIEFailed, execChildFailed, environmentOverridesEmulator,
  ]

  private static let addressSpaceLimited = Check(
    "address-space-limited", .exec, .blocks, "the address-space limit (RLIMIT_AS) is too low",
    explanation: [
      "32-bit guests reserve 4 GiB of address space when they start. A limit below that (`ulimit "
        + "-v`, LimitAS=, a container's `--ulimit as`) ends the emulator with \"Unable to reserve\" "
        + "or \"Unable to find a guest_base\". 64-bit guests need less, but not nothing."
    ],
    repair: "Lift the limit of the address space for builds and for the container engine.",
    examine: { subject in
      guard !subject.probesPassed,
        case .seen(.some(let limit)) = subject.host.facts.process.addressSpaceLimit,
        subject.failsInEmulator, subject.isLimited(by: limit)
      else { return nil }
      return Observation(
        evidence: ["RLIMIT_AS: \(limit) bytes"] + subject.words)
    })

  private static let memoryWriteExecuteDenied = Check(
    "memory-write-execute-denied", .exec, .blocks, "memory may not be writable and executable",
    explanation: [
      "Emulators translate code into memory that they then execute. systemd's "
        + "MemoryDenyWriteExecute= forbids that for a unit and everything it starts; QEMU then "
        + "ends with \"mprotect of jit buffer\" or a similar line."
    ],
    repair: "Run the work outside of that unit, or set MemoryDenyWriteExecute=no in it.",
    examine: { subject in
      guard !subject.probesPassed, subject.failsInEmulator else { return nil }
      let isDenied =
        subject.host.facts.process.deniesWritableExecutableMemory.value == true
      let words = ["jit buffer", "mprotect", "code_gen_buffer", "dynamic translator buffer"]
      guard isDenied || subject.says(words) else { return nil }
      return Observation(
        evidence: (isDenied ? ["PR_GET_MDWE: writable memory cannot become executable"] : [])
          + subject.words)
    })

  private static let pageSizeMismatch = Check(
    "page-size-mismatch", .exec, .blocks, "the host's pages are too large for the guest",
    explanation: [
      "The host has pages of 16 or 64 KiB. Some emulators, and programs laid out for pages of "
        + "4 KiB, cannot work there: \"PageSize configuration is wrong\", \"Unsupported system page "
        + "size\"."
    ],
    repair: "Boot a kernel with pages of 4 KiB, or use an emulator that can do without them.",
    examine: { subject in
      guard !subject.probesPassed, let size = subject.host.facts.process.pageSize.value,
        size != 4096, subject.failsInEmulator,
        subject.says(["page size", "pagesize", "page-size"])
      else { return nil }
      return Observation(evidence: ["page size: \(size) bytes"] + subject.words)
    })

  private static let variantUnsupported = Check(
    "variant-unsupported", .exec, .blocks, "the CPU is too old for this variant",
    explanation: [
      "Programs of the architecture run, but those of this variant need instructions that the CPU, "
        + "or the CPU model of the emulator, does not have: arm v6 and v7 are told by executing "
        + "them, the levels of amd64 by cpuid."
    ],
    repair: "Use a newer CPU or emulator, or choose a newer model with QEMU_CPU.",
    examine: { subject in
      guard subject.isAboveLevel else { return nil }
      let found = subject.level ?? subject.lowerLevel
      return Observation(
        "the probe found \(found.map { "\(subject.architecture.name) \($0)" } ?? "a lower level")")
    })

  private static let execFormatError = Check(
    "exec-format-error", .exec, .blocks, "the kernel knows no way to execute its programs",
    explanation: [
      "Executing the probe answered ENOEXEC, \"exec format error\": no enabled handler takes it, "
        + "in the binfmt_misc instance that applies here."
    ],
    repair: "Register a handler on the host.",
    examine: { $0.observation(ofErrors: [8]) })

  private static let execInterpreterNotFound = Check(
    "exec-interpreter-not-found", .exec, .blocks, "the handler's interpreter was not found",
    explanation: [
      "Executing the probe answered ENOENT, although it is there: a handler takes it, but the "
        + "interpreter, or the loader that the interpreter needs, is not in the root it runs in."
    ],
    repair: "Register a static emulator with the flag F.",
    examine: { $0.observation(ofErrors: [2]) })

  private static let execLoops = Check(
    "exec-loops", .exec, .blocks, "the handler's interpreter needs a handler itself",
    explanation: [
      "Executing the probe answered ELOOP, \"too many levels of symbolic links\": the interpreter "
        + "is itself taken by a handler, and so on without end."
    ],
    repair: "Remove the entry, and register an emulator that was built for this host.",
    examine: { $0.observation(ofErrors: [40]) })

  private static let execTimedOut = Check(
    "exec-timed-out", .exec, .blocks, "the probe did not end in time",
    explanation: [
      "The probe, which needs milliseconds, was killed at its deadline. The emulator hangs, or the "
        + "host is very slow: `--timeout` gives it more time."
    ],
    repair: "Register another release of the emulator; with a slow host, use `--timeout`.",
    examine: { subject in
      subject.outcomes.first == .timedOut
        || (subject.outcomes.count > 1 && subject.outcomes[1] == .timedOut)
        ? Observation(evidence: ["the probe was killed at its deadline"] + subject.words) : nil
    })

  private static let execCrashed = Check(
    "exec-crashed", .exec, .blocks, "the probe crashed",
    explanation: [
      "A signal ended the probe or its emulator. SIGSYS shows a seccomp filter, such as systemd's "
        + "SystemCallArchitectures=native; SIGSEGV and SIGILL a defect of the emulator."
    ],
    repair: "Register another release of the emulator; for SIGSYS, lift the filter.",
    examine: { subject in
      guard case .crashed(let signal) = subject.outcomes.first, !subject.isAboveLevel else {
        return nil
      }
      let filter = subject.host.facts.process.seccompMode.value == 2 ? ["Seccomp: 2 (filter)"] : []
      return Observation(
        evidence: ["ended by \(Signal.text(Int(signal)))"] + filter + subject.words)
    })

  private static let execFailed = Check(
    "exec-failed", .exec, .blocks, "the emulator started, but the probe did not run",
    explanation: [
      "The probe or its emulator started and gave up, printed nothing, or printed what no probe "
        + "prints. The evidence quotes its status and its words.",
      "Where the host had no process or memory to spare (EAGAIN: `ulimit -u`, TasksMax=, pids.max), "
        + "the emulator is not to blame, and whether it works is unknown.",
    ],
    repair: "Read the emulator's words; usually another emulator must be registered.",
    examine: { $0.shortage ?? $0.generalFailure })

  private static let execPIEFailed = Check(
    "exec-pie-failed", .exec, .blocks, "position-independent programs do not run",
    explanation: [
      "The fixed probe ran, but its position-independent build, which is what most programs of an "
        + "image are, was refused with ENOEXEC. The handler's mask misses the type ET_DYN or the "
        + "OSABI 3."
    ],
    repair: "Register the handler again with a wider mask.",
    examine: { subject in
      guard subject.outcomes.first?.report != nil, subject.outcomes.count > 1,
        subject.outcomes[1] == .refused(step: "exec", errno: 8)
      else { return nil }
      return Observation("exec of the position-independent probe: \(ErrorNumber.text(8))")
    })

  private static let execChildFailed = Check(
    "exec-child-failed", .exec, .blocks, "a program that the probe started did not run",
    explanation: [
      "The probe ran, forked and executed another probe from inside, which failed. Builds start "
        + "thousands of processes that way."
    ],
    repair: "Register another release of the emulator.",
    examine: { subject in
      guard subject.outcomes.first?.report != nil, !subject.probesPassed, !subject.isAboveLevel,
        subject.outcomes.count > 1, subject.shortage == nil
      else { return nil }
      switch subject.outcomes[1] {
      case .ran, .timedOut, .refused(step: "exec", errno: 8): return nil
      case .refused(let step, let errno):
        return Observation(evidence: ["\(step): \(ErrorNumber.text(errno))"] + subject.words)
      case .crashed(let signal):
        return Observation(
          evidence: ["the child ended by \(Signal.text(Int(signal)))"] + subject.words)
      case .exited(let status):
        return Observation(evidence: ["the child exited with \(status)"] + subject.words)
      case .notReached:
        return Observation(evidence: ["no word of the child"] + subject.words)
      }
    })

  private static let environmentOverridesEmulator = Check(
    "environment-overrides-emulator", .exec, .note,
    "variables in the environment change what emulators do",
    explanation: [
      "qemu-user reads variables such as QEMU_CPU, QEMU_GDB and QEMU_STRACE from the environment "
        + "of the program it runs. QEMU_VERSION, which some scripts use for themselves, makes every "
        + "emulated program print a version and exit with 0 without running. crossready's probes "
        + "are started without them; your own programs are not."
    ],
    repair: "Unset the variables, also in Dockerfiles and pipelines.",
    examine: { subject in
      guard !subject.runsWithoutHandler, subject.handler != nil || subject.probesPassed,
        let variables = subject.host.facts.process.emulatorVariables.value
      else { return nil }
      let names = variables.keys.filter { EmulatorVariables.readByQEMU.contains($0) }.sorted()
      return names.isEmpty
        ? nil
        : Observation(
          evidence: names.map { name in
            "\(name)=\(KernelText(variables[name] ?? ""))"
              + (name == "QEMU_VERSION"
                ? ": every emulated program prints a version and exits with 0" : "")
          })
    })
}
