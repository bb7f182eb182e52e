import Binfmt
package import Emulators
import Facts
import Glibc
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
  ///
  /// What others can write is not registered: everybody's programs would run in it. Throws
  /// `noEmulator`, or `emulatorOfOthers` where that was the only one.
  package static func finding(
    _ architecture: Architecture, environment: [String: String]
  ) throws(RegisteringError) -> HostEmulator {
    let search = ProgramSearch(environment: environment).directories
    let usual = ["/usr/local/bin", "/usr/bin"]
    let directories = usual + search.filter { !usual.contains($0) }
    let names = architecture.emulators.flatMap { ["\($0)-static", $0] }
    var ofOthers: String?
    for directory in directories {
      for name in names {
        let path = "\(directory)/\(name)"
        guard let file = FileFacts.reading(at: KernelText(path)).value, file.isRegular,
          file.isExecutable, let elf = file.elf, elf.loader == nil,
          elf.identity == Architecture.native?.identity
        else { continue }
        guard isRootsAlone(path, in: directory) else {
          ofOthers = ofOthers ?? path
          continue
        }
        return HostEmulator(architecture: architecture, path: path)
      }
    }
    if let ofOthers { throw .emulatorOfOthers(ofOthers) }
    throw .noEmulator(architecture, directories)
  }

  /// Whether nobody but root can write a file, or put another one in its place.
  private static func isRootsAlone(_ path: String, in directory: String) -> Bool {
    do throws(WritingError) {
      close(try WritableDirectory.open(directory, owners: .root, creating: false))
    } catch {
      return false
    }
    var status = stat()
    guard stat(path, &status) == 0 else { return false }
    return status.st_uid == 0 && status.st_mode & (S_IWGRP | S_IWOTH) == 0
  }

  /// What its file says that it is; nil where it does not.
  package var version: EmulatorVersion? { EmulatorRelease.inProgram(at: path) }

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
