internal import CLinux
import Emulators
import Glibc

/// The release of a qemu-user program, read from its file without executing it.
enum EmulatorRelease {
  /// Finds `qemu-ARCH version X.Y.Z (package)`, which is what the program prints of itself.
  static func inProgram(at path: String) -> String? {
    // A file that cannot be read names no release.
    guard let file = try? checked("open", { open(path, O_RDONLY | O_CLOEXEC) }) else { return nil }
    let descriptor = OwnedDescriptor(owning: file)
    guard let size = try? fileSize(descriptor.raw), size > 0, size < 256 << 20,
      let start = mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor.raw, 0), start != MAP_FAILED
    else { return nil }
    defer { munmap(start, size) }
    return release(in: UnsafeRawBufferPointer(start: start, count: size))
  }

  /// The release in a program's bytes.
  static func release(in bytes: UnsafeRawBufferPointer) -> String? {
    let mark = " version "
    let name = "qemu-"
    var rest = bytes[...]
    while let base = rest.baseAddressOfSlice,
      let found = clinux_find(base, UInt(rest.count), mark, UInt(mark.utf8.count))
    {
      let place = bytes.distance(to: found)
      // The name before it is short, and has no blank.
      let start = bytes[..<place].lastIndex { $0 <= 0x20 } ?? 0
      let line = bytes[(start + 1)...].prefix(200).prefix { $0 >= 0x20 && $0 < 0x7f }
      if place - start < 40, line.starts(with: name.utf8),
        let version = EmulatorVersion(parsing: String(decoding: line, as: UTF8.self)),
        version.numbers.first.map({ $0 > 0 }) == true
      {
        return version.release
      }
      rest = bytes[(place + mark.utf8.count)...]
    }
    return nil
  }

  private static func fileSize(_ file: Int32) throws(SystemCallError) -> Int {
    var status = stat()
    _ = try checked("fstat") { fstat(file, &status) }
    return Int(status.st_size)
  }
}

extension Slice where Base == UnsafeRawBufferPointer {
  fileprivate var baseAddressOfSlice: UnsafeRawPointer? {
    isEmpty ? nil : base.baseAddress.map { $0 + startIndex }
  }
}

extension UnsafeRawBufferPointer {
  fileprivate func distance(to pointer: UnsafeRawPointer) -> Int {
    baseAddress.map { pointer - $0 } ?? 0
  }
}
