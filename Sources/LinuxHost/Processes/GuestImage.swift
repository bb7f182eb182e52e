import Binfmt
import Facts
import Platforms

/// What a guest's file tells of it.
struct GuestImage {
  /// Its OCI architecture; nil where nothing of the file could be read.
  var architecture: String?
  /// The language that it is written in, if the first page of the file says so.
  var language: String?

  init() {}

  /// Reads the beginning of the file: from the process's memory, or, where it is not there, as the
  /// process sees the file.
  ///
  /// In this order, because a file system that answers nobody would make this process hang, too.
  /// - Parameter host: the architecture of what an emulator itself consists of.
  init(of path: String?, _ process: borrowing ProcessDirectory, host: String) {
    if let map = MemoryMap(process) {
      if let name = path?.split(separator: "/").last, let start = map.start(ofFileNamed: name),
        let page = try? process.read("mem", at: start, count: 4096)
      {
        self.init(beginning: page)
        if architecture != nil { return }
      }
      // A symbolic link has another name than the file that it leads to.
      for start in map.startsOfFiles.prefix(Self.limit) {
        guard let page = try? process.read("mem", at: start, count: 4096) else { continue }
        self.init(beginning: page)
        if architecture != nil, architecture != host { return }
      }
    }
    self.init()
    guard let path, let bytes = try? process.readPrefix(seenByProcess: path, limit: 4096) else {
      return
    }
    self.init(beginning: bytes)
  }

  private init(beginning bytes: [UInt8]) {
    architecture = ELFHeader(prefix: bytes).map { header in
      header.identity.architecture?.name ?? "machine \(header.identity.machine)"
    }
    guard architecture != nil else { return }
    // `Go`, as the owner of a note of type 4 (cmd/link/internal/ld/elf.go).
    let note: [UInt8] = [4, 0, 0, 0, 0x47, 0x6f, 0, 0]
    let isGo = bytes.indices.dropLast(note.count).contains { place in
      bytes[place] == 4 && bytes[place...].starts(with: note)
    }
    if isGo { language = "go" }
  }

  /// How many mapped files are looked at; the guest's is among the first.
  private static var limit: Int { 32 }
}

extension Guest {
  /// What a command line and the program's file tell together.
  init(_ command: GuestCommand, _ image: GuestImage) {
    self.init(path: command.path, architecture: image.architecture, arguments: command.arguments)
    language = image.language
  }
}

/// What architecture a guest is of, where its own file cannot be read.
enum GuestArchitecture {
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
}
