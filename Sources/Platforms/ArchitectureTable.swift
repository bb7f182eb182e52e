extension Architecture {
  /// Every architecture that has a probe, in the order of all output.
  ///
  /// Names: Go's GOARCH list, `uname(2)` as each kernel port and qemu-user answer it, Debian's
  /// architecture names; ELF identities: `elf.h` and each psABI.
  package static let table: [Architecture] = [
    Architecture(
      name: "amd64", machines: ["x86_64"], emulatedMachine: "x86_64",
      identity: ELFIdentity(.bits64, .little, 62), flags: 0,
      emulators: ["qemu-x86_64"], debianNames: ["amd64"],
      spellings: words("x86_64", "x86-64", "x64", "amd64p32"),
      variants: ["v1", "v2", "v3", "v4"], compatible: ["386"]),
    Architecture(
      name: "arm64", machines: ["aarch64"], emulatedMachine: "aarch64",
      identity: ELFIdentity(.bits64, .little, 183), flags: 0,
      emulators: ["qemu-aarch64"], debianNames: ["arm64"],
      spellings: names("aarch64", "arm64v8") + words("armv8", "armv8a", "armv9"),
      variants: [], compatible: ["arm"]),
    Architecture(
      name: "arm", machines: ["armv7l", "armv8l", "aarch64", "armv6l", "armv5tel", "armv5tejl"],
      emulatedMachine: "armv7l",
      identity: ELFIdentity(.bits32, .little, 40), flags: 0x0500_0400,
      emulators: ["qemu-arm"], debianNames: ["armhf", "armel"],
      spellings: words(
        "armhf", "armv7", "armv7a", "armv7hl", "armhfp", "aarch32", "arm32")
        + names("armv7l", "arm32v7")
        + names("armv6l", "arm32v6", implying: "v6")
        + words("armel", "armv6", "armv6hf", "armv6hl", implying: "v6")
        + names("armv5tel", "armv5tejl", "arm32v5", implying: "v5")
        + words("armv5", "armv5l", "armv5te", implying: "v5"),
      variants: ["v5", "v6", "v7"], compatible: []),
    Architecture(
      name: "386", machines: ["i686", "x86_64", "i586", "i486", "i386"], emulatedMachine: "i686",
      identity: ELFIdentity(.bits32, .little, 3), flags: 0,
      emulators: ["qemu-i386"], debianNames: ["i386"],
      spellings: names("i386", "i486", "i586", "i686") + words("x86", "ia32", "x32"),
      variants: [], compatible: []),
    Architecture(
      name: "riscv64", machines: ["riscv64"], emulatedMachine: "riscv64",
      identity: ELFIdentity(.bits64, .little, 243), flags: 0x5,
      emulators: ["qemu-riscv64"], debianNames: ["riscv64"],
      spellings: words("rv64", "rv64gc", "riscv"), variants: [], compatible: []),
    Architecture(
      name: "ppc64le", machines: ["ppc64le"], emulatedMachine: "ppc64le",
      identity: ELFIdentity(.bits64, .little, 21), flags: 2,
      emulators: ["qemu-ppc64le"], debianNames: ["ppc64el"],
      spellings: names("ppc64el") + words("powerpc64le"), variants: [], compatible: []),
    Architecture(
      name: "ppc64", machines: ["ppc64"], emulatedMachine: "ppc64",
      identity: ELFIdentity(.bits64, .big, 21), flags: 1,
      emulators: ["qemu-ppc64"], debianNames: ["ppc64"],
      spellings: words("powerpc64"), variants: [], compatible: []),
    Architecture(
      name: "s390x", machines: ["s390x"], emulatedMachine: "s390x",
      identity: ELFIdentity(.bits64, .big, 22), flags: 0,
      emulators: ["qemu-s390x"], debianNames: ["s390x"],
      spellings: words("s390", "zarch", "z"), variants: [], compatible: []),
    Architecture(
      name: "mips64le", machines: ["mips64"], emulatedMachine: "mips64",
      identity: ELFIdentity(.bits64, .little, 8), flags: 0x2000_0000,
      emulators: ["qemu-mips64el"], debianNames: ["mips64el"],
      spellings: names("mips64el"), variants: [], compatible: ["mipsle"]),
    Architecture(
      name: "mips64", machines: ["mips64"], emulatedMachine: "mips64",
      identity: ELFIdentity(.bits64, .big, 8), flags: 0x2000_0000,
      emulators: ["qemu-mips64"], debianNames: ["mips64"],
      spellings: words("mips64eb"), variants: [], compatible: ["mips"]),
    Architecture(
      name: "mipsle", machines: ["mips", "mips64"], emulatedMachine: "mips",
      identity: ELFIdentity(.bits32, .little, 8), flags: 0x1000,
      emulators: ["qemu-mipsel"], debianNames: ["mipsel"],
      spellings: names("mipsel"), variants: [], compatible: []),
    Architecture(
      name: "mips", machines: ["mips", "mips64"], emulatedMachine: "mips",
      identity: ELFIdentity(.bits32, .big, 8), flags: 0x1000,
      emulators: ["qemu-mips"], debianNames: ["mips"],
      spellings: words("mipseb"), variants: [], compatible: []),
    Architecture(
      name: "loong64", machines: ["loongarch64"], emulatedMachine: "loongarch64",
      identity: ELFIdentity(.bits64, .little, 258), flags: 0x43,
      emulators: ["qemu-loongarch64"], debianNames: ["loong64"],
      spellings: names("loongarch64") + words("loongarch", "la64"), variants: [], compatible: []),
  ]

  private static func words(_ words: String..., implying variant: String = "") -> [Spelling] {
    words.map { Spelling(word: $0, variant: variant, isName: false) }
  }

  private static func names(_ words: String..., implying variant: String = "") -> [Spelling] {
    words.map { Spelling(word: $0, variant: variant, isName: true) }
  }
}
