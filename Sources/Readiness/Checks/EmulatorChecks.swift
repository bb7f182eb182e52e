import Emulators
import Facts
import LinuxNames
import Platforms
import Text

extension Check {
  static let emulatorChecks: [Check] = [
    interpreterStalled, interpreterMissing, interpreterNotExecutable, interpreterClosedToUsers,
    interpreterWrongArchitecture, interpreterDynamic,
    emulatorStale, emulatorKnownBad,
  ]

  private static let interpreterStalled = Check(
    "interpreter-stalled", .emulator, .blocks,
    "the file system of the handler's interpreter does not answer",
    explanation: [
      "The entry's interpreter is on a file system over a network or of a program (NFS, FUSE, autofs) "
        + "that does not answer. Every program of the platform then hangs when it starts, often so "
        + "that it cannot be killed.",
      "crossready reads such files by a child with a deadline.",
    ],
    repair: "Bring the file system back, or register an emulator on a local disk.",
    examine: { subject in
      guard let failure = subject.interpreterFile.failure, failure.errno == 110 else { return nil }
      return Observation(subject.host.stallEvidence(of: failure.path))
    })

  private static let interpreterClosedToUsers = Check(
    "interpreter-closed-to-users", .emulator, .note,
    "only root may execute the handler's interpreter",
    explanation: [
      "The interpreter, or a directory on the way to it, is closed to other users than root. Programs "
        + "of the platform start for root, and fail with \"permission denied\" for everybody else, "
        + "in containers, too. With the flag F the kernel opened it at registration, as root."
    ],
    repair: "Move the emulator to where everybody may execute it, and register it again.",
    standsAgainstExecution: true,
    examine: { subject in
      guard subject.run?.isClosedToUsers == true, let path = subject.handler?.interpreter else {
        return nil
      }
      return Observation("\(path): user 65534 may not execute it, root may")
    })

  private static let interpreterMissing = Check(
    "interpreter-missing", .emulator, .blocks, "the handler's interpreter is not there",
    explanation: [
      "The entry names a file that does not exist, and lacks the flag F, so that the kernel looks "
        + "for it at every start: \"no such file or directory\" for programs that exist. With F a "
        + "file that is gone is no fault: the kernel keeps it open."
    ],
    repair: "Install the emulator again, or remove the entry and register another.",
    examine: { subject in
      guard let handler = subject.handler, !handler.flags.fixesBinary,
        let failure = subject.interpreterFile.failure, failure.errno == 2 || failure.errno == 20
      else { return nil }
      return Observation("\(failure.path): \(ErrorNumber.text(failure.errno))")
    })

  private static let interpreterNotExecutable = Check(
    "interpreter-not-executable", .emulator, .blocks,
    "the handler's interpreter cannot be executed",
    explanation: [
      "The interpreter's path is no executable program: it lacks the permission, is a directory, "
        + "or holds neither an ELF program nor a script."
    ],
    repair: "Give it the permission to execute, or install the emulator again.",
    examine: { subject in
      guard let file = subject.interpreterFileThatRuns, let path = subject.handler?.interpreter,
        let fault = file.isRegular
          ? (file.isExecutable
            ? (file.elf == nil && !file.isScript ? "no program: neither ELF nor #!" : nil)
            : "not executable")
          : "no regular file"
      else { return nil }
      return Observation("\(path): \(fault)")
    })

  private static let interpreterWrongArchitecture = Check(
    "interpreter-wrong-architecture", .emulator, .blocks,
    "the handler's interpreter is a program for another CPU",
    explanation: [
      "The interpreter was built for a CPU that this host is not, and is no program that the host "
        + "can run: usually an emulator that was copied from another machine, or from an image of "
        + "another platform. Starting a program then fails with \"exec format error\" or loops."
    ],
    repair: "Install the emulator that was built for this host.",
    examine: { subject in
      guard let elf = subject.interpreterFileThatRuns?.elf, let native = subject.host.native,
        let path = subject.handler?.interpreter, elf.identity != native.identity,
        !native.compatible.contains(elf.identity.architecture?.name ?? "")
      else { return nil }
      let name = elf.identity.architecture?.name ?? "e_machine \(elf.identity.machine)"
      return Observation("\(path): ELF for \(name); this host is \(native.name)")
    })

  private static let interpreterDynamic = Check(
    "interpreter-dynamic", .emulator, .blocks, "the emulator needs shared libraries",
    explanation: [
      "The emulator is linked dynamically, so it looks for its loader and libraries inside the "
        + "container, where they are missing or are others: \"no such file or directory\", or "
        + "\"error while loading shared libraries\". The flag F does not help. Debian up to 12 and "
        + "Ubuntu up to 24.04 have dynamic emulators in `qemu-user` and static ones in "
        + "`qemu-user-static`."
    ],
    repair: "Register a static emulator.",
    examine: { subject in
      guard let handler = subject.handler, let path = handler.interpreter,
        let loader = (subject.runningFile ?? subject.interpreterFileThatRuns)?.elf?.loader,
        subject.execution != .native
      else { return nil }
      return Observation("\(path): needs the loader \(KernelText(loader))")
    })

  private static let emulatorStale = Check(
    "emulator-stale", .emulator, .degrades, "an older emulator than the installed one is in use",
    explanation: [
      "With the flag F the kernel keeps the file that was there at registration. The emulator's "
        + "file has been replaced since, for example by an upgrade, but the old one still runs: "
        + "device and inode of the running emulator differ from those of the path."
    ],
    repair: "Register the entry again, which opens the new file.",
    examine: { subject in
      guard let handler = subject.handler, let path = handler.interpreter,
        handler.flags.fixesBinary, subject.host.isContainer != true,
        let running = subject.runningFile, let file = subject.interpreterFile.value,
        !running.isSameFile(as: file), subject.runsDeletedFile
      else { return nil }
      return Observation(
        "\(path): device \(file.device) inode \(file.inode); running: device \(running.device) "
          + "inode \(running.inode)")
    })

  private static let emulatorKnownBad = Check(
    "emulator-known-bad", .emulator, .degrades, "this emulator release has a known defect",
    explanation: [
      "The registered emulator names a release with a defect that stops builds. One that breaks a "
        + "single toolchain is a note; one that breaks any guest degrades."
    ]
      + Trouble.shownByHosts.map { trouble in
        "\(trouble.owner): \(trouble.consequence) (\(trouble.evidence.joined(separator: "; ")))."
      },
    repair: "Register a newer release, as `crossready register --method image --replace` does; "
      + "\(Trouble.soundRelease) and later have none of these defects.",
    examine: { subject in
      guard let version = subject.version,
        let trouble = Trouble.shown(byHostWith: version.number, for: subject.architecture.name)
      else { return nil }
      return Observation(
        evidence: ["\(version.name) \(version.release): \(trouble.consequence)"]
          + trouble.evidence,
        severity: trouble.host == .breaksAnyGuest ? .degrades : .note)
    })
}

extension Subject {
  /// The file at the interpreter's path, where it is the one that runs: with F the kernel keeps the
  /// file of the registration, and only a program that did not start makes the path worth judging.
  fileprivate var interpreterFileThatRuns: FileFacts? {
    guard let handler else { return nil }
    if handler.flags.fixesBinary, let running = runningFile { return running }
    if handler.flags.fixesBinary, probesPassed { return nil }
    return interpreterFile.value
  }
}
