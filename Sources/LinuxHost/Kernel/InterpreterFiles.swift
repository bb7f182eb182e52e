import Binfmt
import CLinux
package import Facts
import Glibc
import Platforms
package import Text

extension FileFacts {
  /// Looks at the file at a path; `/proc/PID/exe` works too, even if that file was deleted.
  ///
  /// Only a regular file is read, so that no device and no named pipe notices. One that may be run
  /// but not read, mode 0111, has no ELF header here. A relative path would mean another file for
  /// every process, so that nothing is found there.
  package static func reading(at path: KernelText) -> Fact<FileFacts> {
    Fact(about: path) { () throws(SystemCallError) in
      guard path.bytes.first == UInt8(ascii: "/"), !path.bytes.contains(0) else {
        throw SystemCallError(call: "stat", errno: ENOENT)
      }
      return try Guarded.value(about: path.bytes) { () throws(SystemCallError) in
        try readingDirectly(at: path)
      }
    }
  }

  private static func readingDirectly(at path: KernelText) throws(SystemCallError) -> FileFacts {
    let name = path.bytes.map { CChar(bitPattern: $0) } + [0]
    let shown = String(decoding: path.bytes, as: UTF8.self)
    let reference = OwnedDescriptor(
      owning: try checked("stat", path: shown) { clinux_open_reference(name) })
    var status = stat()
    _ = try checked("stat") { fstat(reference.raw, &status) }
    let isRegular = status.st_mode & S_IFMT == S_IFREG
    let (prefix, elf) = isRegular ? try header(reference, path: shown) : ([], nil)
    return FileFacts(
      isRegular: isRegular,
      isExecutable: try rootMayExecute(reference, status),
      device: UInt64(status.st_dev), inode: UInt64(status.st_ino),
      isScript: prefix.starts(with: "#!".utf8), elf: elf)
  }

  /// As the kernel opens interpreters for root: some mode bit of execution, where the mount allows it.
  private static func rootMayExecute(
    _ reference: borrowing OwnedDescriptor, _ status: stat
  ) throws(SystemCallError) -> Bool {
    var mount = statvfs()
    _ = try checked("fstatvfs") { fstatvfs(reference.raw, &mount) }
    return status.st_mode & 0o111 != 0 && mount.f_flag & noExecution == 0
  }

  /// `ST_NOEXEC` of statvfs(3), which glibc shows to GNU programs only.
  private static let noExecution: UInt = 8

  /// The first bytes, and the ELF header; nothing where the file may be run but not read.
  private static func header(
    _ reference: borrowing OwnedDescriptor, path: String
  ) throws(SystemCallError) -> ([UInt8], ELFHeader?) {
    do throws(SystemCallError) {
      let file = try RegularFile(reopening: reference, path: path)
      let prefix = try file.read(at: 0, count: ELFHeader.prefixLength)
      let elf = try ELFHeader(prefix: prefix) { offset, count throws(SystemCallError) in
        try file.read(at: offset, count: count)
      }
      return (prefix, elf)
    } catch {
      guard error.errno == EACCES else { throw error }
      return ([], nil)
    }
  }
}

extension InterpreterFacts {
  /// Looks at every file that an entry, or a registration at boot for one of our architectures,
  /// names, and at emulators that may be registered, once each.
  package static func reading(
    entries: Fact<[BinfmtFacts.EntryFile]>, boot: BootFacts, emulators: [KernelText] = []
  ) -> [InterpreterFacts] {
    let files = entries.value ?? []
    let live = files.compactMap { file in
      file.text.value.flatMap { Entry(name: file.name, text: $0).interpreter }
    }
    let registrations =
      BinfmtD.registrations(in: boot.binfmtD.value ?? [])
      + UpdateBinfmts.registrations(in: boot.updateBinfmts.value ?? [])
    var seen: Set<KernelText> = []
    // Packages register handlers for dozens of CPUs that no container platform has.
    let useful = registrations.filter { boot in
      Architecture.table.contains(where: boot.registration.entry.covers)
    }
    return (live + useful.map(\.registration.interpreter) + emulators)
      .filter { seen.insert($0).inserted }
      .map { InterpreterFacts(path: $0, file: FileFacts.reading(at: $0)) }
  }
}
