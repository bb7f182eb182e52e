import Binfmt
import Emulators
import Facts
package import Platforms
import Text

extension RegistrationMethod {
  /// Makes handlers of these architectures survive a reboot: keeps the emulators in a place of
  /// their own, unless they are the host's, and writes what registers them at boot.
  ///
  /// - Returns: the paths of what was written: what is there like that already stays as it is.
  package func persisting(
    _ architectures: [Architecture], progress: @escaping (Progress) -> Void
  ) throws(RegisteringError) -> [String] {
    try HeldSignals.during { signals throws(RegisteringError) in
      defer { progress(.finished) }
      try PersistentFiles.checkReaders()
      do throws(RegisteringError) {
        var kept: [String] = []
        let handlers = try handlers(of: architectures, keeping: &kept, signals, progress)
        try interruptibly { () throws(Interrupted) in try signals.check() }
        return kept + (try PersistentFiles.write(handlers))
      } catch {
        // What went wrong says more than what went wrong behind it.
        _ = try? PersistentFiles.removeUnused()
        throw error
      }
    }
  }

  /// What `persisting` would write. The release of an image's emulators is known only when it runs.
  package func files(
    persisting architectures: [Architecture]
  ) throws(RegisteringError) -> [String] {
    try PersistentFiles.checkReaders()
    switch self {
    case .host(let emulators, let credentials):
      return try PersistentFiles.differing(
        from: Self.handlers(of: architectures, emulators, credentials: credentials))
    case .container:
      return architectures.map {
        PersistentFiles.emulatorPath(named: $0.entryName, release: "RELEASE")
      } + architectures.map(PersistentFiles.configurationPath)
    }
  }

  private static func handlers(
    of architectures: [Architecture], _ emulators: [HostEmulator], credentials: Bool
  ) -> [(Architecture, Registration)] {
    emulators.filter { architectures.contains($0.architecture) }.map { emulator in
      (emulator.architecture, emulator.registration(credentials: credentials))
    }
  }

  /// What is to be registered at boot; emulators of an image are where they stay then.
  private func handlers(
    of architectures: [Architecture], keeping kept: inout [String],
    _ signals: borrowing HeldSignals, _ progress: @escaping (Progress) -> Void
  ) throws(RegisteringError) -> [(Architecture, Registration)] {
    switch self {
    case .host(let emulators, let credentials):
      return Self.handlers(of: architectures, emulators, credentials: credentials)
    case .container(let container):
      let found = try container.ensureImage(signals, progress)
      let files = try container.emulators(of: architectures, in: found, signals, progress)
      var handlers: [(Architecture, Registration)] = []
      for (architecture, bytes) in zip(architectures, files) {
        let release = try release(of: architecture, bytes, signals)
        let path = PersistentFiles.emulatorPath(named: architecture.entryName, release: release)
        if try PersistentFiles.writing(bytes, to: path, mode: 0o755) { kept.append(path) }
        handlers.append(
          (
            architecture,
            .emulator(
              of: architecture, at: path, release: EmulatorRelease.inProgram(at: path),
              credentials: true)
          ))
      }
      return handlers
    }
  }

  /// The release that an emulator names, which also shows that it runs on this host.
  private func release(
    of architecture: Architecture, _ bytes: [UInt8], _ signals: borrowing HeldSignals
  ) throws(RegisteringError) -> String {
    let name = architecture.entryName.description
    let memory: MemoryFiles
    do throws(SystemCallError) {
      memory = try MemoryFiles([RootPlan.File(name: name, bytes: bytes)])
    } catch {
      throw .notWritten(.failed(error))
    }
    let child = Child(
      path: memory.path(of: name) ?? "", arguments: [name, "--version"],
      confinement: Confinement(
        userNamespace: nil, rootDirectory: nil, inherited: memory.descriptors),
      timeout: .seconds(10))
    let outcome: ChildOutcome<Void>
    do throws(Interrupted) {
      outcome = try run([child], signals: signals)[0]
    } catch {
      throw .interrupted(error)
    }
    withExtendedLifetime(memory) {}
    let line = lines(of: outcome.standardOutput).first.map { KernelText($0).description } ?? ""
    guard let version = EmulatorVersion(parsing: line),
      version.release.allSatisfy({ $0.isLetter || $0.isNumber || ".-+~_".contains($0) })
    else { throw .noEmulatorInImage(name, EngineCall(outcome)) }
    return version.release
  }
}
