package import Facts
import Glibc
import Text

extension KernelFacts {
  /// Asks the kernel what it is and whether it has binfmt_misc.
  ///
  /// The modules are looked at only if the running kernel does not know it already.
  package static func reading(
    fileSystems: String = "/proc/filesystems", modules: String = "/lib/modules"
  ) -> KernelFacts {
    var facts = KernelFacts()
    facts.uname = Fact(about: "uname") { () throws(SystemCallError) in try kernelNames() }
    facts.knowsBinfmtMisc = Fact(about: KernelText(fileSystems)) { () throws(SystemCallError) in
      namesBinfmtMisc(fileSystems: try readAll(path: fileSystems, limit: Limit.status))
    }
    if facts.knowsBinfmtMisc.value != true, let release = facts.uname.value?.release {
      let path = Array("\(modules)/".utf8) + release.bytes + Array("/modules.dep".utf8)
      facts.hasBinfmtModule = Fact(about: KernelText(path)) { () throws(SystemCallError) in
        namesBinfmtMisc(modules: try readAll(path: path, limit: Limit.table))
      }
    }
    return facts
  }

  /// Whether a text in the format of `/proc/filesystems` (proc_filesystems(5)) names binfmt_misc.
  package static func namesBinfmtMisc(fileSystems text: [UInt8]) -> Bool {
    lines(of: text).contains { words(of: $0).last == Array("binfmt_misc".utf8) }
  }

  /// Whether a `modules.dep` (modules.dep(5)) has binfmt_misc's module, compressed or not.
  package static func namesBinfmtMisc(modules text: [UInt8]) -> Bool {
    lines(of: text).contains { line in
      let name = line.prefix { $0 != UInt8(ascii: ":") }.split(separator: UInt8(ascii: "/")).last
      return name.map { $0.starts(with: "binfmt_misc.ko".utf8) } ?? false
    }
  }

  private static func kernelNames() throws(SystemCallError) -> Uname {
    var names = utsname()
    _ = try checked("uname") { systemNames(&names) }
    // qemu-user leaves other bytes behind the NUL.
    func text<Field>(_ field: Field) -> KernelText {
      withUnsafeBytes(of: field) { KernelText($0.prefix { $0 != 0 }) }
    }
    return Uname(
      system: text(names.sysname), release: text(names.release), version: text(names.version),
      machine: text(names.machine))
  }
}

/// `uname(2)`, which the property of that name hides.
private func systemNames(_ names: inout utsname) -> Int32 { uname(&names) }
