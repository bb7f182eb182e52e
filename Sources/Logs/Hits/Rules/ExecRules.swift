import Platforms

/// Programs that the kernel refused, in the words of engines, shells and languages.
extension Rule {
  static let exec: [Rule] = [
    // The first program of a container.
    // AWS Lambda, Google Cloud Run, Fly.
    Rule("~failed to load *: exec format error$", lambda),
    Rule("~failed to spawn command: *Exec format error", lambda),
    Rule("~Launch error: fork/exec *: exec format error$", lambda),
    Rule("~starting command: fork/exec *: exec format error$", firstProgram),
    Rule("exec user process caused*: exec format error$", firstProgram),
    Rule("exec user process caused*\"exec format error$", firstProgram),
    Rule("exec user process caused*no such file or directory$", firstProgramMissing),
    Rule("exec container process *`*`: Exec format error$", firstProgram),
    Rule("exec container process *`*`: No such file or directory$", firstProgramMissing),
    Rule("~unable to start container process: *exec format error$", firstProgram),
    Rule("[FATAL tini (*)] exec * failed: Exec format error$", firstProgram),
    .always(
      "[FATAL tini (*)] exec * failed: No such file or directory$", .initFailed, .hint),
    Rule("exec: *: exec format error$", firstProgram),
    Rule("exec *: exec format error$", unless: ["fork/exec"], firstProgram),
    Rule(
      "exec *: no such file or directory$", unless: ["fork/exec /", " open ", "stat "],
      firstProgramMissing),
    Rule("~executing '*': Exec format error$", firstProgram),
    Rule("chroot: failed to run command *: Exec format error$", firstProgram),
    Rule("~execv(*) failed: Exec format error$", firstProgram),
    Rule("chroot: failed to run command *: No such file or directory$") { situation in
      let isEmulated = situation.isForeign == true || situation.facts.mentionsEmulator
      return isEmulated ? Meaning(.notFound, subject: situation.captures.first) : nil
    },
    .foreign("* execve: No such file or directory$", .notFound),
    .always("exec /sbin/docker-init: operation not permitted$", .snapInit),
    // One file, in the words of what wanted to start it.
    .always(
      "~error adding symbols: Exec format error", .foreignLibrary),
    Rule("~Error loading shared library *: Exec format error$", library),
    Rule("~Unable to import module *: *: *Exec format error", library),
    Rule("~ImportError: *: *Exec format error", library),
    Rule("~fork/exec *: exec format error$", oneProgram),
    Rule("~Exec format error: '*'", oneProgram),
    Rule("~Exec format error: b'*'", oneProgram),
    Rule("~Exec format error - *", oneProgram),
    Rule("~Can't exec \"*\": Exec format error", oneProgram),
    Rule("~*: Invalid ELF image for this architecture", oneProgram),
    Rule("~Unsupported platform/architecture combination: linux/*", oneProgram),
    Rule("~Cannot run program \"*\"*error=8, *xec format error$", oneProgram),
    Rule("~trying to start process '*'*Exec format error$", oneProgram),
    Rule("~: cannot execute binary file", oneProgram),
    Rule("spawn * ENOEXEC$", oneProgram),
    Rule("~couldn't exec *: ENOEXEC$", oneProgram),
    Rule("~Unknown system error -8", oneProgram),
    Rule("~Exec format error (os error 8)", oneProgram),
    Rule("~: ELF: not found$", oneProgram),
    Rule("~ELF*: not found$", unless: ["interpreter"]) { situation in
      situation.text.contains("line 1: \u{7f}") || situation.text.contains("\u{2}\u{1}\u{1}")
        || situation.text.contains(" ELF") ? oneProgram(situation) : nil
    },
    Rule("~*: line 1: syntax error: unexpected ", garbage),
    Rule("~*: 1: Syntax error: ", garbage),
    Rule("~*: Exec format error$", unless: notPrograms, namedProgram),
    Rule("~*: exec format error$", unless: notPrograms, namedProgram),
    // Its loader or interpreter.
    Rule("~: cannot execute: required file not found$") { situation in
      situation.isForeign == true
        ? Meaning(.mixed, subject: situation.program)
        : Meaning(.loaderMissing, .hint, subject: situation.program)
    },
    Rule("~: bad interpreter: ", script),
    Rule("~\\r': No such file or directory", script),
    Rule("~\\r’: No such file or directory", script),
    Rule("~$'\\r': command not found", script),
    Rule("~env: can't execute '", script),
    Rule("~*: Could not open '/lib*/ld*': No such file") { situation in
      Meaning(.mixed, platform: situation.emulated, subject: situation.captures.first)
    },
    Rule("~rosetta error: failed to open elf at *") { situation in
      Meaning(.mixed, platform: Platform(architecture: "amd64"), subject: situation.captures.first)
    },
    Rule(
      "~: Too many levels of symbolic links", unless: ["/X11/", "cannot stat"],
      { situation in
        let isMeant =
          ["binfmt", ": /bin/", ": /usr/bin/"].contains { situation.text.contains($0) }
        return isMeant ? Meaning(.loops) : nil
      }),
  ]

