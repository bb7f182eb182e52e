import Binfmt
import Platforms
import Text

/// A host in memory, by the kernel's rules for binfmt_misc (`fs/binfmt_misc.c`): what plans are tried
/// on, step by step, in numbers that no machine allows.
struct ModelHost: Sendable, Hashable {
  static let native = "amd64"

  /// The architectures whose programs are asked for.
  var architectures: [Architecture] = []
  /// The numbers of the kernel's release.
  var linux = [6, 1]
  /// Whether the kernel has binfmt_misc, or its module is loaded.
  var knowsBinfmtMisc = true
  /// Whether binfmt_misc is mounted on its directory.
  var isMounted = true
  /// Whether `status` says `enabled`.
  var isEnabled = true
  /// The entries, newest first.
  var entries: [ModelEntry] = []
  /// Files by their paths.
  var files: [String: ModelFile] = [:]
  /// The files of binfmt.d by their paths.
  var configuration: [String: KernelText] = [:] {
    didSet { bootRegistrations = BinfmtD.registrations(in: configurationFiles) }
  }
  /// What they register, read once: a host is looked at many times.
  private(set) var bootRegistrations: [BootRegistration] = []
  /// Whether something reads them at boot.
  var readsConfiguration = true
  /// Whether an engine is there, and what its binfmt image does.
  var engine = Engine.working
  /// Whether this is Debian with its package manager, whose packages can be had.
  var isDebian = true
  /// The number of the next file.
  var nextInode: UInt64 = 100

  /// What registering through an engine comes to.
  enum Engine: String, Sendable, CaseIterable {
    case none
    /// It registers what was asked for.
    case working
    /// It says OK, and registers nothing.
    case lying
    /// What it registers crashes.
    case broken
  }
}

/// An entry, and the file that the kernel holds for it.
struct ModelEntry: Sendable, Hashable {
  var entry: Entry
  /// The file that was opened at registration, with the flag F.
  var held: ModelFile?
}

/// A file that an entry may name.
struct ModelFile: Sendable, Hashable {
  var inode: UInt64
  var program: Program
  var isExecutable = true

  enum Program: Sendable, Hashable {
    /// A static QEMU of this release, for an architecture.
    case qemu(String, [Int])
    /// The same, dynamically linked.
    case dynamic(String, [Int])
    /// A QEMU that crashes whatever it runs.
    case crashing(String, [Int])
    /// Another emulator, for an architecture.
    case foreign(String)
    /// No program.
    case text
  }
}

extension ModelHost {
  /// Whether what is registered may turn out not to work, which nobody can know before.
  var mayFail: Bool {
    engine == .lying || engine == .broken
      // A file that only the kernel has is not seen to be dynamic, or no program.
      || entries.contains { standing in
        switch standing.held?.program {
        case .dynamic, .text:
          return standing.entry.interpreter.flatMap { files[$0.description] } != standing.held
        default: return false
        }
      }
      || (Array(files.values) + entries.compactMap(\.held)).contains {
        if case .crashing = $0.program { true } else { false }
      }
  }

  /// What executing a program of an architecture comes to.
  enum Execution: Hashable {
    case emulated(ModelFile)
    case native
    case refused(Int32)
    case crashed(Int32)
  }

  /// Executes a program in an empty root, as a container's would be.
  func executing(_ header: [UInt8], of architecture: Architecture) -> Execution {
    guard isMounted || !entries.isEmpty, isEnabled,
      let entry = entries.first(where: { $0.entry.takes(header) })
    else { return Self.runsItself(architecture) ? .native : .refused(8) }
    // Without F the path is looked up in that root, where nothing is.
    guard let file = entry.held else { return .refused(2) }
    switch file.program {
    case .qemu(let name, _): return name == architecture.name ? .emulated(file) : .crashed(11)
    case .dynamic: return .refused(2)
    case .crashing: return .crashed(11)
    case .foreign(let name): return name == architecture.name ? .emulated(file) : .crashed(11)
    case .text: return .refused(8)
    }
  }

  /// Whether the CPU runs an architecture's programs.
  static func runsItself(_ architecture: Architecture) -> Bool {
    architecture.name == native || architecture.name == "386"
  }

