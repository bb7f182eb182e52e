package import Facts
import Glibc
import Text

extension BinfmtFacts {
  /// Reads the directory of binfmt_misc, which wakes an autofs trigger.
  ///
  /// Where nothing is mounted the kernel's directory exists and is empty: its entries then count as
  /// not found, because those of the kernel may be visible elsewhere.
  /// - Parameter processes: where procfs is mounted.
  package static func reading(
    directory: String = "/proc/sys/fs/binfmt_misc", processes: String = "/proc"
  ) -> BinfmtFacts {
    var facts = BinfmtFacts()
    func mounts(of process: String) -> Fact<[Mount]> {
      let path = "\(processes)/\(process)/mountinfo"
      return Fact(about: KernelText(path)) { () throws(SystemCallError) in
        Mountinfo.mounts(in: try readAll(path: path, limit: Limit.table), at: directory)
      }
    }
    facts.mountsBefore = mounts(of: "self")
    facts.entries = entries(in: directory)
    facts.mounts = mounts(of: "self")
    facts.initMounts = mounts(of: "1")
    if facts.entries.failure?.errno == ETIMEDOUT { return facts }
    facts.status = status(in: directory)
    let register = "\(directory)/register"
    facts.registerIsWritable = Fact(about: KernelText(register)) { () throws(SystemCallError) in
      _ = try checked("faccessat", path: register) {
        faccessat(AT_FDCWD, register, W_OK, AT_EACCESS)
      }
      return true
    }
    return facts
  }

  /// Reads the entries and whether the kernel asks them, and leaves the rest out.
  package static func readingEntries(
    directory: String = "/proc/sys/fs/binfmt_misc"
  ) -> BinfmtFacts {
    var facts = BinfmtFacts()
    facts.entries = entries(in: directory)
    if facts.entries.failure?.errno == ETIMEDOUT { return facts }
    facts.status = status(in: directory)
    return facts
  }

  private static func status(in directory: String) -> Fact<KernelText> {
    let path = "\(directory)/status"
    return Fact(about: KernelText(path)) { () throws(SystemCallError) in
      KernelText(try readAll(path: path, limit: Limit.status))
    }
  }

  private static func entries(in directory: String) -> Fact<[EntryFile]> {
    Fact(about: KernelText(directory)) { () throws(SystemCallError) in
      let own: [KernelText] = ["register", "status"]
      let names = try listDirectory(path: directory).map { KernelText($0) }
      guard names.contains(where: own.contains) else {
        throw SystemCallError(call: "readdir", path: directory, errno: ENOENT)
      }
      return names.filter { !own.contains($0) }.compactMap { entry(named: $0, in: directory) }
    }
  }

  /// The file of an entry; nil if it was removed since the directory was listed.
  private static func entry(named name: KernelText, in directory: String) -> EntryFile? {
    let path = Array("\(directory)/".utf8) + name.bytes
    let text = Fact(about: KernelText(path)) { () throws(SystemCallError) in
      KernelText(try readAll(path: path, limit: Limit.entry))
    }
    return text.failure?.errno == ENOENT ? nil : EntryFile(name: name, text: text)
  }
}
