import Binfmt
import Facts
import Glibc
import Platforms
import Text

/// An old handler that serves under another name while its own is free for a new one.
///
/// The newest entry is asked first, and a registration with F opens its interpreter once: so the
/// emulator that runs now, whatever has become of its file, is registered again from `/proc/PID/exe`
/// of a probe that waits. At every instant the old handler or the new one serves. What a killed run
/// leaves is such an entry, which says itself what it stands for.
struct Bridge {
  /// What the names of bridges begin with; the name of the old entry follows.
  static let prefix = Array("crossready-old-".utf8)

  /// The old entry.
  let old: Entry
  /// The architecture it serves.
  let architecture: Architecture
  /// The bridge's own name.
  let name: KernelText

  /// Registers the old handler under the bridge's name.
  init(
    for old: Entry, of architecture: Architecture, _ signals: borrowing HeldSignals
  ) throws(RegisteringError) {
    self.old = old
    self.architecture = architecture
    let name = KernelText(Self.prefix + old.name.bytes)
    self.name = name
    guard var registration = old.registration else { throw .notKept(old.name, nil) }
    registration.name = name
    registration.flags = registration.flags.adding("F")
    let failure = try RunningEmulator.during(of: architecture, signals) { emulator in
      registration.interpreter = KernelText(emulator.path)
      return Self.register(registration)
    }
    // Nil twice over: the probe ran, and registering did not fail.
    guard case .some(.none) = failure else {
      throw .notKept(old.name, failure.flatMap { $0 })
    }
  }

  /// Takes over a bridge that an earlier run has left; nil if the entry is none.
  init?(leftBehind entry: Entry) {
    guard entry.name.bytes.starts(with: Self.prefix),
      let architecture = entry.architectures.first, entry.name.bytes.count > Self.prefix.count
    else { return nil }
    name = entry.name
    self.architecture = architecture
    old = Entry(
      name: KernelText(Array(entry.name.bytes.dropFirst(Self.prefix.count))),
      isEnabled: true, interpreter: nil, flags: entry.flags, match: entry.match)
  }

  /// Takes the bridge away: the new handler works, or the old one stands again.
  func remove() throws(RegisteringError) { try EntryWriter.remove(name) }

  /// Puts the old handler back under its own name, and then takes the bridge away. If the old one
  /// cannot be registered, the bridge stays: it serves.
  func undo(_ signals: borrowing HeldSignals, boot: BootFacts) throws(RegisteringError) {
    let standing = EntryWriter.entries()
    let own = standing.firstIndex { $0.name == old.name }
    let bridge = standing.firstIndex { $0.name == name }
    if let own, let bridge, bridge < own {
      // The bridge is newer than the entry of that name: nothing has been removed yet.
      return try remove()
    }
    if own != nil { try EntryWriter.remove(old.name) }
    var registration = Registration(
      name: old.name, match: old.match, interpreter: "", flags: old.flags)
    let failure = try RunningEmulator.during(of: architecture, signals) { emulator in
      for path in candidates(emulator, boot) where emulator.isFile(at: path) {
        registration.interpreter = KernelText(path)
        return Self.register(registration)
      }
      do throws(WritingError) {
        let bytes = try writing { () throws(SystemCallError) in
          try readAll(path: emulator.path, limit: 256 << 20)
        }
        let path = "\(PersistentFiles.directory)/kept/\(old.name)"
        try AtomicFile.install(bytes, at: path, mode: 0o755)
        registration.interpreter = KernelText(path)
        return Self.register(registration)
      } catch {
        if case .failed(let error) = error { return error }
        return SystemCallError(call: "write", path: PersistentFiles.directory, errno: EPERM)
      }
    }
    guard case .some(.none) = failure else {
      throw .notKept(old.name, failure.flatMap { $0 })
    }
    try remove()
  }

  /// Where the old emulator may still be: the registered path, what boots register under its name,
  /// and where the kernel opened it.
  private func candidates(_ emulator: RunningEmulator, _ boot: BootFacts) -> [String] {
    let booted = BinfmtD.registrations(in: boot.binfmtD.value ?? [])
      .filter { $0.registration.name == old.name }.map(\.registration.interpreter)
    return ([old.interpreter].compactMap(\.self) + booted).compactMap(\.string)
      + [emulator.originalPath].compactMap(\.self)
  }

  /// Registers, and returns what failed.
  private static func register(_ registration: Registration) -> SystemCallError? {
    do throws(RegisteringError) {
      try EntryWriter.register(registration)
      return nil
    } catch {
      guard case .refusedEntry(_, let failure) = error else { return nil }
      return failure
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
