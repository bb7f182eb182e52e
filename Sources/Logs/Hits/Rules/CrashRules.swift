import Emulators

/// Programs that died under an emulator, and emulators that died.
extension Rule {
  /// What the catalogue of troubles knows of texts.
  static let troubles: [Rule] = Trouble.table.flatMap { trouble in
    (trouble.log?.texts ?? []).map { Rule($0, LogCause(trouble)) }
  }

  private init(_ text: LogText, _ cause: LogCause) {
    let isOfEmulator = text.isOfEmulator
    self.init(text.pattern, unless: text.exceptions, ofEmulator: isOfEmulator) { situation in
      let role: LogFinding.Role =
        switch text.weight {
        case .cause: .cause
        case .hint: .hint
        case .causeIfForeignElseHint: situation.isForeign == true ? .cause : .hint
        }
      return Meaning(
        cause, role, platform: isOfEmulator ? situation.emulated : nil,
        subject: situation.captures.first ?? situation.program)
    }
  }

  static let crashes: [Rule] = [
    Rule("^qemu-* version *", unless: ["qemu-system-", "qemu-img"]) { situation in
      // Whoever asks for the version gets the same line; no step of an image would ask its emulator.
      situation.isInBuilder && situation.isForeign == true
        ? Meaning(.tellsVersion, platform: situation.emulated) : Meaning(.tellsVersion, .hint)
    },
    // Compilers and shells tell of crashes in their own words.
    .foreign("~internal compiler error: Segmentation fault", .segfault),
    .foreign("~internal compiler error: Illegal instruction", .illegalInstruction),
    .foreign("~internal compiler error: Aborted", .killed),
    .foreign("~unable to execute command: Segmentation fault", .segfault),
    .foreign("~unable to execute command: Illegal instruction", .illegalInstruction),
    .foreign("~(signal: 11, SIGSEGV", .segfault),
    .foreign("~(signal: 4, SIGILL", .illegalInstruction),
    .foreign("~(signal: 6, SIGABRT", .killed),
    .foreign("~died with <Signals.SIGSEGV", .segfault),
    .foreign("~died with <Signals.SIGILL", .illegalInstruction),
    .foreign("~signal SIGSEGV$", unless: ["[signal "], .segfault),
    .foreign("~signal SIGILL$", unless: ["[signal "], .illegalInstruction),
    .foreign("~signal SIGABRT$", unless: ["[signal "], .killed),
    .foreign("~Segmentation fault$", .segfault),
    .foreign("~Illegal instruction$", .illegalInstruction),
    .foreign("~Aborted (core dumped)", .killed),
    .foreign("~Trace/breakpoint trap$", .killed),
    .foreign("~Bus error$", .killed),
    .always(
      "~post-installation script subprocess returned error exit status", .packageScript,
      .consequence),
    .always("~post-installation script returned error exit status", .packageScript, .consequence),
  ]

  /// Virtual machines and runtimes.
  static let runtimes: [Rule] =
    [
      .foreign("~error MSB4018: ", .dotnet),
      .foreign("~error MSB4166: ", .dotnet),
      .foreign("~error MSB6006: ", .dotnet),
      .foreign("~System.NullReferenceException: ", .dotnet),
      .foreign("~Object reference not set to an instance of an object", .dotnet),
      .foreign("~System.BadImageFormatException", .dotnet),
      .foreign("~Failed to create CoreCLR", .dotnet),
      .foreign("~GC heap initialization failed", .dotnet),
      .foreign("~Fatal error. System.", .dotnet),
      .foreign("~Internal CLR error", .dotnet),
      .foreign("^fatal error: unexpected signal during runtime execution", .goRuntime),
      .foreign("^fatal error: *during runtime", .goRuntime),
      .foreign("~lfstack.push invalid packing", .goRuntime),
      .foreign("^SIGSEGV: segmentation violation", .goRuntime),
      .foreign("^SIGILL: illegal instruction", .goRuntime),
      .foreign("~A fatal error has been detected by the Java Runtime Environment", .jvm),
      .foreign("~Error: Could not create the Java Virtual Machine", .jvm),
      .foreign("~#  SIGSEGV (0x", .jvm),
      .foreign("~#  SIGILL (0x", .jvm),
      .foreign("~#  Internal Error (", .jvm),
      .always("~effective uid is not 0, is /", .setuidIgnored),
    ] + shortage

  /// What an old filter of system calls does to 32-bit programs.
  static let thirtyTwoBits: [Rule] = [
    Rule("~At least one invalid signature was encountered", oldSeccomp),
    Rule("~fetch http*: Operation not permitted$", oldSeccomp),
    Rule("ERROR: http*: Operation not permitted$", oldSeccomp),
    Rule("WARNING: *http*: Operation not permitted$", oldSeccomp),
    Rule("~/bin/sh: Operation not permitted$", oldSeccomp),
    Rule("~# unreachable code", oldSeccomp),
    Rule("~FailureMessage Object: 0x*", shows32Bits: true, oldSeccomp),
    .always("~can't initialize time", .oldSeccomp),
    Rule("~ is not valid yet (invalid for another ", oldSeccomp),
  ]

  private static func oldSeccomp(_ situation: Situation) -> Meaning? {
    situation.is32Bit ? Meaning(.oldSeccomp) : nil
  }

  private static let shortage: [Rule] = [
    .always("~signal: killed", .outOfMemory, .hint),
    .always("~Cannot allocate memory", .outOfMemory, .hint),
    .always("~Killed signal terminated program", .outOfMemory, .hint),
    .always("^Killed$", .outOfMemory, .hint),
    .always("~JavaScript heap out of memory", .outOfMemory, .hint),
    .always("~signal: 9, SIGKILL", .outOfMemory, .hint),
    slow("~ESOCKETTIMEDOUT"), slow("~ETIMEDOUT"), slow("~Read timed out"),
    slow("~There appears to be trouble with your network connection"),
    slow("~TLS handshake timeout"), slow("~Connection timed out"), slow("~Operation too slow"),
    slow("~network timeout at: "), slow("~ReadTimeoutError"),
  ]

  private static func slow(_ pattern: String) -> Rule {
    Rule(pattern) { $0.isForeign == true ? Meaning(.tooSlow, .hint) : nil }
  }
}
