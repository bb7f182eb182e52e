package import Facts
import Glibc

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

  static func mountInstance() throws(SystemCallError) {
    _ = try checked("mount", path: directory) {
      mount("binfmt_misc", directory, "binfmt_misc", 0, nil)
    }
  }
}
