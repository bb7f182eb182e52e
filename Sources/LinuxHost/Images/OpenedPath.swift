import Glibc
import Images

/// A file or a directory that was named and is there, or standard input.
final class OpenedPath {
  /// What people call it.
  let name: String
  /// Whether it is a directory.
  let isDirectory: Bool
  /// Its descriptor, valid for as long as this object lives.
  let raw: Int32
  /// Nil of standard input, which stays open without us.
  private let owned: OwnedDescriptor?

  /// Opens a path; nil where nothing is and it may be the name of an image.
  init?(_ path: String) throws(SystemCallError) {
    guard path != "-" else {
      name = "standard input"
      isDirectory = false
      raw = 0
      owned = nil
      return
    }
    guard let mode = try Self.mode(of: path) else { return nil }
    // To open a device may start a watchdog; a named pipe may be somebody's `docker save`.
    guard [S_IFREG, S_IFDIR, S_IFIFO].contains(mode & S_IFMT) else {
      throw SystemCallError(call: "open", path: path, errno: EINVAL)
    }
    let number = try checked("open", path: path) { open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY) }
    name = path
    isDirectory = mode & S_IFMT == S_IFDIR
    raw = number
    owned = OwnedDescriptor(owning: number)
  }

  /// What it is. A file system that does not answer is asked by a child, which can be left.
  private static func mode(of path: String) throws(SystemCallError) -> mode_t? {
    do throws(SystemCallError) {
      return try Guarded.value(about: Array(path.utf8)) { () throws(SystemCallError) in
        var status = stat()
        _ = try checked("stat", path: path) { stat(path, &status) }
        return status.st_mode
      }
    } catch {
      let isPath = path.hasPrefix("/") || path.hasPrefix(".")
      if error.errno == ENOENT || error.errno == ENOTDIR, !isPath { return nil }
      throw error
    }
  }

  /// Its bytes, from the start.
  func source(_ signals: SignalWatch) throws(SystemCallError) -> FileSource {
    guard raw != 0 else { return FileSource(standardInput: name, signals: signals) }
    let (number, name) = (raw, name)
    let copy = try checked("dup", path: name) { fcntl(number, F_DUPFD_CLOEXEC, 3) }
    return FileSource(owning: OwnedDescriptor(owning: copy), path: name, signals: signals)
  }
}
