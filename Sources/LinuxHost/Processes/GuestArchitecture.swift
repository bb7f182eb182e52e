import Binfmt
import Facts
import Platforms

/// What architecture a guest is of.
enum GuestArchitecture {
  /// The guest's architecture by its own ELF header: from the process's memory, or, where it is not
  /// there, from the file as the process sees it.
  ///
  /// In this order, because a file system that answers nobody would make this process hang, too.
  /// - Parameter host: the architecture of what an emulator itself consists of.
  static func read(
    of path: String?, _ process: borrowing ProcessDirectory, host: String
  ) -> String? {
    if let map = MemoryMap(process) {
      if let name = path?.split(separator: "/").last, let start = map.start(ofFileNamed: name),
        let found = mapped(at: start, process)
      {
        return found
      }
      // A symbolic link has another name than the file that it leads to.
      for start in map.startsOfFiles.prefix(limit) {
        if let found = mapped(at: start, process), found != host { return found }
      }
    }
    guard let path, let bytes = try? process.readPrefix(seenByProcess: path, limit: 64) else {
      return nil
    }
    return architecture(of: bytes)
  }

  /// The only architecture of an entry's magic; nil if it takes those of several.
  static func taken(by entry: Entry) -> String? {
    let all = entry.architectures
    return all.count == 1 ? all.first?.name : nil
  }

  /// The architecture that a program of QEMU is for, by its name: `qemu-aarch64` and what that may be
  /// called.
  static func emulated(byProgramNamed name: String) -> String? {
    guard let start = name.firstRange(of: "qemu-") else { return nil }
    let word = name[start.upperBound...].prefix { $0 != "-" && $0 != "." }
    return Architecture.table.first { $0.emulators.contains("qemu-\(word)") }?.name
  }

  /// How many mapped files are looked at; the guest's is among the first.
  private static var limit: Int { 32 }

  private static func mapped(
    at start: UInt64, _ process: borrowing ProcessDirectory
  ) -> String? {
    (try? process.read("mem", at: start, count: 64)).flatMap(architecture)
  }

  private static func architecture(of bytes: [UInt8]) -> String? {
    ELFHeader(prefix: bytes).map { header in
      header.identity.architecture?.name ?? "machine \(header.identity.machine)"
    }
  }
}
