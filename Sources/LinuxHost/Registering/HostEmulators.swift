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
    throw .noEmulator(architecture, directories, advice: nil)
  }

  /// The paths of static emulators for platforms that are installed under one of the usual names, and
  /// that only root can write.
  static func installed(for platforms: [Platform], environment: [String: String]) -> [KernelText] {
    let wanted = Set(platforms.map(\.architecture))
    let foreign = Architecture.table.filter {
      wanted.contains($0.name) && $0.name != Architecture.native?.name
    }
    return foreign.compactMap { try? finding($0, environment: environment) }
      .map { KernelText($0.path) }
  }

  /// Whether nobody but root can write a file, or put another one in its place: not where it is, and
  /// not on the way that symbolic links lead to it.
  private static func isRootsAlone(_ path: String) -> Bool {
    var path = path
    // As many links as the kernel follows (path_resolution(7)).
    for _ in 0...40 {
      guard path.first == "/", let slash = path.lastIndex(of: "/") else { return false }
      let directory = slash == path.startIndex ? "/" : String(path[..<slash])
      let name = String(path[path.index(after: slash)...])
      var status = stat()
      var target = [CChar](repeating: 0, count: 4096)
      do throws(WritingError) {
        let place = OwnedDescriptor(
          owning: try WritableDirectory.open(directory, owners: .root, creating: false))
        guard fstatat(place.raw, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else { return false }
        guard status.st_mode & S_IFMT == S_IFLNK else {
          return status.st_uid == 0 && status.st_mode & (S_IWGRP | S_IWOTH) == 0
        }
        guard readlinkat(place.raw, name, &target, target.count - 1) > 0 else { return false }
      } catch {
        return false
      }
      let next = String(decoding: target.prefix { $0 != 0 }.map(UInt8.init), as: UTF8.self)
      path = next.first == "/" ? next : "\(directory)/\(next)"
    }
    return false
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
