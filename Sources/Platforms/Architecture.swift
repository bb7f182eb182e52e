/// A CPU architecture: its names in the worlds that name it, and its identity in an ELF header.
package struct Architecture: Sendable, Hashable {
  /// The OCI name, which is Go's GOARCH, e.g. `arm64`.
  package let name: String
  /// What `uname -m` may answer to a program of this architecture that the CPU itself runs.
  ///
  /// A compatibility personality shows the kernel's own name: a 386 program on an amd64 kernel reads
  /// `x86_64`, an arm program on an arm64 kernel `armv8l` or `aarch64`.
  package let machines: [String]
  /// What `uname -m` answers under qemu-user with its default CPU model.
  package let emulatedMachine: String
  /// The bytes of an ELF header that name the architecture.
  package let identity: ELFIdentity
  /// The `e_flags` of a typical program: its ABI.
  package let flags: UInt32
  /// Names of qemu-user programs for it, without a `-static` suffix; the usual one first.
  package let emulators: [String]
  /// Debian's name for it, newest ABI first.
  package let debianNames: [String]
  /// Other words people use for it, and the variant that such a word implies.
  package let spellings: [Spelling]
  /// The variants that have a probe, lowest first; empty where the architecture has none.
  package let variants: [String]
  /// Architectures whose programs a CPU of this one may run too, in the kernel's compatibility mode.
  package let compatible: [String]

  /// A word that names an architecture outside containerd's grammar.
  package struct Spelling: Sendable, Hashable {
    /// The word, lower case.
    package let word: String
    /// The variant it implies, if any.
    package let variant: String
    /// Whether kernels (`uname -m`), Debian or the names of Docker's own images (`arm64v8/`) mean just
    /// this by it: then it is understood, not only guessed.
    package let isName: Bool
  }

  package static func == (left: Self, right: Self) -> Bool { left.name == right.name }

  package func hash(into hasher: inout Hasher) { hasher.combine(name) }

  /// Finds an architecture of the table by its OCI name.
  package static func named(_ name: String) -> Self? { table.first { $0.name == name } }

  /// The architecture this program was compiled for, which `uname -m` alone cannot tell.
  package static var native: Self? { named(nativeName) }

  private static var nativeName: String {
    #if arch(x86_64)
      "amd64"
    #elseif arch(i386)
      "386"
    #elseif arch(arm64)
      "arm64"
    #elseif arch(arm)
      "arm"
    #elseif arch(riscv64)
      "riscv64"
    #elseif arch(powerpc64le)
      "ppc64le"
    #elseif arch(powerpc64)
      "ppc64"
    #elseif arch(s390x)
      "s390x"
    #else
      #error("crossready has no name for the architecture it is compiled for")
    #endif
  }
}

#if !os(Linux)
  #error("crossready reads Linux's binfmt_misc: it builds for Linux only")
#elseif !canImport(Glibc)
  // musl passes no arguments to `.preinit_array`, which is where ours are taken from.
  #error("crossready needs glibc: build it with a toolchain for glibc")
#endif