  /// What answers ENOEXEC besides execve(2), or says it of another thing.
  private static let notPrograms = [
    "could not insert", "insmod", "modprobe", "init_module", "Error loading shared library",
    "ImportError",
    // Who quotes an error tells of it.
    "xec format error\"", "xec format error'",
  ]

  private static let starters = [
    "env:", "xargs:", "make:", "gmake:", "nohup:", "timeout:", "nice:", "sudo:", "time:", "strace:",
  ]

  /// In the words of programs that nobody knows: they name what they could not start.
  private static func namedProgram(_ situation: Situation) -> Meaning? {
    let before = situation.captures.first ?? ""
    let last = before.split(separator: " ").last ?? ""
    if last.contains("/") || before.contains("unable to exec") { return oneProgram(situation) }
    let name = String(last).trimmingQuotes
    // A name without a path: who says so is a shell, with the number of its line, or starts others.
    let words = before.split(separator: " ")
    let starter = words.first?.split(separator: "/").last ?? ""
    let isShell = words.count > 1 && words[words.count - 2].dropLast().allSatisfy { $0.isNumber }
    return isShell || starters.contains { starter == $0 }
      ? Meaning(.programForAnotherCPU, subject: name) : nil
  }

  private static func firstProgram(_ situation: Situation) -> Meaning? {
    let program = situation.program
    if situation.facts.isLambda { return lambda(situation) }
    if situation.isInBuilder { return Meaning(.noHandler, subject: program) }
    if let warned = situation.facts.warned {
      return Meaning(.imageForAnotherCPU, platform: warned.image, subject: program)
    }
    let isAskedFor = !situation.facts.requested.isEmpty && !situation.facts.startsPrograms
    if situation.isForeign == true {
      return Meaning(isAskedFor ? .noHandlerThere : .execUndecided, subject: program)
    }
    guard situation.isScript else { return Meaning(.execUndecided, subject: program) }
    // The machine is known to run such images, or the container ended well.
    let isImageSound =
      situation.isForeign == false || situation.facts.startsPrograms || situation.facts.endedWell
    return isImageSound
      ? Meaning(.scriptRefused, .hint, subject: program)
      : Meaning(.scriptUndecided, subject: program)
  }

  private static func lambda(_ situation: Situation) -> Meaning? {
    let isNamed = situation.platform != nil && situation.host != nil
    return Meaning(isNamed ? .imageForAnotherCPU : .imageForUnnamedCPU, subject: situation.program)
  }

  private static func firstProgramMissing(_ situation: Situation) -> Meaning? {
    let program = situation.program
    if situation.isScript { return Meaning(.scriptInterpreter, .hint, subject: program) }
    let isOfSystem = program.map { $0.isOfSystem } ?? true
    let isEmulated = situation.isForeign == true || situation.facts.warned != nil
    if !situation.facts.startsPrograms, isOfSystem || isEmulated {
      return Meaning(.notFound, subject: program)
    }
    return Meaning(.loaderMissing, .hint, subject: program)
  }

  private static func oneProgram(_ situation: Situation) -> Meaning? {
    if situation.facts.isLambda, situation.text.contains("fork/exec") { return lambda(situation) }
    return situation.isScript
      ? Meaning(.scriptRefused, .hint, subject: situation.program)
      : Meaning(.programForAnotherCPU, subject: situation.program)
  }

  /// A shell that was refused a file takes it for a script: the first line of an ELF file is none.
  private static func garbage(_ situation: Situation) -> Meaning? {
    guard let program = situation.program, program.hasPrefix("/"), program.contains("bin/"),
      !situation.isScript
    else { return nil }
    return Meaning(.programForAnotherCPU, subject: program)
  }

  private static func library(_ situation: Situation) -> Meaning? {
    Meaning(.foreignLibrary, subject: situation.captures.first)
  }

  private static func script(_ situation: Situation) -> Meaning? {
    Meaning(.scriptInterpreter, .hint, subject: situation.program)
  }
}

extension String {
  /// Whether a path is that of a program that every image has for itself.
  fileprivate var isOfSystem: Bool {
    ["/bin/", "/sbin/", "/usr/bin/", "/usr/sbin/", "/usr/lib/"].contains { hasPrefix($0) }
      || !contains("/")
  }
}
