package import Binfmt
package import Platforms
package import Text

/// The directory `/proc/sys/fs/binfmt_misc`.
package struct BinfmtFacts: FactGroup, Hashable, Sendable {
  /// Mounts of the directory before it was first touched; touching wakes an autofs trigger.
  package var mountsBefore: Fact<[Mount]> = .notAsked
  /// Mounts of the directory afterwards, the topmost last.
  package var mounts: Fact<[Mount]> = .notAsked
  /// Mounts of the directory as PID 1 sees them.
  package var initMounts: Fact<[Mount]> = .notAsked
  /// What `status` holds.
  package var status: Fact<KernelText> = .notAsked
  /// Whether `register` may be written.
  package var registerIsWritable: Fact<Bool> = .notAsked
  /// The entries' files in match order: unsorted readdir, newest first.
  package var entries: Fact<[EntryFile]> = .notAsked

  package init() {}

  /// The entries that could be read, parsed, in match order; nil where the directory could not.
  package var parsedEntries: [Entry]? {
    entries.value?.compactMap { file in
      file.text.value.map { Entry(name: file.name, text: $0) }
    }
  }

  /// The file of one entry.
  package struct EntryFile: Codable, Hashable, Sendable {
    /// Its name.
    package var name: KernelText
    /// What it holds.
    package var text: Fact<KernelText>

    package init(name: KernelText, text: Fact<KernelText>) {
      self.name = name
      self.text = text
    }
  }

  /// A line of `/proc/PID/mountinfo` (proc(5)).
  package struct Mount: Codable, Hashable, Sendable {
    /// `major:minor` of the device.
    package var device: String
    /// The file system's type.
    package var type: KernelText
    /// Options of the mount, e.g. `rw,relatime`.
    package var options: KernelText

    package init(device: String, type: KernelText, options: KernelText) {
      self.device = device
      self.type = type
      self.options = options
    }
  }
}

/// A file that is named as interpreter.
package struct InterpreterFacts: Codable, Hashable, Sendable {
  /// The path as it is registered.
  package var path: KernelText
  /// The file there.
  package var file: Fact<FileFacts>
  /// The line with which the file names its release of QEMU; asked only of emulators for a platform
  /// that is wanted, and not of those in which a probe ran, which say so themselves.
  package var release: String?
  /// Whether nobody but root can write the file, or put another in its place; asked only of emulators
  /// for a platform that is wanted.
  package var isRootsAlone: Bool?

  package init(path: KernelText, file: Fact<FileFacts>, release: String? = nil) {
    self.path = path
    self.file = file
    self.release = release
  }
}

/// A file that is, or should be, a program.
package struct FileFacts: Codable, Hashable, Sendable {
  /// Whether it is a regular file.
  package var isRegular: Bool
  /// Whether root may execute it: somebody may, and its file system is mounted so (no `noexec`).
  package var isExecutable: Bool
  /// `st_dev`.
  package var device: UInt64
  /// `st_ino`.
  package var inode: UInt64
  /// Whether it begins with `#!`.
  package var isScript: Bool
  /// Its ELF header, if it has one.
  package var elf: ELFHeader?

  package init(
    isRegular: Bool, isExecutable: Bool, device: UInt64, inode: UInt64, isScript: Bool,
    elf: ELFHeader?
  ) {
    self.isRegular = isRegular
    self.isExecutable = isExecutable
    self.device = device
    self.inode = inode
    self.isScript = isScript
    self.elf = elf
  }

  /// Whether this is the very file that another look was at.
  package func isSameFile(as other: FileFacts) -> Bool {
    device == other.device && inode == other.inode
  }
}

/// What the host's configuration registers at boot.
package struct BootFacts: FactGroup, Hashable, Sendable {
  /// The files of all binfmt.d(5) directories, strongest directory first.
  package var binfmtD: Fact<[ConfigurationFile]> = .notAsked
  /// The database of update-binfmts(8).
  package var updateBinfmts: Fact<[ConfigurationFile]> = .notAsked
  /// The programs that read them at boot, of those known, that are there.
  package var readers: Fact<[String]> = .notAsked

  package init() {}
}
