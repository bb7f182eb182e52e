import Facts
import Glibc

/// The right to change the entries: only one crossready has it at a time.
///
/// The lock is flock(2) on the very directory of binfmt_misc, so it is of that instance, is seen by
/// every user, needs no file, and is gone with the process, however that ends.
package struct RegistrationLock: ~Copyable {
  private let directory: OwnedDescriptor

  /// Waits for the lock.
  ///
  /// - Parameter timeout: how long another one may keep it.
  package static func taking(
    directory path: String = EntryWriter.directory, timeout: Duration,
    progress: (Progress) -> Void
  ) throws(RegisteringError) -> RegistrationLock {
    guard ProcessFacts.seesItself().value != false else { throw .procOfOthers }
    let directory: OwnedDescriptor
    do throws(SystemCallError) {
      directory = OwnedDescriptor(
        owning: try checked("open", path: path) { open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) })
    } catch {
      throw .noDirectory(error)
    }
    let latest = now() + timeout
    progress(.began("waiting for another crossready that changes the entries"))
    defer { progress(.finished) }
    while flock(directory.raw, LOCK_EX | LOCK_NB) != 0 {
      if now() >= latest { throw .busy }
      progress(.waited)
      // There is no flock(2) with a deadline.
      poll(nil, 0, 20)
    }
    return RegistrationLock(directory: directory)
  }

  private init(directory: consuming OwnedDescriptor) { self.directory = directory }

  /// Gives the right back.
  package consuming func release() {}
}
