package import Binfmt
import Emulators
package import Facts
import Glibc
package import Platforms
package import Text

/// What is to be removed, and which entries stay although they take a platform's programs.
package struct RemovalPlan: Sendable {
  /// Entries whose emulator names itself QEMU, or which were named.
  package let removed: [Entry]
  /// Entries that are left alone, because nothing shows that they are QEMU's.
  package let left: [Entry]
  /// Files that make handlers persistent, and emulators that nothing names any more then.
  package let files: [String]

  /// Plans from facts in which the platforms were probed.
  ///
  /// - Parameters:
  ///   - names: entries that are to be removed whatever they are.
  ///   - persists: whether what `register --persist` wrote for the architectures is to be removed.
  package static func planning(
    _ architectures: [Architecture], entries names: [KernelText], persists: Bool,
    on facts: HostFacts
  ) throws(RegisteringError) -> RemovalPlan {
    let standing = EntryWriter.entries()
    var removed = standing.filter { names.contains($0.name) }
    var left: [Entry] = []
    for entry in standing where !removed.contains(entry) {
      let served = architectures.filter(entry.covers)
      guard !served.isEmpty else { continue }
      let isAsked = served.contains { architecture in
        standing.first { $0.isEnabled && $0.covers(architecture) } == entry
          && facts.namesQEMU(for: architecture)
      }
      // What no probe reaches, because it is disabled or a newer one is asked first, is asked itself.
      let isQEMU = isAsked ? true : try EmulatorFile.namesQEMU(entry.interpreter)
      if isQEMU { removed.append(entry) } else { left.append(entry) }
    }
    let files =
      persists
      ? try PersistentFiles.removable(of: architectures, without: removed.map(\.name)) : []
    return RemovalPlan(removed: removed, left: left, files: files)
  }

  /// Removes entries and files: as root by writing to the kernel, else entries alone, through the
  /// container.
  package func carryingOut(
    by container: () throws(RegisteringError) -> BinfmtContainer,
    progress: @escaping (Progress) -> Void
  ) throws(RegisteringError) {
    if geteuid() == 0 {
      for entry in removed { try EntryWriter.remove(entry.name) }
      if !files.isEmpty { try PersistentFiles.remove(files) }
      return
    }
    guard !removed.isEmpty else { return }
    let container = try container()
    try HeldSignals.during { signals throws(RegisteringError) in
      defer { progress(.finished) }
      _ = try container.ensureImage(signals, progress)
      try container.uninstall(removed.map(\.name), signals, progress)
    }
  }
}

extension HostFacts {
  /// Whether what runs an architecture's programs named itself QEMU when asked for its version.
  fileprivate func namesQEMU(for architecture: Architecture) -> Bool {
    probing.runs.contains { run in
      run.architecture == architecture.name && run.purpose == ProbeRun.Purpose.version.rawValue
        && run.namesQEMU
    }
  }
}

/// The file that an entry names.
private enum EmulatorFile {
  /// Whether it is there, is of this host, and names itself QEMU.
  static func namesQEMU(_ interpreter: KernelText?) throws(RegisteringError) -> Bool {
    guard let interpreter, let path = interpreter.string,
      let file = FileFacts.reading(at: interpreter).value, file.isRegular, file.isExecutable,
      file.elf?.identity == Architecture.native?.identity
    else { return false }
    // Under a name that ends in -binfmt-P, Debian's emulators expect the kernel's arguments.
    let child = Child(path: path, arguments: ["emulator", "--version"], timeout: .seconds(5))
    do throws(Interrupted) {
      let outcome = try HeldSignals.during { signals throws(Interrupted) in
        try run([child], signals: signals)[0]
      }
      let line = lines(of: outcome.standardOutput).first.map { KernelText($0).description } ?? ""
      return EmulatorVersion(parsing: line) != nil
    } catch {
      throw .interrupted(error)
    }
  }
}
