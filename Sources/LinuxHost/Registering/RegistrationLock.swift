internal import CLinux
import Facts
import Glibc

/// The right to change the entries: only one crossready has it at a time.
///
/// It is a lock on what stands for the instance of binfmt_misc wherever that is mounted. So no file
/// has to be made, containers that share the instance wait for each other, and it is gone with the
/// process, however that ends. Root locks `register`, a file that nobody else can open. The directory
/// can be opened by everybody, so users of an engine lock that, and anybody may do so for ever: root
/// waits for them a while, and then goes on.
package struct RegistrationLock: ~Copyable {
  private let register: OwnedDescriptor?
  private let directory: OwnedDescriptor?
  /// Who keeps the lock of the other users, if root went on without that.
  package let passedOver: String?
  /// What was missing when the lock was taken.
  private let missing: String?

  /// Whether an instance has been mounted since, whose lock this is not.
  package var isOutdated: Bool { missing.map { access($0, F_OK) == 0 } ?? false }

  /// For who changes nothing.
  package static var ofNothing: RegistrationLock {
    RegistrationLock(register: nil, directory: nil, passedOver: nil, missing: nil)
  }

  private init(
    register: consuming OwnedDescriptor?, directory: consuming OwnedDescriptor?,
    passedOver: String?, missing: String?
  ) {
    self.register = register
    self.directory = directory
    self.passedOver = passedOver
    self.missing = missing
  }

  /// Gives the right back.
  package consuming func release() {}

  /// Waits for the lock.
  ///
  /// - Parameters:
  ///   - patience: how long another one may keep it.
  ///   - courtesy: how long others than root may keep theirs from root.
  package static func taking(
    in path: String = EntryWriter.directory, patience: Duration, courtesy: Duration = .seconds(5),
    progress: (Progress) -> Void
  ) throws(RegisteringError) -> RegistrationLock {
    guard ProcessFacts.seesItself().value != false else { throw .procOfOthers }
    // Whoever opens a trigger whose daemon hangs waits for ever.
    if let failure = BinfmtFacts.readingEntries(directory: path).entries.failure,
      failure.errno == ETIMEDOUT
    {
      throw .noDirectory(SystemCallError(call: "open", path: path, errno: ETIMEDOUT))
    }
    defer { progress(.finished) }
    let directory = OwnedDescriptor(owning: try opening(path, O_RDONLY | O_DIRECTORY))
    let file = "\(path)/register"
    let number = try numberOfRegister(file)
    let register = number.map { OwnedDescriptor(owning: $0) }
    if let number {
      try wait(
        patience, progress,
        holder: {
          LockHolder.ofRecords(in: number) ?? LockHolder.ofFile(directory.raw)
        }
      ) {
        lockRecords(of: number)
      }
    }
    // Where nothing is mounted yet there is no such file, and still a directory that users lock.
    let isMissing = number == nil && geteuid() == 0 && access(file, F_OK) != 0
    let isRoots = number != nil || isMissing
    var passedOver: String?
    do throws(RegisteringError) {
      try wait(
        isRoots ? min(courtesy, patience) : patience, progress,
        holder: { LockHolder.ofFile(directory.raw) }
      ) {
        lockWholeFile(directory.raw)
      }
    } catch {
      guard isRoots, case .busy(let holder) = error else { throw error }
      passedOver = holder ?? "a process that cannot be seen from here"
    }
    return RegistrationLock(
      register: register, directory: directory, passedOver: passedOver,
      missing: isMissing ? file : nil)
  }

  /// Opens the file `register`; nil where this process may not write to it, or there is none.
  private static func numberOfRegister(_ path: String) throws(RegisteringError) -> Int32? {
    do throws(RegisteringError) {
      return try opening(path, O_WRONLY)
    } catch {
      let harmless = [ENOENT, EACCES, EPERM, EROFS]
      guard case .noDirectory(let failure) = error, harmless.contains(failure.errno) else {
        throw error
      }
      return nil
    }
  }

  private static func opening(_ path: String, _ flags: Int32) throws(RegisteringError) -> Int32 {
    do throws(SystemCallError) {
      return try checked("open", path: path) { open(path, flags | O_CLOEXEC | O_NOFOLLOW) }
    } catch {
      throw .noDirectory(error)
    }
  }

  private static func wait(
    _ patience: Duration, _ progress: (Progress) -> Void, holder: () -> String?,
    _ take: () -> Int32
  ) throws(RegisteringError) {
    let latest = now() + patience
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
}

/// Record locks need a file that is open for writing. This one belongs to the open file, not to the
/// process, which would lose it as soon as it closes any descriptor of that file, and each registration
/// closes one (fcntl(2), "Open file description locks").
private func lockRecords(of file: Int32) -> Int32 {
  var lock = flock()
  lock.l_type = Int16(F_WRLCK)
  lock.l_whence = Int16(SEEK_SET)
  return fcntl(file, Int32(clinux_lock_of_open_file), &lock)
}

/// `flock(2)`, which the structure of that name hides.
private func lockWholeFile(_ file: Int32) -> Int32 { flock(file, LOCK_EX | LOCK_NB) }
