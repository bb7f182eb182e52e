package import Binfmt
import Platforms
import Text

extension Check {
  static let handlerChecks: [Check] = [
    handlerHijacksNative, noHandler, handlerDisabled, handlerLacksFixBinary, handlerMaskTooStrict,
    handlerMaskTooWide,
    // Before those whose remedies register anew: under the name of what is shadowed now.
    handlerShadowed,
    handlerLacksCredentials, handlerEmulatesNative32Bit, handlerLacksPreserveArgv0,
    handlerNotPersistent,
  ]

  private static let handlerHijacksNative = Check(
    "handler-hijacks-native", .handler, .blocks, "a handler takes the host's own programs",
    explanation: [
      "The kernel asks binfmt_misc before it runs a program itself. An entry that takes the "
        + "host's own ELF headers sends every program to its interpreter, which is taken in turn, "
        + "so that nothing starts: \"Too many levels of symbolic links\".",
      "A shell that is still open can repair it, because its builtin commands start no program.",
    ],
    repair: "Remove the entry, with nothing but the shell's own echo.", standsAlone: true,
    examine: { subject in
      guard subject.isNative, let handler = subject.handler else { return nil }
      return Observation(
        evidence: [subject.evidence(handler)],
        severity: subject.probesPassed ? .degrades : .blocks)
    })

  private static let noHandler = Check(
    "no-handler", .handler, .blocks, "no handler is registered",
    explanation: [
      "No entry of binfmt_misc takes ELF programs of the platform, so the kernel answers \"exec "
        + "format error\". Engines pull images of any platform; that they cannot run shows later.",
      "Handlers that a container registered are gone after a reboot, after a restart of "
        + "systemd-binfmt, and with the last mount of binfmt_misc.",
    ],
    repair: "Register a handler: the host's binfmt.d, a package with static QEMU, or the binfmt "
      + "container, as `crossready register` runs it.",
    examine: { subject in
      guard let coverage = subject.coverage, subject.handler == nil, coverage.disabled.isEmpty,
        !subject.host.lacksFixBinary,
        !subject.mayRunOtherwise
      else { return nil }
      return Observation("\(Host.directory): no enabled entry for its ELF header")
    })

  private static let handlerDisabled = Check(
    "handler-disabled", .handler, .blocks, "the handler is disabled",
    explanation: [
      "An entry would take the platform's programs, but its first line reads `disabled`: somebody "
        + "wrote 0 to it. The kernel skips it, and no other enabled entry takes the programs."
    ],
    repair: "Write 1 to the entry.",
    examine: { subject in
      guard let coverage = subject.coverage, subject.handler == nil, !coverage.disabled.isEmpty,
        !subject.mayHaveUnknownHandler
      else { return nil }
      return Observation(evidence: coverage.disabled.map { "\(Host.path(of: $0)): disabled" })
    })

  private static let handlerLacksFixBinary = Check(
    "handler-lacks-fix-binary", .handler, .blocks,
    "containers cannot find the emulator, because flag F is missing",
    explanation: [
      "With the flag F (fix binary) the kernel opens the emulator once, when the entry is "
        + "registered, and uses that file everywhere. Without it the kernel looks for the "
        + "interpreter's path at every start, and in a container that is a path inside of it, where "
        + "the emulator is not: \"no such file or directory\" for a command that exists. On the host "
        + "itself everything seems to work."
    ],
    repair: "Register it again with F, and with a static interpreter.",
    examine: { subject in
      guard let handler = subject.handler, handler.interpreter != nil, !handler.flags.fixesBinary,
        !subject.host.lacksFixBinary
      else { return nil }
      return Observation(
        evidence: subject.brokenWinners(beside: handler).map(subject.evidence)
          + ["needed: flags \(handler.flags.adding("F").letters)"])
    })

  private static let handlerMaskTooStrict = Check(
    "handler-mask-too-strict", .handler, .blocks, "the handler misses some programs",
    explanation: [
      "The entry's magic and mask take some of the platform's ELF headers but not all. Programs "
        + "are fixed (ET_EXEC) or position-independent (ET_DYN), and marked with OSABI 0 or 3; "
        + "ldconfig of many distributions has OSABI 3. Those that are missed fail with \"exec "
        + "format error\" while others run.",
      "Rarer headers, such as ABIVERSION 5 of MIPS programs by new binutils, only degrade.",
    ],
    repair:
      "Register it again with a mask that ignores bytes 7 and 8 and the last bit of the type.",
    standsAgainstExecution: true,
    examine: { subject in
      guard let coverage = subject.coverage, let handler = subject.handler, !subject.isNative,
        !subject.runsUnhandled
      else { return nil }
      let missed = coverage.missedEssential + coverage.missedRare
      guard !missed.isEmpty else { return nil }
      return Observation(
        evidence: [
          subject.evidence(handler),
          "not taken: " + missed.map(\.description).joined(separator: ", "),
        ],
        severity: coverage.missedEssential.isEmpty ? .degrades : .blocks)
    })

  private static let handlerMaskTooWide = Check(
    "handler-mask-too-wide", .handler, .blocks,
    "the handler is registered for other platforms, too",
    explanation: [
      "One entry takes ELF headers of several architectures, because its mask leaves out bytes "
        + "that tell them apart. Its emulator cannot run this platform's programs, and an older "
        + "handler that could is never asked."
    ],
    repair: "Register a handler for this platform alone: the newest is asked first.",
    examine: { subject in
      guard let handler = subject.handler, handler.architectures.count > 1, !subject.probesPassed,
        subject.run != nil
      else { return nil }
      let names = handler.architectures.map(\.name).joined(separator: ", ")
      return Observation(subject.evidence(handler), "takes headers of: \(names)")
    })

