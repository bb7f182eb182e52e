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
      guard architectures.contains(where: entry.covers) else { continue }
      // A bridge is ours, whatever has become of the process that it names.
      if entry.name.bytes.starts(with: Bridge.prefix) || entry.namesQEMU(architectures, facts) {
        removed.append(entry)
      } else {
        left.append(entry)
      }
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
      try container.requireThisMachine(signals, progress)
      let found = try container.ensureImage(signals, progress)
      try container.uninstall(removed.map(\.name), of: found, signals, progress)
    }
  }
}

extension Entry {
  /// Whether its emulator names itself QEMU: in its file, or, where it runs programs now and its file
  /// is out of reach, as the probes were told. Nothing is executed for it: the path may be anybody's.
  fileprivate func namesQEMU(_ architectures: [Architecture], _ facts: HostFacts) -> Bool {
    if let path = interpreter?.string, EmulatorRelease.inProgram(at: path) != nil { return true }
    let standing = (facts.binfmt.entries.value ?? []).compactMap { file in
      file.text.value.map { Entry(name: file.name, text: $0) }
    }
    return architectures.filter(covers).contains { architecture in
      standing.first { $0.isEnabled && $0.covers(architecture) } == self
        && facts.namesQEMU(for: architecture)
    }
  }
}

extension HostFacts {
  /// Whether what runs an architecture's programs named itself QEMU when asked for its version.
  fileprivate func namesQEMU(for architecture: Architecture) -> Bool {
    probing.runs.contains { run in
      run.architecture == architecture.name && run.purpose == ProbeRun.Purpose.version.rawValue
        && EmulatorVersion(parsing: run.output.description(ofLine: 0)) != nil
    }
  }
}
