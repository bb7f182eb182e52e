package import Facts
package import Platforms

/// How handlers are registered.
package enum RegistrationMethod: Sendable {
  /// By the privileged binfmt container, with the emulators of its image.
  case container(BinfmtContainer)
  /// By writing to the kernel, with these emulators of the host.
  case host([HostEmulator], credentials: Bool)
}

extension RegistrationMethod {
  /// What is there to register from, once that was made sure of: nothing of the host has changed then.
  package struct Source {
    fileprivate let method: RegistrationMethod
    fileprivate let image: BinfmtContainer.Found?
  }

  /// Makes sure that there is what to register from: the image is pulled, and its engine runs on this
  /// machine.
  ///
  /// - Parameter announce: is told the image's name before anything of it runs.
  package func prepare(
    _ signals: borrowing HeldSignals, announce: (String) -> Void,
    progress: @escaping (Progress) -> Void
  ) throws(RegisteringError) -> Source {
    guard case .container(let container) = self else { return Source(method: self, image: nil) }
    try container.requireThisMachine(signals, progress)
    announce(container.image)
    return Source(method: self, image: try container.ensureImage(signals, progress))
  }
}

extension RegistrationMethod.Source {
  /// Registers new handlers; what the image said, if it did.
  package func install(
    _ architectures: [Architecture], _ signals: borrowing HeldSignals,
    progress: @escaping (Progress) -> Void
  ) throws(RegisteringError) -> InstallerReport? {
    switch method {
    case .container(let container):
      guard let image else { return nil }
      return try container.install(architectures, of: image, signals, progress)
    case .host(let emulators, let credentials):
      for emulator in emulators where architectures.contains(emulator.architecture) {
        try EntryWriter.register(emulator.registration(credentials: credentials))
      }
      return nil
    }
  }
}
