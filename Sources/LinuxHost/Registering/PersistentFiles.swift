import Binfmt
package import Platforms
import Readiness

#if canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The files that make handlers survive a reboot and a restart of systemd-binfmt.
package enum PersistentFiles {
  /// Where emulators are kept, each release in a directory of its own.
  package static let directory = "/usr/local/lib/crossready"
  /// Where systemd-binfmt and OpenRC's binfmt service read what to register.
  static let configuration = "/etc/binfmt.d"
  /// The first line of every configuration file of ours.
  static let mark = "# Written by crossready; 'crossready unregister --persist' removes it.\n"

  /// The configuration file of an architecture. Files apply in the order of their names, and the
  /// newest entry wins, so the name comes after those of distributions.
  package static func configurationPath(of architecture: Architecture) -> String {
    "\(configuration)/zz-crossready-\(architecture.name).conf"
  }

  /// Whether something on this host reads the configuration at boot.
  package static var areReadAtBoot: Bool {
    BinfmtD.readers.contains { access($0, F_OK) == 0 }
  }

  /// What the configuration file of a registration holds.
  static func text(of registration: Registration) throws(RegisteringError) -> KernelText {
    do throws(RegistrationError) {
      return KernelText(Array(mark.utf8) + (try registration.line()).bytes + Array("\n".utf8))
    } catch {
      throw .refusedEntry(
        registration.name, SystemCallError(call: "register", errno: EINVAL))
    }
  }

  /// Writes the configuration of handlers whose emulators stay where they are.
  ///
  /// Nothing is written unless every one of them would win after a boot.
  static func write(_ handlers: [(Architecture, Registration)]) throws(RegisteringError) {
    guard areReadAtBoot else { throw .nothingReadsConfiguration }
    var files: [ConfigurationFile] = []
    for (architecture, registration) in handlers {
      let path = configurationPath(of: architecture)
      if let present = try content(of: path), !present.starts(with: Array(mark.utf8)) {
        throw .foreignFile(path)
      }
      files.append(ConfigurationFile(path: path, text: try text(of: registration)))
    }
    try checkFuture(files, handlers.map(\.0))
    for file in files { try writing(file.text.bytes, to: file.path, mode: 0o644) }
  }

  /// Puts an emulator where it stays, and returns the path.
  static func keep(
    _ bytes: [UInt8], named name: KernelText, release: String
  ) throws(RegisteringError) -> String {
    let path = "\(directory)/qemu-\(release)/\(name)"
    try writing(bytes, to: path, mode: 0o755)
    return path
  }

  /// Writes a file, whose errors are ours.
  static func writing(_ bytes: [UInt8], to path: String, mode: mode_t) throws(RegisteringError) {
    do throws(SystemCallError) {
      try AtomicFile.write(bytes, to: path, mode: mode)
    } catch {
      throw .notWritten(error)
    }
  }

  /// Whether handlers of new files would win after a boot.
  private static func checkFuture(
    _ files: [ConfigurationFile], _ architectures: [Architecture]
  ) throws(RegisteringError) {
    let facts = BootFacts.reading()
    let present = try configured(facts)
    let own = files.map(\.path)
    let future = files + present.filter { !own.contains($0.path) }
    let table = HandlerTable(
      afterBoot: BinfmtD.registrations(in: future),
      facts.updateBinfmts.value.map(UpdateBinfmts.registrations) ?? [])
    for (architecture, file) in zip(architectures, files) {
      let winner = table.coverage(of: architecture).handler
      let wanted = BinfmtD.registrations(in: [file]).first?.registration.entry
      guard winner == wanted else {
        throw .wouldNotWin(
          Platform(architecture: architecture.name), winner?.name.description ?? "none")
      }
    }
  }

  /// What systemd-binfmt reads; that it cannot be read is an error.
  private static func configured(
    _ facts: BootFacts
  ) throws(RegisteringError) -> [ConfigurationFile] {
    if let files = facts.binfmtD.value { return files }
    let failure = facts.binfmtD.failure
    throw .notWritten(
      SystemCallError(call: "read", path: failure?.path.description, errno: failure?.errno ?? EIO))
  }

  /// What a file holds; nil if it is not there.
  private static func content(of path: String) throws(RegisteringError) -> [UInt8]? {
    do throws(SystemCallError) {
      return try readAll(path: path, limit: Limit.configuration)
    } catch {
      if error.errno == ENOENT { return nil }
      throw .notWritten(error)
    }
  }
}

extension PersistentFiles {
  /// Removes what makes handlers persistent, and the emulators that nothing names any more.
  ///
  /// - Returns: the paths that were removed.
  package static func remove(
    of architectures: [Architecture]
  ) throws(RegisteringError) -> [String] {
    var removed: [String] = []
    for path in architectures.map(configurationPath) {
      guard let present = try content(of: path) else { continue }
      guard present.starts(with: Array(mark.utf8)) else { throw .foreignFile(path) }
      try removing(path, keepingDirectory: true)
      removed.append(path)
    }
    return removed + (try removeUnused())
  }

  /// Removes what a run that failed or was killed has left, and what its successor has replaced:
  /// files that are not whole, and emulators that no configuration and no entry names.
  ///
  /// - Returns: the paths that were removed.
  package static func removeUnused() throws(RegisteringError) -> [String] {
    let atBoot = BinfmtD.registrations(in: try configured(.reading()))
      .map(\.registration.interpreter)
    let used = (atBoot + EntryWriter.entries().compactMap(\.interpreter)).map(\.string)
    var removed: [String] = []
    let temporary = Architecture.table.map {
      AtomicFile.temporaryPath(for: configurationPath(of: $0))
    }
    for path in temporary where access(path, F_OK) == 0 {
      try removing(path, keepingDirectory: true)
      removed.append(path)
    }
    for release in try names(in: directory) {
      for path in try names(in: release) where !used.contains(path) {
        try removing(path, keepingDirectory: true)
        removed.append(path)
      }
      // What is not empty stays.
      rmdir(release)
    }
    rmdir(directory)
    return removed
  }

  /// The paths of what is in a directory; none if that is not there.
  private static func names(in directory: String) throws(RegisteringError) -> [String] {
    do throws(SystemCallError) {
      return try listDirectory(path: directory).map {
        "\(directory)/\(String(decoding: $0, as: UTF8.self))"
      }
    } catch {
      if error.errno == ENOENT || error.errno == ENOTDIR { return [] }
      throw .notWritten(error)
    }
  }

  private static func removing(
    _ path: String, keepingDirectory: Bool
  ) throws(RegisteringError) {
    do throws(SystemCallError) {
      try AtomicFile.remove(path, keepingDirectory: keepingDirectory)
    } catch {
      throw .notWritten(error)
    }
  }
}
