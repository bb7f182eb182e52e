import CLinux
import Glibc

/// A regular file, opened for reading by a name that others may have chosen.
///
/// To open a device, a pipe or a socket may start a watchdog, rewind a tape or wait for ever. So the
/// name is first only referred to (O_PATH), and what it turns out to be is opened through that
/// reference: nobody can put something else in its place in between.
struct RegularFile: ~Copyable {
  let descriptor: OwnedDescriptor

  /// Opens a file; what is no regular file is EINVAL.
  /// - Parameter directory: where a relative path begins.
  init(opening path: [UInt8], in directory: Int32 = AT_FDCWD) throws(SystemCallError) {
    let name = String(decoding: path, as: UTF8.self)
    let terminated = path.map { CChar(bitPattern: $0) } + [0]
    let reference = OwnedDescriptor(
      owning: try checked("open", path: name) {
        clinux_open_reference_at(directory, terminated)
      })
    descriptor = OwnedDescriptor(owning: try Self.reopen(reference, path: name))
  }

  /// Gives its descriptor away.
  consuming func taken() -> OwnedDescriptor { descriptor }

  /// Opens what a descriptor refers to.
  init(reopening reference: borrowing OwnedDescriptor, path: String) throws(SystemCallError) {
    descriptor = OwnedDescriptor(owning: try Self.reopen(reference, path: path))
  }

  private static func reopen(
    _ reference: borrowing OwnedDescriptor, path: String
  ) throws(SystemCallError) -> Int32 {
    let number = reference.raw
    var status = stat()
    _ = try checked("fstat", path: path) { fstat(number, &status) }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw SystemCallError(call: "open", path: path, errno: EINVAL)
    }
    guard clinux_is_of_kernel(number) == 0 else {
      // To read a file of the kernel's may do something, too: /proc/kmsg loses what was read.
      throw SystemCallError(call: "open", path: path, errno: EINVAL)
    }
    let flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY
    do throws(SystemCallError) {
      return try checked("open", path: path) { open("/proc/self/fd/\(number)", flags) }
    } catch {
      guard error.errno == ENOENT, path.hasPrefix("/") else { throw error }
      // No procfs is mounted. What is opened then may be something else, which nobody reads.
      let opened = try checked("open", path: path) { open(path, flags) }
      var other = stat()
      if fstat(opened, &other) == 0, other.st_dev == status.st_dev, other.st_ino == status.st_ino {
        return opened
      }
      close(opened)
      throw SystemCallError(call: "open", path: path, errno: ESTALE)
    }
  }

  /// Reads a part of the file: less than `count` bytes only at its end.
  borrowing func read(at offset: UInt64, count: Int) throws(SystemCallError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var filled = 0
    while filled < count {
      guard let place = off_t(exactly: offset + UInt64(filled)) else { break }
      let length = try checked("pread") {
        bytes.withUnsafeMutableBytes {
          pread(descriptor.raw, $0.baseAddress.map { $0 + filled }, count - filled, place)
        }
      }
      if length == 0 { break }
      filled += length
    }
    return Array(bytes.prefix(filled))
  }
}
