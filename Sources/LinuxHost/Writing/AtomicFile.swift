import CLinux
import Glibc

/// Files that are there whole or not at all, whenever this process or the machine ends.
enum AtomicFile {
  /// Installs a file that root executes or reads at boot, and the directories above it where they are
  /// missing. One that holds the same and has the same mode stays as it is.
  ///
  /// The temporary file has one name for each target, so what a killed process leaves is overwritten
  /// by the next one. Nobody else writes at the same time.
  ///
  /// - Returns: whether it had to be written.
  @discardableResult
  static func install(
    _ bytes: [UInt8], at path: String, mode: mode_t, owners: WritableDirectory.Owners = .root
  ) throws(WritingError) -> Bool {
    let place = try WritablePlace(at: path, owners: owners, creating: true)
    defer { withExtendedLifetime(place) {} }
    let (directory, name) = (place.directory, place.name)
    if isThere(name, in: directory, holding: bytes, mode: mode) { return false }
    let temporary = temporaryName(for: name)
    // Whoever may write here is root; still, a link is no file of ours.
    unlinkat(directory, temporary, 0)
    try replace(name, in: directory, with: bytes, by: temporary, mode: mode, path: path)
    guard fsync(directory) == 0 else { throw WritingError("fsync", path) }
    return true
  }

  /// Writes a file wherever a user wants it: new, or in the place of one that is ours or root's.
  ///
  /// Others may write in the same directory, and may have made any file there. So the temporary
  /// file's name cannot be guessed, what was there is only looked at, and its mode can only narrow.
  static func write(_ bytes: [UInt8], to path: String) throws(WritingError) {
    let place = try WritablePlace(at: path, owners: .anybody)
    defer { withExtendedLifetime(place) {} }
    let (directory, name) = (place.directory, place.name)
    var mode: mode_t = 0o666 & ~currentMask()
    if let status = try status(of: name, in: directory, path: path) {
      try refuseUnlessOurs(status, path: path)
      mode = status.st_mode & 0o644 | 0o600
    }
    // A signal ends this process when nothing of it is left.
    let failure = HeldSignals.during { _ -> WritingError? in
      do throws(WritingError) {
        try replace(
          name, in: directory, with: bytes, by: temporaryName(for: name, word: RandomWord.make()),
          mode: mode, path: path)
        return nil
      } catch {
        return error
      }
    }
    if let failure { throw failure }
  }

  /// Removes a file, and its directory if that is empty then. That it is gone already is no error.
  static func remove(
    _ path: String, keepingDirectory: Bool, owners: WritableDirectory.Owners = .root
  ) throws(WritingError) {
    do throws(WritingError) {
      let place = try WritablePlace(at: path, owners: owners)
      defer { withExtendedLifetime(place) {} }
      let (directory, name) = (place.directory, place.name)
      guard unlinkat(directory, name, 0) == 0 || errno == ENOENT else {
        throw WritingError("unlink", path)
      }
      unlinkat(directory, temporaryName(for: name), 0)
    } catch .failed(let error) where error.errno == ENOENT || error.errno == ENOTDIR {
      return
    }
    if !keepingDirectory { removeIfEmpty(directoryPath(of: path)) }
  }

  /// Removes a directory that has become empty; one that has not stays.
  static func removeIfEmpty(_ path: String) {
    // Nothing depends on it.
    if let place = try? WritablePlace(at: path, owners: .root) {
      unlinkat(place.directory, place.name, AT_REMOVEDIR)
      withExtendedLifetime(place) {}
    }
  }

  /// What a file is called until it is whole; systemd-binfmt reads no such name.
  static func temporaryPath(for path: String) -> String {
    let name = path.split(separator: "/").last.map(String.init) ?? ""
    return "\(directoryPath(of: path))/\(temporaryName(for: name))"
  }

  private static func temporaryName(for name: String, word: String? = nil) -> String {
    // A name that long may have no room for more (NAME_MAX).
    let name = String(decoding: name.utf8.prefix(200), as: UTF8.self)
    return [".\(name)", word, "new"].compactMap(\.self).joined(separator: ".")
  }

  private static func directoryPath(of path: String) -> String {
    "/" + path.split(separator: "/").dropLast().joined(separator: "/")
  }

  private static func replace(
    _ name: String, in directory: Int32, with bytes: [UInt8], by temporary: String, mode: mode_t,
    path: String
  ) throws(WritingError) {
    let flags = O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_EXCL
    let opened = openat(directory, temporary, flags, 0o600)
    guard opened >= 0 else { throw WritingError("open", path) }
    let file = OwnedDescriptor(owning: opened)
    do throws(SystemCallError) {
      try writeAll(bytes, to: file.raw, path: path)
      _ = try checked("fchmod", path: path) { fchmod(file.raw, mode) }
      _ = try checked("fsync", path: path) { fsync(file.raw) }
      _ = try checked("rename", path: path) { renameat(directory, temporary, directory, name) }
    } catch {
      unlinkat(directory, temporary, 0)
      throw .failed(error)
    }
  }

  /// What stands at a name; nil if nothing does.
  private static func status(
    of name: String, in directory: Int32, path: String
  ) throws(WritingError) -> stat? {
    var status = stat()
    if fstatat(directory, name, &status, AT_SYMLINK_NOFOLLOW) == 0 { return status }
    guard errno == ENOENT else { throw WritingError("stat", path) }
    return nil
  }

  private static func refuseUnlessOurs(_ status: stat, path: String) throws(WritingError) {
    switch status.st_mode & S_IFMT {
    case S_IFREG: break
    case S_IFLNK: throw .link(path: path)
    default: throw .notRegular(path: path)
    }
    if geteuid() == 0, status.st_uid != 0 { throw .foreign(path: path, owner: status.st_uid) }
  }

  /// Whether writing would change nothing; what cannot be read would be replaced.
  private static func isThere(
    _ name: String, in directory: Int32, holding bytes: [UInt8], mode: mode_t
  ) -> Bool {
    var status = stat()
    guard fstatat(directory, name, &status, AT_SYMLINK_NOFOLLOW) == 0,
      status.st_mode == S_IFREG | mode, status.st_size == off_t(bytes.count),
      status.st_uid == geteuid()
    else { return false }
    let opened = openat(directory, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
    guard opened >= 0 else { return false }
    let file = OwnedDescriptor(owning: opened)
    return (try? readAll(file.raw, limit: bytes.count + 1, path: name)) == bytes
  }

  /// There is no call that tells it without changing it; nothing else runs in this process.
  private static func currentMask() -> mode_t {
    let mask = umask(0o077)
    umask(mask)
    return mask
  }
}
