import CLinux
package import Emulators
import Glibc
import Platforms

/// The release of a qemu-user program, read from its file without executing it.
package enum EmulatorRelease {
  /// Finds `qemu-ARCH version X.Y.Z (package)`, which is what the program prints of itself; nil where
  /// the file cannot be read, or names no release.
  package static func inProgram(at path: String) -> EmulatorVersion? {
    guard let file = try? RegularFile(opening: Array(path.utf8)) else { return nil }
    return inProgram(file)
  }

  /// The same in an open file, which others may truncate meanwhile: it is read, never mapped.
  static func inProgram(_ file: borrowing RegularFile) -> EmulatorVersion? {
    var attempts = Self.attempts
    // Among its constants is where it stands as a rule: a hundredth of the file.
    if let start = try? file.read(at: 0, count: ELFHeader.prefixLength),
      let constants = ELFHeader.constants(inProgramStarting: start),
      let found = release(in: file, from: constants.start, to: constants.end, &attempts)
    {
      return found
    }
    return release(in: file, from: 0, to: limit, &attempts)
  }

  private static func release(
    in file: borrowing RegularFile, from start: UInt64, to end: UInt64, _ attempts: inout Int
  ) -> EmulatorVersion? {
    var offset = start
    while offset < min(end, limit), let bytes = try? file.read(at: offset, count: piece),
      !bytes.isEmpty
    {
      let found = bytes.withUnsafeBytes { release(in: $0, attempts: &attempts) }
      if let found { return found }
      guard bytes.count == piece, attempts > 0 else { return nil }
      // What begins at the end of one piece is whole in the next one.
      offset += UInt64(piece - overlap)
    }
    return nil
  }

  /// No emulator is larger, in bytes.
  private static let limit: UInt64 = 64 << 20
  private static let piece = 1 << 18
  private static let overlap = 512
  /// How many places that look like it are read: a program has a handful.
  private static let attempts = 256

  /// The release in a program's bytes.
  static func release(in bytes: UnsafeRawBufferPointer) -> EmulatorVersion? {
    var attempts = Self.attempts
    return release(in: bytes, attempts: &attempts)
  }

  private static func release(
    in bytes: UnsafeRawBufferPointer, attempts: inout Int
  ) -> EmulatorVersion? {
    let mark = " version "
    guard let base = bytes.baseAddress else { return nil }
    var start = 0
    while start < bytes.count, attempts > 0,
      let found = clinux_find(
        base + start, UInt(bytes.count - start), mark, UInt(mark.utf8.count))
    {
      let place = found - base
      start = place + mark.utf8.count
      // The name before it is short, and has no blank.
      var first = place
      while first > 0, place - first < 40, bytes[first - 1] > 0x20 { first -= 1 }
      let line = bytes[first...].prefix(200).prefix { $0 >= 0x20 && $0 < 0x7f }
      guard line.starts(with: "qemu-".utf8) else { continue }
      attempts -= 1
      if let version = EmulatorVersion(parsing: String(decoding: line, as: UTF8.self)),
        version.number.numbers.first.map({ $0 > 0 }) == true
      {
        return version
      }
    }
    return nil
  }
}