  private static let handlerLacksCredentials = Check(
    "handler-lacks-credentials", .handler, .degrades, "setuid programs do not work",
    explanation: [
      "The entry lacks the flag C (credentials), so a setuid program such as sudo, su or ping runs "
        + "with its caller's rights: \"effective uid is not 0\". Debian's packages register without "
        + "it on purpose, because with it an emulator runs with the program's rights."
    ],
    repair: "Register it again with C, if foreign containers need setuid programs.",
    examine: { subject in
      guard let handler = subject.handler, handler.interpreter != nil,
        !handler.flags.usesCredentialsOfProgram
      else { return nil }
      return Observation(subject.evidence(handler))
    })

  private static let handlerEmulatesNative32Bit = Check(
    "handler-emulates-native-32-bit", .handler, .degrades,
    "programs that the CPU runs itself are emulated",
    explanation: [
      "A handler stands before the CPU's own 32-bit mode, for example qemu-i386 on amd64. The "
        + "same probe, marked so that handlers leave it alone, runs natively. If the emulator "
        + "works, everything does, but many times slower; if not, nothing does that the CPU could run."
    ],
    repair: "Remove the entry.", standsAlone: true,
    examine: { subject in
      guard !subject.isNative, let handler = subject.handler,
        subject.host.native?.compatible.contains(subject.architecture.name) == true,
        subject.runsUnhandled
      else { return nil }
      return Observation(
        subject.evidence(handler), "without a handler the CPU runs the \(subject.platform) probe",
        severity: subject.probesPassed ? .degrades : .blocks)
    })

  private static let handlerLacksPreserveArgv0 = Check(
    "handler-lacks-preserve-argv0", .handler, .note, "programs do not see their own argv[0]",
    explanation: [
      "The entry lacks the flag P (preserve argv0), so a program's first argument is its path "
        + "instead of the name it was called by. Login shells and programs that look at their name "
        + "may behave differently.",
      "An emulator that does not know P hands the argument that the kernel adds to every program. "
        + "QEMU knows it since 6.0 where the kernel says so, since Linux 5.12, or where its name ends in "
        + "`-binfmt-P`. Elsewhere the lack of P is no finding.",
    ],
    repair: "Register it again with P: `crossready register --replace` does.",
    examine: { subject in
      guard let handler = subject.handler, !handler.flags.preservesArgv0, subject.probesPassed,
        subject.understandsPreserveArgv0
      else { return nil }
      return Observation(subject.evidence(handler))
    })

  private static let handlerShadowed = Check(
    "handler-shadowed", .handler, .note, "several entries take the same programs",
    explanation: [
      "The kernel asks the newest entry first, whatever the names are. Older ones that take the "
        + "same programs are never asked, as long as the newest is enabled."
    ],
    repair: "Remove the entries that are not wanted.",
    examine: { subject in
      guard let handler = subject.handler, let others = subject.coverage?.others, !others.isEmpty
      else { return nil }
      let names = others.map { "\($0.name)" }.joined(separator: ", ")
      return Observation("\(handler.name) wins over \(names)")
    })

  private static let handlerNotPersistent = Check(
    "handler-not-persistent", .handler, .note, "the handler will be gone after a reboot",
    explanation: [
      "Nothing that is read at boot registers a handler for the platform that works: neither "
        + "binfmt.d(5), which systemd-binfmt or OpenRC reads, nor the database of update-binfmts(8). "
        + "There may be no line for it, no program that reads the line, or no interpreter where the "
        + "line says.",
      "What a container registered works until the next reboot, or until systemd-binfmt restarts, "
        + "which removes every entry that it does not know.",
    ],
    repair: "Run `crossready register --persist` as root, which keeps an emulator on the host and "
      + "gives it a line in /etc/binfmt.d; or register again at every boot.",
    examine: { subject in
      // What does not work is not to be kept.
      guard let handler = subject.handler, !subject.isNative, subject.probesPassed,
        handler.flags.fixesBinary || handler.interpreter == nil,
        subject.keptHandler == nil, !subject.isKeptByService, subject.host.knowsBootConfiguration,
        subject.host.handlerAfterBoot(of: subject.architecture) == nil
      else { return nil }
      let faults = subject.host.faultsAtBoot(of: subject.architecture)
      return Observation(evidence: faults.map { "\(handler.name): \($0)" })
    })
}

extension Subject {
  /// An entry's interpreter and flags, and where they were read.
  func evidence(_ entry: Entry) -> String {
    let interpreter = entry.interpreter.map { "interpreter \($0)" } ?? "no interpreter"
    let flags = entry.flags.letters.isEmpty ? "none" : entry.flags.letters
    return "\(Host.path(of: entry)): flags \(flags), \(interpreter)"
  }
}

extension Subject {
  /// The disabled entry that would serve the platform, and take nothing of the host itself.
  package var entryToEnable: Entry? {
    coverage?.disabled.first { entry in
      guard case .magic(let magic) = entry.match else { return false }
      // What is at its path, if anything is, is what would run.
      let isSound = entry.interpreter.map(host.file)?.value?.isUsable(on: host) ?? true
      return isSound && !host.takesNative(entry) && entry.flags.fixesBinary
        && magic.takesEssentials(of: architecture)
    }
  }
}
