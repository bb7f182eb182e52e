import Glibc
package import Text

extension EntryWriter {
  /// Removes entries and files: as root by writing to the kernel, else entries alone, through the
  /// container.
  package static func remove(
    _ entries: [KernelText], files: [String],
    through container: () throws(RegisteringError) -> BinfmtContainer,
    progress: @escaping (Progress) -> Void
  ) throws(RegisteringError) {
    if geteuid() == 0 {
      for name in entries { try remove(name) }
      if !files.isEmpty { try PersistentFiles.remove(files) }
      return
    }
    guard !entries.isEmpty else { return }
    let container = try container()
    try HeldSignals.during { signals throws(RegisteringError) in
      defer { progress(.finished) }
      try container.requireThisMachine(signals, progress)
      let found = try container.ensureImage(signals, progress)
      try container.uninstall(entries, of: found, signals, progress)
    }
  }
}
