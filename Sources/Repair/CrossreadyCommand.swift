package import Binfmt
import Readiness
import Reports
import Text

extension Remedy {
  /// Registers the binfmt image's emulators through crossready itself, which proves the new handler
  /// before the old one goes; nil where there is no engine, or the image has not all of them.
  ///
  /// - Parameter isNewer: whether it must be another release than the host's own.
  static func replacing(
    _ subjects: [Subject], _ text: String, isNewer: Bool = false
  ) -> Remedy? {
    let canReplace = subjects.allSatisfy { subject in
      subject.hasImage && subject.mayBeReplaced
    }
    guard canReplace, !subjects.isEmpty else { return nil }
    let method = isNewer ? ["--method", "image"] : []
    return Remedy(text, commands: [CrossreadyCommand.registering(subjects, method: method)])
  }

  /// Registers working handlers anew by emulators of the host's own, or the image's: the old one
  /// serves until the new one is proven. Nil where there is neither.
  static func renewing(_ subjects: [Subject], _ text: String) -> Remedy? {
    let canRenew = subjects.allSatisfy { subject in
      subject.mayBeReplaced
        && !subject.host.ownEmulators(for: subject.architecture).isEmpty
    }
    guard canRenew, !subjects.isEmpty else { return replacing(subjects, text) }
    return Remedy(text, commands: [CrossreadyCommand.registering(subjects)])
  }

  /// Has working handlers registered at every boot; nil where there is no emulator that stays.
  static func persisting(_ subjects: [Subject]) -> Remedy? {
    guard let host = subjects.first?.host else { return nil }
    if host.lacksReaderOfBinfmtD == true {
      return Remedy(
        "nothing here registers files of binfmt.d at boot: install systemd-binfmt or OpenRC's "
          + "binfmt service, or let a service of your own run "
          + "'\(CrossreadyCommand.registering(subjects, persists: false))' at every boot")
    }
    if let foreign = subjects.lazy.compactMap({
      $0.host.foreignRegistration(atBootFor: $0.architecture)
    }).first {
      return Remedy(foreign.isKept)
    }
    guard subjects.allSatisfy(\.canBeKept) else { return nil }
    return Remedy(
      "keep emulators on this host, and have them registered at every boot",
      commands: [CrossreadyCommand.registering(subjects, persists: true)])
  }
}

/// Lines that start crossready itself.
enum CrossreadyCommand {
  private static let register = ["crossready", "register"]

  /// Registers emulators of the binfmt image.
  ///
  /// - Parameter persists: whether handlers that work are to survive a boot; nil to have new ones,
  ///   which do where the boot would bring none or the one that is replaced.
  /// - Parameter method: words that say whose emulators.
  static func registering(
    _ subjects: [Subject], persists: Bool? = nil, method: [String] = []
  ) -> String {
    // What is to be kept is not to be replaced.
    let replaces = persists == nil && subjects.contains { $0.handler != nil && $0.probesPassed }
    let words =
      register + method + (replaces ? ["--replace"] : [])
      + (persists ?? Self.persists(subjects) ? ["--persist"] : [])
    return (words + subjects.map(\.platform.description).unique).joined(separator: " ")
  }
}

extension CrossreadyCommand {
  /// Whether a line registers handlers.
  static func isRegistering(_ line: String) -> Bool {
    line.hasPrefix(register.joined(separator: " ") + " ")
  }

  /// Whether a line registers handlers that survive a boot.
  static func isPersisting(_ line: String) -> Bool {
    isRegistering(line) && line.split(separator: " ").contains("--persist")
  }

  /// Lines that register handlers, as few: one for each way, and `--persist` writes nothing for those
  /// that need it not.
  static func joining(_ lines: [String]) -> [String] {
    let words = lines.map { $0.split(separator: " ").map(String.init).dropFirst(2) }
    let ways = words.map { $0.filter { !$0.contains("/") && $0 != "--persist" } }
    return ways.unique.map { way in
      let own = zip(ways, words).filter { $0.0 == way }.flatMap(\.1)
      return
        (register + way + (own.contains("--persist") ? ["--persist"] : [])
        + own.filter { $0.contains("/") }.unique).joined(separator: " ")
    }
  }

  /// Whether new handlers of these have to be made to survive a boot.
  static func persists(_ subjects: [Subject]) -> Bool {
    subjects.contains(where: \.mustBePersisted)
  }
}

extension Subject {
  /// Whether the binfmt image can serve it: there is an engine, and the image has an emulator.
  var hasImage: Bool { host.hasEngine && BinfmtImage.supports(architecture) }

  /// Whether `crossready register --persist` keeps what works: by the image's emulator, or as the file
  /// of the host's own that runs.
  var canBeKept: Bool {
    if hasImage { return true }
    return !runsUnhandled
      && host.ownEmulators(for: architecture).contains { path in
        guard let running = runningFile else { return path == handler?.interpreter }
        return host.file(at: path).value?.isSameFile(as: running) == true
      }
  }

  /// Whether `crossready register --replace` would replace what works.
  fileprivate var mayBeReplaced: Bool {
    !runsUnhandled && keptHandler == nil && takenName == nil
      && !host.isTaken(architecture.entryName, from: architecture)
      && (winners.count < 2 || !probesPassed)
  }
}

extension Host {
  /// Whether an engine is there that the binfmt container can run in: on the host outside of this
  /// container there is, as far as can be known.
  var hasEngine: Bool {
    let programs = facts.system.programs.value ?? []
    return mustBeRepairedOutside || programs.contains("docker") || programs.contains("podman")
  }
}

extension Subject {
  /// Whether a new handler would not outlive a boot, or would make way for the one it replaced, or for
  /// one without C, as Debian 12's lines are.
  fileprivate var mustBePersisted: Bool {
    guard !runsUnhandled, host.isUserNamespace == false, host.knowsBootConfiguration,
      host.lacksReaderOfBinfmtD == false,
      host.foreignRegistration(atBootFor: architecture) == nil
    else { return false }
    guard let next = host.handlerAfterBoot(of: architecture) else { return true }
    return next.interpreter == handler?.interpreter || !next.flags.usesCredentialsOfProgram
  }

  /// Whether the file at the interpreter's path is the one that runs, and so is known to work.
  var runsFileOfItsPath: Bool {
    guard let running = runningFile, let file = interpreterFile.value else { return true }
    return running.isSameFile(as: file)
  }
}

extension BootRegistration {
  /// That another emulator than QEMU stays the one that the boot registers.
  package var isKept: String {
    "\(path) registers \(registration.entry.foreignEmulator?.name ?? "another emulator") at boot, "
      + "which is kept; who wants QEMU then removes that file first"
  }
}
