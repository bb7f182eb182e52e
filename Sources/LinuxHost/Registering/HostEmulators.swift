import Binfmt
package import Emulators
package import Facts
import Glibc
package import Platforms
package import Text

/// A static emulator that is installed on the host.
package struct HostEmulator: Sendable, Hashable {
  /// The architecture whose programs it runs.
  package let architecture: Architecture
  /// Its path.
  package let path: String

  /// Finds the emulator of an architecture: one of those that the host itself names, else a program of
  /// one of the usual names. It needs no loader and is of this host's own architecture.
  ///
  /// - Parameter running: the file that it must be, because that one is known to work.
  ///
  /// What others can write is not registered: everybody's programs would run in it. Throws
  /// `noEmulator`, or `emulatorOfOthers` where that was the only one.
  package static func finding(
    _ architecture: Architecture, named own: [KernelText] = [], as running: FileFacts? = nil,
    environment: [String: String]
  ) throws(RegisteringError) -> HostEmulator {
    let search = ProgramSearch(environment: environment).directories
    let usual = ["/usr/local/bin", "/usr/bin"]
    let directories = usual + search.filter { !usual.contains($0) }
    let names = architecture.emulators.flatMap { ["\($0)-static", $0] }
    let paths =
      own.compactMap(\.string)
      + directories.flatMap { directory in names.map { "\(directory)/\($0)" } }
    var ofOthers: String?
    for path in paths {
      guard let file = FileFacts.reading(at: KernelText(path)).value, file.isRegular,
        file.isExecutable, let elf = file.elf, elf.loader == nil,
        elf.identity == Architecture.native?.identity,
        running.map(file.isSameFile) ?? true
      else { continue }
      guard isRootsAlone(path) else {
        ofOthers = ofOthers ?? path
        continue
      }
      return HostEmulator(architecture: architecture, path: path)
    }
    if let ofOthers { throw .emulatorOfOthers(ofOthers) }
    throw .noEmulator(architecture, directories)
  }

  /// Whether nobody but root can write a file, or put another one in its place.
  private static func isRootsAlone(_ path: String) -> Bool {
    guard let slash = path.lastIndex(of: "/") else { return false }
    let directory = slash == path.startIndex ? "/" : String(path[..<slash])
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
    .emulator(of: architecture, at: path, release: version, credentials: credentials)
  }
}

extension Registration {
  /// The registration of an emulator as the binfmt image and Debian make it.
  ///
  /// - Parameter release: what its file says that it is.
  static func emulator(
    of architecture: Architecture, at path: String, release: EmulatorVersion?, credentials: Bool
  ) -> Registration {
    Registration(
      name: architecture.entryName, match: .magic(architecture.magic),
      interpreter: KernelText(path),
      flags: Flags(
        EmulatorDemands.flags(
          program: path, release: release, linux: KernelFacts.reading().releaseNumbers,
          credentials: credentials)))
  }
}
