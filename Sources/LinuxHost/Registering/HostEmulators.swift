import Binfmt
import Facts
package import Platforms
import Text

/// A static emulator that is installed on the host.
package struct HostEmulator: Sendable, Hashable {
  /// The architecture whose programs it runs.
  package let architecture: Architecture
  /// Its path.
  package let path: String

  /// Finds the emulator of an architecture: a program of one of the usual names that needs no
  /// loader and is of this host's own architecture.
  package static func finding(
    _ architecture: Architecture, environment: [String: String]
  ) throws(RegisteringError) -> HostEmulator {
    let search = ProgramSearch(environment: environment).directories
    let usual = ["/usr/local/bin", "/usr/bin"]
    let directories = usual + search.filter { !usual.contains($0) }
    let names = architecture.emulators.flatMap { ["\($0)-static", $0] }
    for directory in directories {
      for name in names {
        let path = "\(directory)/\(name)"
        guard let file = FileFacts.reading(at: KernelText(path)).value, file.isRegular,
          file.isExecutable, let elf = file.elf, elf.loader == nil,
          elf.identity == Architecture.native?.identity
        else { continue }
        return HostEmulator(architecture: architecture, path: path)
      }
    }
    throw .noEmulator(architecture, directories)
  }

  /// The registration of the emulator.
  ///
  /// - Parameter credentials: Whether setuid programs get their owner's rights (flag C).
  func registration(credentials: Bool) -> Registration {
    .emulator(of: architecture, at: path, credentials: credentials)
  }
}

extension Registration {
  /// The registration of an emulator as the binfmt image and Debian make it, whatever its file.
  static func emulator(
    of architecture: Architecture, at path: String, credentials: Bool
  ) -> Registration {
    Registration(
      name: architecture.entryName, match: .magic(architecture.magic),
      interpreter: KernelText(path), flags: Flags(credentials ? "CFP" : "FP"))
  }
}
