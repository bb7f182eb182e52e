package import Text

/// Everything observed about a host: all that judging needs, and all that a facts file holds.
///
/// It never holds the node's name, nor environment variables other than `QEMU_*`.
package struct HostFacts: Codable, Hashable, Sendable {
  /// The version of this format; a newer one is refused.
  package static let currentSchema = 1

  /// The version of the format that these facts are in.
  package var schema = HostFacts.currentSchema
  /// Who observed.
  package var tool: ToolFacts
  /// The kernel and its binfmt_misc support.
  package var kernel = KernelFacts()
  /// The process that observed, and the world it sees.
  package var process = ProcessFacts()
  /// The directory `/proc/sys/fs/binfmt_misc`.
  package var binfmt = BinfmtFacts()
  /// Every file that an entry or a boot configuration names as interpreter, and static emulators that
  /// are installed and may become one.
  package var interpreters: [InterpreterFacts] = []
  /// What the host's configuration registers at boot.
  package var boot = BootFacts()
  /// What helps to choose a remedy.
  package var system = SystemFacts()
  /// What the arch probes did.
  package var probing = ProbingFacts()
  /// The container engine, and what ran in its containers.
  package var containers = ContainerFacts()

  package init(tool: ToolFacts) { self.tool = tool }
}

/// The program that observed.
package struct ToolFacts: Codable, Hashable, Sendable {
  /// Its name.
  package var name: String
  /// Its version.
  package var version: String
  /// The OCI architecture that it was compiled for.
  package var architecture: String

  package init(name: String, version: String, architecture: String) {
    self.name = name
    self.version = version
    self.architecture = architecture
  }
}

/// The kernel.
package struct KernelFacts: FactGroup, Hashable, Sendable {
  /// `uname(2)`, without the node's name.
  package var uname: Fact<Uname> = .notAsked
  /// Whether `/proc/filesystems` names binfmt_misc.
  package var knowsBinfmtMisc: Fact<Bool> = .notAsked
  /// Whether the modules of this kernel hold binfmt_misc, so that `modprobe` can load it.
  package var hasBinfmtModule: Fact<Bool> = .notAsked

  package init() {}

  /// The fields of `struct utsname` that say something about the kernel.
  package struct Uname: Codable, Hashable, Sendable {
    /// `uname -s`.
    package var system: KernelText
    /// `uname -r`.
    package var release: KernelText
    /// `uname -v`.
    package var version: KernelText
    /// `uname -m`, which a personality may change.
    package var machine: KernelText

    package init(
      system: KernelText, release: KernelText, version: KernelText, machine: KernelText
    ) {
      self.system = system
      self.release = release
      self.version = version
      self.machine = machine
    }
  }
}

/// The observing process and the world it sees.
package struct ProcessFacts: FactGroup, Hashable, Sendable {
  /// Whether the effective user is root, in its own user namespace.
  package var isRoot: Fact<Bool> = .notAsked
  /// `/proc/self/uid_map`; the initial user namespace maps all of 32 bits onto itself.
  package var userNamespaceMap: Fact<KernelText> = .notAsked
  /// Whether the process is in a user namespace that is not the initial one, whose map is another
  /// (user_namespaces(7)); nil where the map was not read.
  package var isInUserNamespace: Bool? {
    guard let map = userNamespaceMap.value else { return nil }
    let words = map.bytes.split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\n") }
    return words.prefix(3).map { String(decoding: $0, as: UTF8.self) } != ["0", "0", "4294967295"]
  }
  /// Whether `/proc/self` is this process, by its number.
  package var seesItselfInProc: Fact<Bool> = .notAsked
  /// What shows that this is a container, e.g. `/.dockerenv`; empty outside of one.
  package var containerSigns: Fact<[String]> = .notAsked
  /// The soft limit of the address space in bytes (`RLIMIT_AS`); null when there is none.
  package var addressSpaceLimit: Fact<UInt64?> = .notAsked
  /// The size of a page in bytes.
  package var pageSize: Fact<Int> = .notAsked
  /// Whether memory may not be writable and executable at once (`PR_GET_MDWE`, kernel 6.3).
  package var deniesWritableExecutableMemory: Fact<Bool> = .notAsked
  /// The `Seccomp:` line of `/proc/self/status`: 2 means that a filter is in force.
  package var seccompMode: Fact<Int> = .notAsked
  /// The variables whose names begin with `QEMU_`.
  package var emulatorVariables: Fact<[String: String]> = .notAsked

  package init() {}
}

/// What helps to choose a remedy.
package struct SystemFacts: FactGroup, Hashable, Sendable {
  /// `ID`, then the words of `ID_LIKE`, of os-release(5).
  package var distributions: Fact<[String]> = .notAsked
  /// `VERSION_ID` of os-release(5); empty where there is none, as in releases that are being made.
  package var distributionVersion: Fact<String> = .notAsked
  /// Programs found in PATH, of those that remedies use.
  package var programs: Fact<[String]> = .notAsked
  /// Whether systemd booted the host (sd_booted(3)), so that its services can be told to start.
  package var isBootedBySystemd: Fact<Bool> = .notAsked
  /// Mounts that did not answer while this host was observed.
  package var stalls: [Stall] = []

  /// A mount.
  package struct Stall: Codable, Hashable, Sendable {
    /// Where it is mounted.
    package var point: KernelText
    /// The file system's type.
    package var type: KernelText

    package init(point: KernelText, type: KernelText) {
      self.point = point
      self.type = type
    }
  }

  package init() {}
}
