import Binfmt
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
      let name = path.bytes.map { CChar(bitPattern: $0) } + [0]
      var status = stat()
      _ = try checked("stat") { stat(name, &status) }
      let isRegular = status.st_mode & S_IFMT == S_IFREG
      let prefix = isRegular ? try readablePrefix(of: path) : []
      let elf = try ELFHeader(prefix: prefix) { offset, count throws(SystemCallError) in
        try readPart(path: path.bytes, offset: offset, count: count)
      }
      return FileFacts(
        isRegular: isRegular,
        isExecutable: faccessat(AT_FDCWD, name, X_OK, AT_EACCESS) == 0,
        device: UInt64(status.st_dev), inode: UInt64(status.st_ino),
        isScript: prefix.starts(with: "#!".utf8), elf: elf)
    }
  }

  private static func readablePrefix(of path: KernelText) throws(SystemCallError) -> [UInt8] {
    do {
      return try readPrefix(path: path.bytes, limit: ELFHeader.prefixLength)
    } catch {
      guard error.errno == EACCES else { throw error }
      return []
    }
  }
}

extension InterpreterFacts {
  /// Looks at every file that an entry, or a registration at boot for one of our architectures,
  /// names, once each.
  package static func reading(entries: Fact<[BinfmtFacts.EntryFile]>, boot: BootFacts)
    -> [InterpreterFacts]
  {
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
    return (live + useful.map(\.registration.interpreter))
      .filter { seen.insert($0).inserted }
      .map { InterpreterFacts(path: $0, file: FileFacts.reading(at: $0)) }
  }
}