  /// Whether an entry has the usual name of an architecture that was asked for, and takes others'.
  var hasMisnamedEntries: Bool {
    entries.contains { standing in
      architectures.contains {
        standing.entry.name == $0.entryName && !standing.entry.covers($0)
      }
    }
  }

  /// Whether containers of an architecture really work: every essential kind of program runs, with
  /// the arguments that it was given.
  func works(_ architecture: Architecture) -> Bool {
    HeaderShape.essential.allSatisfy { shape in
      let header = shape.header(of: architecture)
      switch executing(header, of: architecture) {
      case .native: return true
      case .emulated(let file):
        let entry = entries.first { $0.entry.takes(header) }?.entry
        return entry.map { !garblesArguments($0, file) } ?? false
      case .refused, .crashed: return false
      }
    }
  }

  /// Whether the flag P makes the emulator take an argument too many.
  private func garblesArguments(_ entry: Entry, _ file: ModelFile) -> Bool {
    guard entry.flags.preservesArgv0 else { return false }
    switch file.program {
    case .qemu(_, let release):
      let path = entry.interpreter?.description ?? ""
      // The image's own are made to understand P.
      let isWrapped = path.hasSuffix("-binfmt-P") || path.hasPrefix("/image/")
      return !isWrapped
        && (release.lexicographicallyPrecedes([6, 0]) || linux.lexicographicallyPrecedes([5, 12]))
    default: return false
    }
  }
}

/// Why the kernel did not do it.
struct ModelError: Error, Hashable {
  let errno: Int32
}

extension ModelHost {
  /// Writes to `register`.
  mutating func register(_ registration: Registration) throws(ModelError) {
    guard isMounted else { throw ModelError(errno: 2) }
    let entry = registration.entry
    guard !entries.contains(where: { $0.entry.name == entry.name }) else {
      throw ModelError(errno: 17)
    }
    var held: ModelFile?
    if entry.flags.fixesBinary {
      guard !linux.lexicographicallyPrecedes([4, 8]) else { throw ModelError(errno: 22) }
      guard let file = files[registration.interpreter.description] else {
        throw ModelError(errno: 2)
      }
      guard file.isExecutable else { throw ModelError(errno: 13) }
      held = file
    }
    entries.insert(ModelEntry(entry: entry, held: held), at: 0)
  }

  /// Writes -1 to an entry.
  mutating func remove(_ name: KernelText) throws(ModelError) {
    guard isMounted, let index = entries.firstIndex(where: { $0.entry.name == name }) else {
      throw ModelError(errno: 2)
    }
    entries.remove(at: index)
  }

  /// Writes 1 or 0 to an entry.
  mutating func enable(_ name: KernelText, _ isEnabled: Bool = true) throws(ModelError) {
    guard isMounted, let index = entries.firstIndex(where: { $0.entry.name == name }) else {
      throw ModelError(errno: 2)
    }
    entries[index].entry = entries[index].entry.with(isEnabled: isEnabled)
  }

  /// Puts a file in place of one that may be there.
  mutating func write(_ program: ModelFile.Program, to path: String) {
    files[path] = ModelFile(inode: nextInode, program: program)
    nextInode += 1
  }

  /// Boots: every entry goes, and what the configuration says comes, if anything reads it.
  func booted() -> ModelHost {
    var host = self
    host.entries = []
    host.isEnabled = true
    guard host.knowsBinfmtMisc else { return host }
    host.isMounted = true
    guard readsConfiguration else { return host }
    for boot in bootRegistrations {
      // systemd-binfmt removes an entry of that name first, and goes on after a line that fails.
      try? host.remove(boot.registration.name)
      try? host.register(boot.registration)
    }
    return host
  }

  /// The files of binfmt.d, strongest directory first.
  var configurationFiles: [ConfigurationFile] {
    BinfmtD.directories.flatMap { directory in
      configuration.filter { $0.key.hasPrefix("\(directory)/") }.sorted { $0.key < $1.key }
        .map { ConfigurationFile(path: $0.key, text: $0.value) }
    }
  }
}

extension Entry {
  fileprivate func with(isEnabled: Bool) -> Entry {
    Entry(
      name: name, isEnabled: isEnabled, interpreter: interpreter, flags: flags, match: match,
      otherLines: otherLines)
  }
}
