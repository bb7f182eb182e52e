import Glibc

/// Files that are there whole or not at all, whenever this process or the machine ends.
enum AtomicFile {
  /// Writes a file, and the directories above it where they are missing. One that holds the same and
  /// has the same mode stays as it is.
  ///
  /// The temporary file has one name for each target, so what a killed process leaves is overwritten
  /// by the next one. Nobody else writes at the same time.
  ///
  /// - Returns: whether it had to be written.
  @discardableResult
  static func write(
    _ bytes: [UInt8], to path: String, mode: mode_t
  ) throws(SystemCallError) -> Bool {
    if isThere(path, holding: bytes, mode: mode) { return false }
    let parts = path.split(separator: "/")
    let directory = "/" + parts.dropLast().joined(separator: "/")
    try makeDirectory(directory)
    try replace(path, with: bytes, by: temporaryPath(for: path), flags: O_TRUNC, mode: mode)
    try sync(directory: directory)
    return true
  }

  /// Whether writing would change nothing; what cannot be read would be replaced.
  private static func isThere(_ path: String, holding bytes: [UInt8], mode: mode_t) -> Bool {
    var status = stat()
    guard lstat(path, &status) == 0, status.st_mode == S_IFREG | mode,
      status.st_size == off_t(bytes.count)
    else { return false }
    return (try? readAll(path: path, limit: bytes.count)) == bytes
  }

  /// Replaces a file of which others know: they may write it, too, and may have made any file beside
  /// it. So the temporary file's name cannot be guessed.
  static func replaceShared(
    _ path: String, with bytes: [UInt8], mode: mode_t
  ) throws(SystemCallError) {
    let temporary = temporaryPath(for: path, word: RandomWord.make())
    do throws(SystemCallError) {
      try replace(path, with: bytes, by: temporary, flags: O_EXCL, mode: mode)
    } catch {
      throw SystemCallError(call: error.call, path: path, errno: error.errno)
    }
  }

  private static func replace(
    _ path: String, with bytes: [UInt8], by temporary: String, flags: Int32, mode: mode_t
  ) throws(SystemCallError) {
    let flags = O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW | flags
    let file = OwnedDescriptor(
      owning: try checked("open", path: temporary) { open(temporary, flags, mode) })
    do throws(SystemCallError) {
      // Whatever the umask is, everybody may use what is installed.
      _ = try checked("fchmod", path: temporary) { fchmod(file.raw, mode) }
      try writeAll(bytes, to: file.raw, path: temporary)
      _ = try checked("fsync", path: temporary) { fsync(file.raw) }
      _ = try checked("rename", path: path) { rename(temporary, path) }
    } catch {
      unlink(temporary)
      throw error
    }
  }

  /// Removes a file, and its directory if that is empty then. That it is gone already is no error.
  static func remove(_ path: String, keepingDirectory: Bool) throws(SystemCallError) {
    if unlink(path) != 0, errno != ENOENT {
      throw SystemCallError(call: "unlink", path: path, errno: errno)
    }
    unlink(temporaryPath(for: path))
    let directory = "/" + path.split(separator: "/").dropLast().joined(separator: "/")
    if !keepingDirectory { rmdir(directory) }
  }

  /// What a file is called until it is whole; systemd-binfmt reads no such name.
  static func temporaryPath(for path: String, word: String? = nil) -> String {
    let parts = path.split(separator: "/").map(String.init)
    let name = [".\(parts.last ?? "")", word, "new"].compactMap(\.self).joined(separator: ".")
    return "/" + (parts.dropLast() + [name]).joined(separator: "/")
  }

  private static func makeDirectory(_ path: String) throws(SystemCallError) {
    var above = ""
    for part in path.split(separator: "/") {
      above += "/\(part)"
      if mkdir(above, 0o755) == 0 { continue }
      let error = errno
      // A read-only file system says so even of what exists.
      if error == EEXIST || access(above, F_OK) == 0 { continue }
      throw SystemCallError(call: "mkdir", path: above, errno: error)
    }
  }

  private static func sync(directory: String) throws(SystemCallError) {
    let opened = OwnedDescriptor(
      owning: try checked("open", path: directory) {
        open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
      })
    _ = try checked("fsync", path: directory) { fsync(opened.raw) }
  }
}
