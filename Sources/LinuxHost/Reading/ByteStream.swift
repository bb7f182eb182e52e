import Glibc

/// A file, or standard input, that is read once from its start to its end.
package struct ByteStream: ~Copyable {
  private let path: String
  private let file: OwnedDescriptor?

  /// Opens a file; `-` is standard input. Throws what open(2) says.
  package init(opening path: String) throws(SystemCallError) {
    // Fields come last: Swift 6.0 cannot throw behind some of them.
    let descriptor = try Self.descriptor(of: path)
    self.path = path
    if let descriptor { file = OwnedDescriptor(owning: descriptor) } else { file = nil }
  }

  private static func descriptor(of path: String) throws(SystemCallError) -> Int32? {
    guard path != "-" else { return nil }
    // A named pipe is waited for: whoever names one will write to it.
    let descriptor = try checked("open", path: path) { open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY) }
    posix_fadvise(descriptor, 0, 0, Int32(POSIX_FADV_SEQUENTIAL))
    return descriptor
  }

  /// Reads the next bytes, as many as there are and as the memory holds; returns how many, 0 at the
  /// end. Throws what read(2) says.
  package func read(into buffer: UnsafeMutableRawBufferPointer) throws(SystemCallError) -> Int {
    let descriptor: Int32 =
      switch file {
      case .some(let file): file.raw
      case .none: 0
      }
    return try checked("read", path: path) {
      Glibc.read(descriptor, buffer.baseAddress, buffer.count)
    }
  }
}
