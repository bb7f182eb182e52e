import Binfmt
package import Facts
import Glibc
import Text

/// Whether what a container registers is registered on its host.
package enum HostInstance {
  /// Makes sure that binfmt_misc is mounted in this container, where a container engine shows none, and
  /// that it is the instance which the host has mounted, too.
  ///
  /// An instance that our mount has made is nobody else's, and is unmounted again where its entries
  /// would go with it. One that was there counts as the host's: that only another container has it
  /// mounted cannot be seen from here. Throws `notMountable` without the right to mount, `inUserNamespace`
  /// and `userNamespaceUnknown` where a mount would be no instance of the host's, `hostNotReached` and
  /// `instanceOfOthers` where what is registered would go with a container, and what the kernel refuses.
  package static func reach() throws(RegisteringError) {
    let status = "\(EntryWriter.directory)/status"
    if access(status, F_OK) == 0 { return }
    if let refusal = refusal(in: .reading(environment: [:])) { throw refusal }
    let release = KernelFacts.reading().releaseNumbers
    try HeldSignals.during { _ throws(RegisteringError) in
      let before = currentTime()
      let made = try mount()
      guard made >= before else { return }
      var isOfUse = false
      defer { if !isOfUse { umount2(EntryWriter.directory, Int32(MNT_DETACH)) } }
      if let keeps = keepsEntries(on: release) {
        isOfUse = keeps
      } else {
        isOfUse = try keepsTrial(madeAt: made)
      }
      if !isOfUse { throw .hostNotReached }
    }
  }

  /// Why a process in its world must not mount an instance, if it must not: in a user namespace that
  /// would make one of the namespace's own, which hides the host's handlers from all its later
  /// containers (`load_binfmt_misc` in `fs/binfmt_misc.c`).
  package static func refusal(in process: ProcessFacts) -> RegisteringError? {
    switch process.isInUserNamespace {
    case false?: nil
    case true?: .inUserNamespace
    case nil: .userNamespaceUnknown(process.userNamespaceMap.failure)
    }
  }

  /// Whether entries stay after the last unmount, where the release tells: "binfmt_misc: cleanup on
  /// filesystem umount" is in Linux 6.7, and stable releases of older series have taken it over, such
  /// as 6.1.
  /// - Parameter release: the numbers of the kernel's release.
  package static func keepsEntries(on release: [Int]) -> Bool? {
    release.lexicographicallyPrecedes([6, 7]) ? nil : false
  }
}

/// When an instance was made, by the clock that the kernel's files have their times of (`current_time` in
/// `fs/inode.c`): it tells instances apart, which all have the same inodes.
private struct Time: Comparable {
  let seconds: Int
  let nanoseconds: Int

  init(_ time: timespec) {
    seconds = time.tv_sec
    nanoseconds = time.tv_nsec
  }

  static func < (left: Time, right: Time) -> Bool {
    (left.seconds, left.nanoseconds) < (right.seconds, right.nanoseconds)
  }
}

extension HostInstance {
  private static func currentTime() -> Time {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME_COARSE, &time)
    return Time(time)
  }

  /// Mounts binfmt_misc; when the instance that is mounted then was made.
  private static func mount() throws(RegisteringError) -> Time {
    let path = "\(EntryWriter.directory)/status"
    do throws(SystemCallError) {
      try EntryWriter.mountInstance()
      var status = stat()
      do throws(SystemCallError) {
        _ = try checked("stat", path: path) { stat(path, &status) }
      } catch {
        umount2(EntryWriter.directory, Int32(MNT_DETACH))
        throw error
      }
      return Time(status.st_ctim)
    } catch {
      throw .notMountable(error)
    }
  }

  /// Unmounts the instance and mounts one again, which is another if nothing held the first; when it
  /// was made.
  private static func remount(madeAt time: Time) throws(RegisteringError) -> Time {
    do throws(SystemCallError) {
      _ = try checked("umount", path: EntryWriter.directory) { umount2(EntryWriter.directory, 0) }
    } catch {
      throw .notMountable(error)
    }
    // The clock has steps of 10 ms at most, and another instance is to have another time.
    for _ in 0..<100 where currentTime() <= time { usleep(1000) }
    return try mount()
  }

  /// Whether an entry that takes no program is still there after the instance, which is ours alone, was
  /// unmounted.
  private static func keepsTrial(madeAt made: Time) throws(RegisteringError) -> Bool {
    let name = KernelText("crossready-trial-\(RandomWord.make())")
    let trial = Registration(
      name: name, match: .fileExtension(name), interpreter: KernelText("/"), flags: Flags(""))
    try EntryWriter.register(trial)
    let again: Time
    do throws(RegisteringError) {
      again = try remount(madeAt: made)
    } catch {
      // What went wrong says more than what went wrong behind it.
      try? EntryWriter.mountInstance()
      _ = try? EntryWriter.remove(name)
      throw error
    }
    guard access("\(EntryWriter.directory)/\(name)", F_OK) == 0 else { return false }
    try EntryWriter.remove(name)
    // It would also be there if another container had mounted the instance meanwhile: that has it still.
    if try remount(madeAt: again) == again { throw .instanceOfOthers }
    return true
  }
}
