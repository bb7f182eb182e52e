package import Binfmt
import Emulators
package import Facts
import Glibc
import Platforms
import Text

extension Bridge {
  /// Has the emulator that runs now serve under the bridge's name: from `/proc/PID/exe` of a probe
  /// that waits, whatever has become of its file.
  package func stand(_ signals: borrowing HeldSignals) throws(RegisteringError) {
    guard var registration = old.registration else { throw .notKept(old.name, nil) }
    registration.name = name
    registration.flags = registration.flags.adding("F")
    let failure = try RunningEmulator.during(of: architecture, signals) { emulator in
      registration.interpreter = KernelText(emulator.path)
      // Under this path it does not know by its name that it gets an argument more.
      let preserves = EmulatorDemands.canPreserveArgv0(
        program: emulator.path, release: EmulatorRelease.inProgram(at: emulator.path),
        linux: KernelFacts.reading().releaseNumbers)
      if !preserves { registration.flags = registration.flags.removing("P") }
      return Self.register(registration)
    }
    // Nil twice over: the probe ran, and registering did not fail.
    guard case .some(.none) = failure else {
      throw .notKept(old.name, failure.flatMap { $0 })
    }
  }

  /// Puts the old handler back under its own name, and then takes the bridge away. If the old one
  /// cannot be registered, the bridge stays: it serves.
  ///
  /// - Parameter boot: where the old emulator's file may be named, too.
  package func undo(boot: BootFacts) throws(RegisteringError) {
    // A signal that is pending must not keep us from it: a body within a body notices none.
    try HeldSignals.during { signals throws(RegisteringError) in try undo(signals, boot) }
  }

  private func undo(_ signals: borrowing HeldSignals, _ boot: BootFacts) throws(RegisteringError) {
    let standing = EntryWriter.entries()
    let own = standing.firstIndex { $0.name == old.name }
    let bridge = standing.firstIndex { $0.name == name }
    if let own, let bridge, bridge < own {
      // The bridge is newer than the entry of that name: nothing has been removed yet.
      return try EntryWriter.remove(name)
    }
    // Without a bridge, what has the name now took over from it, and works.
    guard bridge != nil else { return }
    if own != nil { try EntryWriter.remove(old.name) }
    var registration = Registration(
      name: old.name, match: old.match, interpreter: "", flags: old.flags)
    let failure = try duringOwn(signals) { emulator in
      for path in candidates(emulator, boot) where emulator.isFile(at: path) {
        registration.interpreter = KernelText(path)
        return Self.registerInPlace(registration)
      }
      do throws(WritingError) {
        let bytes = try writing { () throws(SystemCallError) in
          try readAll(path: emulator.path, limit: 256 << 20)
        }
        // By the end of its name it knows that it gets an argument more.
        let suffix = "-binfmt-P"
        let isWrapper = old.interpreter?.description.hasSuffix(suffix) == true
        let path = "\(PersistentFiles.directory)/kept/\(old.name)" + (isWrapper ? suffix : "")
        try AtomicFile.install(bytes, at: path, mode: 0o755)
        registration.interpreter = KernelText(path)
        return Self.registerInPlace(registration)
      } catch {
        if case .failed(let error) = error { return error }
        return SystemCallError(call: "write", path: PersistentFiles.directory, errno: EPERM)
      }
    }
    guard case .some(.none) = failure else {
      throw .notKept(old.name, failure.flatMap { $0 })
    }
    try EntryWriter.remove(name)
  }

  /// Runs a body while a probe waits in the emulator that the bridge holds.
  ///
  /// The container of a run that was killed may register another one meanwhile, which is asked first:
  /// that one's file is not the old one.
  private func duringOwn(
    _ signals: borrowing HeldSignals, _ body: (RunningEmulator) -> SystemCallError?
  ) throws(RegisteringError) -> SystemCallError?? {
    for _ in 1...3 {
      var isOwn = false
      let result = try RunningEmulator.during(of: architecture, signals) { emulator in
        // Nobody can have registered before the probe started what is not there now.
        isOwn = before().isEmpty
        return isOwn ? body(emulator) : nil
      }
      if isOwn || result == nil { return result }
      for entry in before() where entry.coversOnly(architecture) {
        let program = entry.interpreter?.lastPathComponent.description
        if program.flatMap(ForeignEmulator.named) == nil { try EntryWriter.remove(entry.name) }
      }
    }
    return nil
  }

  /// The entries that are asked before the bridge.
  private func before() -> [Entry] {
    EntryWriter.entries().prefix { $0.name != name }
      .filter { $0.isEnabled && $0.covers(architecture) }
  }

  /// Where the old emulator may still be: the registered path, what boots register under its name,
  /// and where the kernel opened it.
  private func candidates(_ emulator: RunningEmulator, _ boot: BootFacts) -> [String] {
    let booted = BinfmtD.registrations(in: boot.binfmtD.value ?? [])
      .filter { $0.registration.name == old.name }.map(\.registration.interpreter)
    return ([old.interpreter].compactMap(\.self) + booted).compactMap(\.string)
      + [emulator.originalPath].compactMap(\.self)
  }

  /// Registers, and removes what has the name: the container of a run that was killed may go on, and
  /// register under it meanwhile. Returns what failed.
  private static func registerInPlace(_ registration: Registration) -> SystemCallError? {
    for _ in 1...3 {
      guard let failure = register(registration) else { return nil }
      guard failure.errno == EEXIST else { return failure }
      do throws(SystemCallError) { try EntryWriter.takeAway(registration.name) } catch {
        return error
      }
    }
    return register(registration)
  }

  /// Registers, and returns what failed.
  private static func register(_ registration: Registration) -> SystemCallError? {
    do throws(SystemCallError) {
      try EntryWriter.write(registration)
      return nil
    } catch {
      return error
    }
  }
}

extension ProbeProgram {
  /// The lowest variant's platform, where an architecture has variants.
  static func lowestVariant(of architecture: Architecture) -> [String] {
    architecture.variants.first.map {
      [Platform(architecture: architecture.name, variant: $0).description]
    } ?? []
  }
}
