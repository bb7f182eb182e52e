import Binfmt
package import Facts
import Glibc
import Text

extension EntryWriter {
  /// Makes sure that the host has binfmt_misc mounted, so that registrations outlive the container.
  ///
  /// Reading the facts has woken an automount already. Whether it had to be mounted is returned.
  package static func ensureMounted(_ facts: HostFacts) throws(RegisteringError) -> Bool {
    if facts.binfmt.mounts.value?.last?.type == "binfmt_misc" { return false }
    // In a container that does not show the host's directory there is nothing to mount upon.
    if facts.process.containerSigns.value?.isEmpty == false { return false }
    guard geteuid() == 0 else { throw .notMounted }
    do throws(SystemCallError) {
      try mountInstance()
    } catch {
      // Another crossready was faster: the kernel mounts an instance on one place only once.
      if error.errno != EBUSY { throw .notMountable(error) }
    }
    return true
  }

  fileprivate static func mountInstance() throws(SystemCallError) {
    _ = try checked("mount", path: directory) {
      mount("binfmt_misc", directory, "binfmt_misc", 0, nil)
    }
  }
}

/// Whether what a container registers is registered on its host.
package enum HostInstance {
  /// Makes sure that binfmt_misc is mounted in this container, where a container engine shows none, and
  /// that it is the instance which the host has mounted, too.
  ///
  /// An instance that our mount has made is nobody else's: the host has not mounted it, or this
  /// container is in a user namespace of its own; then it is unmounted again. Throws `notMountable`
  /// without the right to mount, `hostNotReached` for such an instance.
  package static func reach() throws(RegisteringError) {
    let directory = EntryWriter.directory
    let status = "\(directory)/status"
    if access(status, F_OK) == 0 { return }
    // A mount there would make an instance that outlives it, and hides the host's handlers from all
    // later containers of that user namespace (`load_binfmt_misc` in `fs/binfmt_misc.c`).
    if ProcessFacts.reading(environment: [:]).isInUserNamespace != false { throw .hostNotReached }
    // Files of the kernel have times of this clock (`current_time` in `fs/inode.c`).
    var before = timespec()
    clock_gettime(CLOCK_REALTIME_COARSE, &before)
    var made = stat()
    do throws(SystemCallError) {
      try EntryWriter.mountInstance()
      _ = try checked("stat", path: status) { stat(status, &made) }
    } catch {
      throw .notMountable(error)
    }
    let isOurs = (made.st_ctim.tv_sec, made.st_ctim.tv_nsec) >= (before.tv_sec, before.tv_nsec)
    guard isOurs, try !outlivesItsMount() else { return }
    umount2(directory, Int32(MNT_DETACH))
    throw .hostNotReached
  }

  /// Whether entries are still there once the instance, which is ours alone, was unmounted: tried with
  /// one that takes no program, because releases do not tell ("binfmt_misc: cleanup on filesystem umount"
  /// is in Linux 6.7, and has been taken over by stable releases of older series, such as 6.1).
  private static func outlivesItsMount() throws(RegisteringError) -> Bool {
    let name = KernelText("crossready-trial")
    let trial = Registration(
      name: name, match: .fileExtension(name), interpreter: KernelText("/"), flags: Flags(""))
    try EntryWriter.register(trial)
    do throws(SystemCallError) {
      _ = try checked("umount", path: EntryWriter.directory) { umount2(EntryWriter.directory, 0) }
      try EntryWriter.mountInstance()
    } catch {
      throw .notMountable(error)
    }
    guard access("\(EntryWriter.directory)/\(name)", F_OK) == 0 else { return false }
    try EntryWriter.remove(name)
    return true
  }
}
