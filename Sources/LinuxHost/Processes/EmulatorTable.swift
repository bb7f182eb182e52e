import Binfmt
import Emulators
import Glibc

/// Which executables are emulators: the interpreters of handlers, and what looks like one and turns
/// out to run foreign programs.
struct EmulatorTable {
  /// What an executable is.
  enum Kind {
    /// The interpreter of an entry.
    case interpreter(of: Entry)
    /// By its name an emulator: that alone proves nothing.
    case candidate
    case ordinary
  }

  private var byPath: [[UInt8]: Entry] = [:]
  private var byFile: [FileIdentity: Entry] = [:]
  /// What has been found out, by file: a machine runs few programs in many processes.
  private var known: [FileIdentity: Kind] = [:]
  private var versions: [FileIdentity: EmulatorVersion?] = [:]

  /// Entries that take ELF programs; others run Java or Python, not foreign programs.
  /// - Parameter resolving: whether to look at the interpreters' files, too.
  init(entries: [Entry], resolving: Bool) {
    for entry in entries {
      guard let path = entry.interpreter?.bytes, case .magic(let magic) = entry.match,
        magic.bytes.starts(with: [0x7f, 0x45, 0x4c, 0x46]), magic.offset == 0
      else { continue }
      byPath[path] = byPath[path] ?? entry
      guard resolving else { continue }
      let name = String(decoding: path, as: UTF8.self)
      if let resolved = realpath(name, nil) {
        let bytes = Array(String(cString: resolved).utf8)
        free(resolved)
        byPath[bytes] = byPath[bytes] ?? entry
      }
      // The path may be gone, or lead to a newer file than the one that the kernel holds open.
      if let file = try? FileIdentity(of: name) { byFile[file] = byFile[file] ?? entry }
    }
  }

  /// The entry with this interpreter, as the first word of a command line has it.
  func entry(interpreter word: String) -> Entry? { byPath[Array(word.utf8)] }

  /// What the executable of a process is.
  mutating func kind(ofExecutable path: String) throws(SystemCallError) -> Kind {
    let file = try FileIdentity(of: path)
    if let kind = known[file] { return kind }
    let kind = try kind(of: file, path)
    known[file] = kind
    return kind
  }

  private func kind(of file: FileIdentity, _ path: String) throws(SystemCallError) -> Kind {
    if let entry = byFile[file] { return .interpreter(of: entry) }
    let link = Self.withoutDeleted(try readLink(path))
    if let entry = byPath[link] { return .interpreter(of: entry) }
    let name = String(
      decoding: link.split(separator: UInt8(ascii: "/")).last ?? [], as: UTF8.self)
    return Self.looksLikeEmulator(name) ? .candidate : .ordinary
  }

  /// A path as `/proc/PID/exe` has it, without what the kernel adds when the file is gone.
  static func withoutDeleted(_ path: [UInt8]) -> [UInt8] {
    let mark = Array(" (deleted)".utf8)
    return path.suffix(mark.count) == mark[...] ? Array(path.dropLast(mark.count)) : path
  }

  /// Names under which emulators come: qemu-user, the one that BuildKit brings along, Rosetta, FEX,
  /// box64 and box86.
  static func looksLikeEmulator(_ name: String) -> Bool {
    if name.hasPrefix("qemu-system-") { return false }
    return ["qemu-", "buildkit-qemu-", "FEX"].contains(where: name.hasPrefix)
      || [".buildkit_qemu_emulator", "rosetta", "box64", "box86"].contains(name)
      || name.hasSuffix("-binfmt-P")
  }

  /// How a process's emulator names itself, from the text that `--version` would print, which stands
  /// in the file; nil for other emulators than qemu-user.
  mutating func version(of process: borrowing ProcessDirectory) -> EmulatorVersion? {
    guard let file = try? process.identity("exe") else { return nil }
    if let known = versions[file] { return known }
    let version = EmulatorRelease.inProgram(at: "/proc/\(process.pid)/exe")
    versions[file] = .some(version)
    return version
  }
}
