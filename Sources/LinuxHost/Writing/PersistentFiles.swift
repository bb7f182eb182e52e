import Binfmt
import Facts
import Glibc
package import Platforms
package import Text

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

  /// Makes sure that something on this host reads the configuration at boot.
  ///
  /// - Parameter root: below which it is looked for.
  package static func checkReaders(root: String = "") throws(RegisteringError) {
    var unknown: ReadFailure?
    for reader in BinfmtD.readers {
      let started = BootFacts.started([reader], root: root)
      if started.value?.isEmpty == false { return }
      unknown = unknown ?? started.failure
    }
    throw unknown.map { RegisteringError.readersUnknown($0) } ?? .nothingReadsConfiguration
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
  ///
  /// - Returns: the paths of those that were not there like that already.
  static func write(
    _ handlers: [(Architecture, Registration)]
  ) throws(RegisteringError) -> [String] {
    try checkReaders()
    let files = try configuration(of: handlers)
    try checkFuture(files, handlers.map(\.0))
    var written: [String] = []
    for file in files where try writing(file.text.bytes, to: file.path, mode: 0o644) {
      written.append(file.path)
    }
    return written
  }

  /// The configuration of handlers; that a file of another's stands in its place is an error.
  private static func configuration(
    of handlers: [(Architecture, Registration)]
  ) throws(RegisteringError) -> [ConfigurationFile] {
    var files: [ConfigurationFile] = []
    for (architecture, registration) in handlers {
      _ = try ownConfiguration(of: architecture)
      files.append(
        ConfigurationFile(
          path: configurationPath(of: architecture), text: try text(of: registration)))
    }
    return files
  }

  /// The paths that `write` would write.
  static func differing(
    from handlers: [(Architecture, Registration)]
  ) throws(RegisteringError) -> [String] {
    var paths: [String] = []
    for (handler, file) in zip(handlers, try configuration(of: handlers))
    where try ownConfiguration(of: handler.0) != file.text.bytes {
      paths.append(file.path)
    }
    return paths
  }

  /// Where an emulator stays.
  static func emulatorPath(named name: KernelText, release: String) -> String {
    "\(directory)/qemu-\(release)/\(name)"
  }

  /// Writes a file, whose errors are ours; whether it was not there like that already.
  static func writing(
    _ bytes: [UInt8], to path: String, mode: mode_t
  ) throws(RegisteringError) -> Bool {
    do throws(WritingError) {
      return try AtomicFile.install(bytes, at: path, mode: mode)
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
      .failed(
        SystemCallError(
          call: "read", path: failure?.path.description, errno: failure?.errno ?? EIO)))
  }

  /// What the configuration file of an architecture holds; nil if it is not there. That somebody else
  /// wrote it is an error.
  private static func ownConfiguration(
    of architecture: Architecture
  ) throws(RegisteringError) -> [UInt8]? {
    let path = configurationPath(of: architecture)
    let content: [UInt8]
    do throws(SystemCallError) {
      content = try readAll(path: path, limit: Limit.configuration)
    } catch {
      if error.errno == ENOENT { return nil }
      throw .notWritten(.failed(error))
    }
    guard content.starts(with: Array(mark.utf8)) else { throw .foreignFile(path) }
    return content
  }
}

extension PersistentFiles {
  /// The paths that make handlers of architectures persistent, and the emulators that nothing names
  /// any more once these and some entries are gone.
  package static func removable(
    of architectures: [Architecture], without entries: [KernelText]
  ) throws(RegisteringError) -> [String] {
    var files: [String] = []
    for architecture in architectures where try ownConfiguration(of: architecture) != nil {
      files.append(configurationPath(of: architecture))
    }
    return files + (try unused(without: files, entries: entries))
  }

  /// Removes what a run that failed or was killed has left, and what its successor has replaced:
  /// files that are not whole, and emulators that no configuration and no entry names.
  ///
  /// - Returns: the paths that were removed.
  package static func removeUnused() throws(RegisteringError) -> [String] {
    let paths = try unused(without: [], entries: [])
    try remove(paths)
    return paths
  }

  /// Removes files, and directories of emulators that are empty then.
  static func remove(_ paths: [String]) throws(RegisteringError) {
    for path in paths { try removing(path, keepingDirectory: true) }
    // What is not empty stays.
    for release in try names(in: directory) { AtomicFile.removeIfEmpty(release) }
    AtomicFile.removeIfEmpty(directory)
  }

  /// What nothing would use without some configuration files and entries.
  private static func unused(
    without files: [String], entries: [KernelText]
  ) throws(RegisteringError) -> [String] {
    let configuration = try configured(.reading()).filter { !files.contains($0.path) }
    let atBoot = BinfmtD.registrations(in: configuration).map(\.registration.interpreter)
    let standing = EntryWriter.entries().filter { !entries.contains($0.name) }
    let used = (atBoot + standing.compactMap(\.interpreter)).map(\.string)
    var unused = Architecture.table
      .map { AtomicFile.temporaryPath(for: configurationPath(of: $0)) }
      .filter { access($0, F_OK) == 0 }
    for release in try names(in: directory) {
      unused += try names(in: release).filter { !used.contains($0) }
    }
    return unused
  }

  /// The paths of what is in a directory; none if that is not there.
  private static func names(in directory: String) throws(RegisteringError) -> [String] {
    do throws(SystemCallError) {
      return try listDirectory(path: directory).map {
        "\(directory)/\(String(decoding: $0, as: UTF8.self))"
      }
    } catch {
      if error.errno == ENOENT || error.errno == ENOTDIR { return [] }
      throw .notWritten(.failed(error))
    }
  }

  private static func removing(
    _ path: String, keepingDirectory: Bool
  ) throws(RegisteringError) {
    do throws(WritingError) {
      try AtomicFile.remove(path, keepingDirectory: keepingDirectory)
    } catch {
      throw .notWritten(error)
    }
  }
}
