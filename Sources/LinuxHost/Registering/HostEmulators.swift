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
  /// The name of its entry.
  package let entryName: KernelText

  /// Finds the emulator of an architecture: one of those that the host itself names, else a program of
  /// one of the usual names.
  ///
  /// - Parameters:
  ///   - entryName: the name that its entry is to have; nil for the usual one.
  ///   - running: the file that it must be, because that one is known to work.
  ///
  /// Throws `noEmulator`, or `emulatorOfOthers` where that was the only one.
  package static func finding(
    _ architecture: Architecture, named own: [KernelText] = [], entryName: KernelText? = nil,
    as running: FileFacts? = nil, environment: [String: String]
  ) throws(RegisteringError) -> HostEmulator {
    let directories = directories(environment)
    var ofOthers: String?
    for path in own.compactMap(\.string) + usualPaths(of: architecture, in: directories) {
      guard let file = program(at: path), running.map(file.isSameFile) ?? true else { continue }
      if isRootsAlone(path) {
        return HostEmulator(
          architecture: architecture, path: path, entryName: entryName ?? architecture.entryName)
      }
      ofOthers = ofOthers ?? path
    }
    if let ofOthers { throw .emulatorOfOthers(ofOthers) }
    throw .noEmulator(MissingEmulator(architecture: architecture, directories: directories))
  }

  /// The paths of static emulators for platforms that are installed under one of the usual names.
  static func installed(for platforms: [Platform], environment: [String: String]) -> [KernelText] {
    let wanted = Set(platforms.map(\.architecture))
    let foreign = Architecture.table.filter {
      wanted.contains($0.name) && $0.name != Architecture.native?.name
    }
    let directories = directories(environment)
    return foreign.flatMap { usualPaths(of: $0, in: directories) }
      .filter { program(at: $0) != nil }.map { KernelText($0) }
  }

  private static func directories(_ environment: [String: String]) -> [String] {
    let usual = ["/usr/local/bin", "/usr/bin"]
    return (usual + ProgramSearch(environment: environment).directories).unique
  }

  private static func usualPaths(of architecture: Architecture, in directories: [String])
    -> [String]
  {
    let names = architecture.emulators.flatMap { ["\($0)-static", $0] }
    return directories.flatMap { directory in names.map { "\(directory)/\($0)" } }
  }

  /// What is at a path, if that is a program of this host's own architecture that needs no loader.
  private static func program(at path: String) -> FileFacts? {
    guard let file = FileFacts.reading(at: KernelText(path)).value, file.isRegular,
      file.isExecutable, let elf = file.elf, elf.loader == nil,
      elf.identity == Architecture.native?.identity
    else { return nil }
    return file
  }

  /// Whether nobody but root can write a file, or put another one in its place: not where it is, and
  /// not on the way that symbolic links lead to it. What others can write is not registered: everybody's
  /// programs would run in it.
  static func isRootsAlone(_ path: String) -> Bool {
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
    var registration = Registration.emulator(
      of: architecture, at: path, release: version, credentials: credentials)
    registration.name = entryName
    return registration
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
