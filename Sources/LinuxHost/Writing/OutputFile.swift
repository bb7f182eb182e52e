import CLinux
import Glibc

/// Files that take an answer instead of standard output, and those that a workflow's runner names.
package enum OutputFile {
  /// Writes a file, whole or not at all: readers such as node_exporter may look at any moment.
  ///
  /// `-`, `/dev/stdout`, `/dev/stderr` and `/dev/fd/N` are files that somebody has opened already,
  /// and `/dev/null` keeps nothing. Nothing else that is no regular file is written to.
  package static func write(_ text: String, to path: String) throws(WritingError) {
    let bytes = Array(text.utf8)
    if path == "/dev/null" { return }
    if let descriptor = descriptor(named: path) {
      return try writing { () throws(SystemCallError) in
        let stream = StandardStream(number: descriptor)
        try stream.write(text)
      }
    }
    try AtomicFile.write(bytes, to: path)
  }

  /// Appends to a file that a runner has made for it; where it is not there, it is made.
  ///
  /// The runner's user owns it also where root runs this, so whose it is does not matter here: it
  /// must be a regular file of one name, and no link, so that it is no other file of anybody's.
  package static func append(_ text: String, to path: String) throws(WritingError) {
    let place = try WritablePlace(at: path, owners: .anybody)
    defer { withExtendedLifetime(place) {} }
    let (directory, name) = (place.directory, place.name)
    let flags = O_WRONLY | O_APPEND | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY
    var status = stat()
    if fstatat(directory, name, &status, AT_SYMLINK_NOFOLLOW) == 0 {
      try check(status, path: path)
    } else if errno != ENOENT {
      throw WritingError("stat", path)
    }
    // To create what exists may be denied (fs.protected_regular in proc_sys_fs(5)).
    var opened = openat(directory, name, flags)
    if opened < 0, errno == ENOENT {
      opened = openat(directory, name, flags | O_CREAT | O_EXCL, 0o666)
    }
    guard opened >= 0 else { throw WritingError("open", path) }
    let file = OwnedDescriptor(owning: opened)
    guard fstat(file.raw, &status) == 0 else { throw WritingError("fstat", path) }
    try check(status, path: path)
    // It must still be the file of this name: its only one could be another by now.
    var named = stat()
    guard fstatat(directory, name, &named, AT_SYMLINK_NOFOLLOW) == 0, named.st_nlink == 1,
      named.st_dev == status.st_dev, named.st_ino == status.st_ino
    else { throw .manyNames(path: path) }
    try writing { () throws(SystemCallError) in
      try writeAll(Array(text.utf8), to: file.raw, path: path)
    }
  }

  private static func check(_ status: stat, path: String) throws(WritingError) {
    switch status.st_mode & S_IFMT {
    case S_IFREG: break
    case S_IFLNK: throw .link(path: path)
    default: throw .notRegular(path: path)
    }
    guard status.st_nlink <= 1 else { throw .manyNames(path: path) }
  }

  /// The descriptor that a path is another name of.
  private static func descriptor(named path: String) -> Int32? {
    switch path {
    case "-", "/dev/stdout": return 1
    case "/dev/stderr": return 2
    default:
      for directory in ["/dev/fd/", "/proc/self/fd/"] where path.hasPrefix(directory) {
        return Int32(path.dropFirst(directory.count))
      }
      return nil
    }
  }
}
