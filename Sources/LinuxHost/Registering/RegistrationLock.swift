import Facts
import Glibc
import Text

/// The right to change the entries: only one crossready has it at a time.
///
/// Root locks a file that nobody else can open, so that nobody else can hold it for ever; it is one
/// for each instance of binfmt_misc. Others, and root where there is no place for such a file, lock
/// the very directory of binfmt_misc, which all can open. Both are gone with the process.
package struct RegistrationLock: ~Copyable {
  private let file: OwnedDescriptor?
  private let directory: OwnedDescriptor?

  /// For who changes nothing.
  package static var ofNothing: RegistrationLock { RegistrationLock(file: nil, directory: nil) }

  /// Waits for the lock.
  ///
  /// - Parameter timeout: how long another one may keep it.
  package static func taking(
    directory: String = EntryWriter.directory, timeout: Duration, progress: (Progress) -> Void
  ) throws(RegisteringError) -> RegistrationLock {
    guard ProcessFacts.seesItself().value != false else { throw .procOfOthers }
    // Whoever opens a trigger whose daemon hangs waits for ever.
    if let failure = BinfmtFacts.readingEntries(directory: directory).entries.failure,
      failure.errno == ETIMEDOUT
    {
      throw .noDirectory(SystemCallError(call: "open", path: directory, errno: ETIMEDOUT))
    }
    let latest = now() + timeout
    defer { progress(.finished) }
    if geteuid() == 0, let opened = try? openRootsFile(for: directory) {
      let file = OwnedDescriptor(owning: opened)
      try wait(latest, progress, holder: { recordHolder(of: file.raw) }) {
        var lock = flock()
        lock.l_type = Int16(F_WRLCK)
        lock.l_whence = Int16(SEEK_SET)
        return fcntl(file.raw, F_SETLK, &lock)
      }
      return RegistrationLock(file: file, directory: courtesy(to: directory, latest))
    }
    let opened: Int32
    do throws(SystemCallError) {
      opened = try checked("open", path: directory) {
        open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
      }
    } catch {
      throw .noDirectory(error)
    }
    let file = OwnedDescriptor(owning: opened)
    try wait(latest, progress, holder: { directoryHolder(of: file.raw) }) {
      lockWholeFile(file.raw)
    }
    return RegistrationLock(file: nil, directory: file)
  }

  /// The lock of those who are not root, for root, who waits a while for it and goes on without it: a
  /// member of the engine's group may be registering, or hold it for no reason.
  private static func courtesy(to directory: String, _ latest: Duration) -> OwnedDescriptor? {
    let opened = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard opened >= 0 else { return nil }
    let file = OwnedDescriptor(owning: opened)
    let latest = min(latest, now() + .seconds(5))
    while lockWholeFile(file.raw) != 0 {
      if now() >= latest { return nil }
      poll(nil, 0, 20)
    }
    return file
  }

  private init(file: consuming OwnedDescriptor?, directory: consuming OwnedDescriptor?) {
    self.file = file
    self.directory = directory
  }

  /// Gives the right back.
  package consuming func release() {}

  private static func openRootsFile(for directory: String) throws(WritingError) -> Int32 {
    let text = (try? readDirectly(path: "/proc/self/mountinfo", limit: Limit.table)) ?? []
    let device = Mountinfo.mounts(in: text, at: directory).last?.device ?? "none"
    let place = try WritablePlace(
      at: "/run/crossready/\(device.replacing(":", with: "-")).lock", owners: .root, creating: true)
    // Also what an earlier release made with other rights is root's alone.
    fchmod(place.directory.descriptor.raw, 0o700)
    let flags = O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW
    let opened = openat(place.directory.descriptor.raw, place.name, flags, 0o600)
    guard opened >= 0 else { throw WritingError("open", place.directory.path) }
    return opened
  }

  private static func wait(
    _ latest: Duration, _ progress: (Progress) -> Void, holder: () -> String?, _ take: () -> Int32
  ) throws(RegisteringError) {
    var hasSaidSo = false
    while take() != 0 {
      // POSIX lets a held lock be either (fcntl(2)); what else it is, no waiting mends.
      guard [EAGAIN, EACCES, EINTR].contains(errno) else {
        throw .notLocked(SystemCallError(call: "lock", errno: errno))
      }
      if now() >= latest { throw .busy(holder()) }
      if !hasSaidSo {
        progress(
          .began("waiting for \(holder() ?? "another crossready"), which changes the entries"))
      }
      hasSaidSo = true
      progress(.waited)
      // There is no such call with a deadline.
      poll(nil, 0, 20)
    }
  }

  /// Who has the record lock of a file.
  private static func recordHolder(of file: Int32) -> String? {
    var lock = flock()
    lock.l_type = Int16(F_WRLCK)
    lock.l_whence = Int16(SEEK_SET)
    guard fcntl(file, F_GETLK, &lock) == 0, lock.l_type != Int16(F_UNLCK) else { return nil }
    return name(of: Int(lock.l_pid))
  }

  /// Who has locked a directory, by the kernel's table (proc_locks(5)).
  private static func directoryHolder(of directory: Int32) -> String? {
    var status = stat()
    guard fstat(directory, &status) == 0,
      let text = try? readDirectly(path: "/proc/locks", limit: Limit.table)
    else { return nil }
    let inode = Array(":\(status.st_ino)".utf8)
    for line in lines(of: text) {
      let fields = words(of: line)
      guard fields.count > 5, fields[1] == Array("FLOCK".utf8),
        fields[5].suffix(inode.count) == inode[...],
        let pid = Int(String(decoding: fields[4], as: UTF8.self))
      else { continue }
      return name(of: pid)
    }
    return nil
  }

  private static func name(of pid: Int) -> String? {
    var status = stat()
    guard pid > 0, stat("/proc/\(pid)", &status) == 0,
      let comm = try? readDirectly(path: "/proc/\(pid)/comm", limit: 64)
    else { return nil }
    let program = KernelText(comm.prefix { $0 != UInt8(ascii: "\n") })
    return "\(program) (process \(pid) of user \(status.st_uid))"
  }
}

/// `flock(2)`, which the structure of that name hides.
private func lockWholeFile(_ file: Int32) -> Int32 { flock(file, LOCK_EX | LOCK_NB) }
