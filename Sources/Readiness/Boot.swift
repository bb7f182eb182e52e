package import Binfmt
import Facts
import LinuxNames
package import Platforms
import Text

extension Host {
  /// The handler of an architecture after a boot, if every program of it that must be taken is, by
  /// an interpreter that is not known to be missing and that containers find.
  package func handlerAfterBoot(of architecture: Architecture) -> Entry? {
    let coverage = handlersAfterBoot.coverage(of: architecture)
    let isWhole = coverage.missedEssential.isEmpty
    let areSound = coverage.winners.values.allSatisfy {
      $0.flags.fixesBinary && !boot.isMissing($0.interpreter)
    }
    return isWhole && areSound ? coverage.handler : nil
  }

  /// What the boot registers for an architecture by another emulator than QEMU, which is kept then as it
  /// is now, whether containers can use it or not.
  package func foreignRegistration(atBootFor architecture: Architecture) -> BootRegistration? {
    let winners = handlersAfterBoot.coverage(of: architecture).winners.values.filter(keeps)
    return bootRegistrations?.last { boot in winners.contains { $0.name == boot.registration.name }
    }
  }

  /// Why no handler of an architecture works after a boot, in words.
  package func faultsAtBoot(of architecture: Architecture) -> [String] {
    let lines = (bootRegistrations ?? []).filter { $0.registration.entry.covers(architecture) }
    if lines.isEmpty { return ["no file of binfmt.d or \(UpdateBinfmts.directory) registers it"] }
    let faults = lines.compactMap { boot in fault(of: boot).map { "\(boot.path): \($0)" } }
    return faults.isEmpty
      ? ["what \(lines.map(\.path).unique.joined(separator: ", ")) registers misses programs of it"]
      : faults.unique
  }

  /// Whether nothing on this host reads binfmt.d at boot; nil where that was not asked.
  package var lacksReaderOfBinfmtD: Bool? {
    facts.boot.readers.value.map { Set($0).isDisjoint(with: BinfmtD.readers) }
  }

  private func fault(of registration: BootRegistration) -> String? {
    if boot.isUnread(registration) {
      return registration.isOfUpdateBinfmts
        ? "nothing reads it at boot: update-binfmts is not installed"
        : "nothing reads it at boot: neither systemd-binfmt nor OpenRC's binfmt service is enabled"
    }
    let interpreter = registration.registration.interpreter
    if boot.isMissing(interpreter), let failure = file(at: interpreter).failure {
      return "its interpreter \(interpreter): \(ErrorNumber.text(failure.errno))"
    }
    guard registration.registration.flags.fixesBinary else {
      return "it has no flag F, and containers do not have its interpreter \(interpreter)"
    }
    return boot.mayBeExecuted(interpreter)
      ? nil : "its interpreter \(interpreter) is not executable, and is not registered"
  }
}

/// What a boot registers, and what it needs for that.
struct Boot: Sendable {
  /// The lines, in the order of their files.
  let registrations: [BootRegistration]
  /// The programs that read the files, where that was asked.
  let readers: [String]?
  /// The interpreters by their paths.
  let files: [KernelText: Fact<FileFacts>]

  /// The entries after a boot.
  var table: HandlerTable {
    let isDatabase = { (boot: BootRegistration) in boot.isOfUpdateBinfmts }
    let registered = registrations.filter(isRegistered)
    return HandlerTable(
      afterBoot: registered.filter { !isDatabase($0) }, registered.filter(isDatabase))
  }

  /// Whether there is an entry after a boot: with F the kernel opens the interpreter to execute it.
  private func isRegistered(_ boot: BootRegistration) -> Bool {
    guard !isUnread(boot) else { return false }
    let interpreter = boot.registration.interpreter
    return !boot.registration.flags.fixesBinary
      || !isMissing(interpreter) && mayBeExecuted(interpreter)
  }

  /// Whether nothing was seen that keeps the kernel from opening an interpreter to execute it.
  func mayBeExecuted(_ interpreter: KernelText) -> Bool {
    files[interpreter]?.value?.isExecutable != false
  }

  /// Whether nothing reads the file of a line.
  func isUnread(_ boot: BootRegistration) -> Bool {
    guard let readers else { return false }
    let own = boot.isOfUpdateBinfmts ? UpdateBinfmts.readers : BinfmtD.readers
    return Set(readers).isDisjoint(with: own)
  }

  /// Whether it was seen that an interpreter is not there.
  func isMissing(_ interpreter: KernelText?) -> Bool {
    guard let errno = interpreter.flatMap({ files[$0] })?.failure?.errno else { return false }
    return errno == 2 || errno == 20
  }
}

extension BootRegistration {
  /// Whether update-binfmts registers it, not what reads binfmt.d.
  fileprivate var isOfUpdateBinfmts: Bool { path.hasPrefix("\(UpdateBinfmts.directory)/") }
}
