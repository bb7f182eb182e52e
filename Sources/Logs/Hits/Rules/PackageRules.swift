import Platforms

/// Libraries, packages, lock files and compilers of another CPU.
extension Rule {
  static let packages: [Rule] = libraries + modules + managers + compilers

  private static let libraries: [Rule] = [
    .always("~.node: cannot open shared object file", .missingModule),
    .always("~.node: invalid ELF header", .foreignLibrary),
    .always("~: wrong ELF class: ELFCLASS", unless: ["cannot be preloaded"], .foreignLibrary),
    .always("~: invalid ELF header (Possible cause: ", .jniLibrary),
    .always("~ImportError: *: invalid ELF header", .foreignLibrary),
    .always("~Unable to import module *: invalid ELF header", .foreignLibrary),
    .always("~: invalid ELF header", .damagedLibrary, .hint),
    .always("~ImportError: *-linux-gnu*.so: cannot open shared object file", .foreignLibrary),
    Rule("~Unable to import module *: /*.so: cannot open shared object file") { situation in
      Meaning(.foreignLibrary, subject: situation.captures.last.map { "/\($0).so" })
    },
    Rule("~Error loading shared library ld-*: No such file or directory", loader),
    Rule("~error while loading shared libraries: ld-*: cannot open shared object file", loader),
    .always("~(Possible cause: can't load ", .jniLibrary),
    .always("~(Possible cause: endianness mismatch)", .jniLibrary),
    .always("~(Possible cause: architecture word width mismatch)", .jniLibrary),
    Rule("~Unable to import module *: No module named '*._*'", pythonExtension),
    Rule("~Unable to import module *: cannot import name '_*'", pythonExtension),
    .always("~Unable to import module *: Unable to import required dependencies", .missingModule),
    .always("~: file in wrong format$", .foreignLibrary),
    .always("~Relocations in generic ELF (EM: ", .crossCompiler),
  ]

  private static let modules: [Rule] = [
    Rule("~Could not load the \"sharp\" module using the ") { _ in
      Meaning(.missingModule, subject: "sharp")
    },
    Rule("~Something went wrong installing the \"sharp\" module") { _ in
      Meaning(.missingModule, subject: "sharp")
    },
    Rule("~You installed esbuild for another platform") { situation in
      // Modules of another system were copied with it; their CPU does not matter.
      situation.facts.holdsOtherSystem && situation.isForeign != true
        ? Meaning(.lockFile, .hint) : Meaning(.foreignLibrary)
    },
    Rule("~Cannot find module '../build/Release/*'", module),
    Rule("~Failed to load SWC binary for linux/*") { situation in
      situation.text.contains("linux/x64") && situation.isForeign != true
        ? Meaning(.lockFile, .hint) : Meaning(.foreignLibrary, subject: situation.captures.first)
    },
    Rule("~Cannot find module *linux-*", optionalModule),
    Rule("~The package \"*linux-*\" could not be found", optionalModule),
    Rule("~Cannot find native binding", foreignModule),
    .always("~Your bundle only supports platforms [", .lockFile),
    .foreign("~Unable to find installation candidates for ", .lockFile, elsewhere: .lockFile),
    .foreign("~or wheel for the current platform", .lockFile, elsewhere: .lockFile),
  ]

  private static let managers: [Rule] = [
    Rule("~package architecture (*) does not match system (*)") { situation in
      Meaning(
        .packageForAnotherCPU, platform: situation.captures.last.flatMap { Platform(in: $0) },
        subject: situation.captures.first)
    },
    Rule("~Unsupported platform for *: wanted {*}") { situation in
      // Of another system, such as darwin, it says nothing about CPUs.
      let wanted = situation.captures.last ?? ""
      let isCPU = wanted.contains("\"cpu\"") || wanted.contains("\"arch\"")
      let isAny = wanted.contains("\"any\"")
      return isCPU && !isAny
        ? Meaning(.packageForAnotherCPU, subject: situation.captures.first)
        : Meaning(.lockFile, .hint, subject: situation.captures.first)
    },
    .always("~The CPU architecture \"*\" is incompatible with this module", .packageForAnotherCPU),
    Rule("~* is not a supported wheel on this platform", wheel),
    .always("~package * is intended for a different architecture", .packageForAnotherCPU),
    .always("~package * is intended for a * architecture", .packageForAnotherCPU),
    .always("~package * does not have a compatible architecture", .packageForAnotherCPU),
    .always("~error: * package architecture is not valid", .packageForAnotherCPU),
    .always("~package * does not have a valid architecture", .packageForAnotherCPU),
    .always("~: arch mismatch", .packageForAnotherCPU),
    .always("~BAD archive: uninstallable: arch", .packageForAnotherCPU),
    .always("~error: uninstallable", .packageForAnotherCPU, .hint),
  ]

  private static let compilers: [Rule] = [
    Rule("~unrecognized command*line option *-m*", unless: ["-mno-", "-march="]) { situation in
      let flags = [
        "-m64", "-m32", "-msse", "-mavx", "-maes", "-mfpu", "-mfloat-abi", "-mthumb", "-marm",
      ]
      return flags.contains { situation.text.contains($0) }
        ? Meaning(.crossCompiler, subject: situation.text) : nil
    },
    Rule("~bad value (*) for *-march=* switch", flagOfOther),
    Rule("~bad value *for *-mcpu=* switch", flagOfOther),
    .always("~gcc_*.S:*: Error: no such instruction", .crossCompiler),
    .always("~gcc_*.S: Assembler messages:", .crossCompiler),
    .foreign("~: Error: no such instruction: ", .crossCompiler),
    .always("~failed to find tool*-linux-*", .crossCompiler),
    .always("~linker `*-linux-*` not found", .crossCompiler),
    .always("~exec: \"*-linux-*\": executable file not found in ", .crossCompiler),
    .always("-linux-gnu*-gcc: command not found", .crossCompiler),
    .always("-linux-*-gcc: not found", .crossCompiler),
    .always("~ is incompatible with elf64-", .crossCompiler, .hint),
  ]

  private static func flagOfOther(_ situation: Situation) -> Meaning? {
    guard let value = situation.captures.first?.trimmingQuotes else { return nil }
    return value.hasPrefix("armv") || value.hasPrefix("x86-64") || value.hasPrefix("rv64")
      || value.hasPrefix("cortex") ? Meaning(.crossCompiler, subject: situation.text) : nil
  }

  /// A loader's name tells its architecture.
  private static func loader(_ situation: Situation) -> Meaning? {
    let name = situation.captures.first ?? ""
    let machine = ["x86-64": "amd64", "aarch64": "arm64", "armhf": "arm"]
      .first { name.contains($0.key) }?.value
    guard let machine, let platform = situation.platform, platform.architecture != machine
    else { return Meaning(.loaderMissing, .hint, subject: "ld-" + name) }
    return Meaning(.programForAnotherCPU, subject: "ld-" + name)
  }

  /// Names that begin with a line are those of compiled modules.
  private static func pythonExtension(_ situation: Situation) -> Meaning? {
    Meaning(.missingModule, subject: situation.captures.dropFirst().joined(separator: "._"))
  }

  private static func module(_ situation: Situation) -> Meaning? {
    situation.text.contains("linux") || situation.isForeign == true
      ? Meaning(.missingModule, subject: situation.captures.first)
      : Meaning(.missingModule, .hint, subject: situation.captures.first)
  }

  /// npm leaves out optional packages of platforms that the lock file does not name, and on amd64 has
  /// a defect that does the same.
  private static func optionalModule(_ situation: Situation) -> Meaning? {
    let words = situation.captures.joined(separator: "linux-")
    let isOfAMD64 = words.contains("linux-x64") || words.contains("linux-ia32")
    let isOther = situation.isForeign == true || !isOfAMD64 && situation.host == nil
    return Meaning(.lockFile, isOther ? .cause : .hint, subject: words.trimmingQuotes)
  }

  private static func foreignModule(_ situation: Situation) -> Meaning? {
    Meaning(.lockFile, situation.isForeign == true ? .cause : .hint)
  }

  /// A wheel's name ends with its platform; on the platform that it names it is the version that does
  /// not fit.
  private static func wheel(_ situation: Situation) -> Meaning? {
    let name = situation.captures.first?.split(separator: " ").last.map(String.init) ?? ""
    let machine = ["x86_64": "amd64", "aarch64": "arm64", "armv7l": "arm", "i686": "386"]
      .first { name.contains($0.key) }?.value
    guard let machine, let platform = situation.platform else { return nil }
    return platform.architecture != machine
      ? Meaning(.packageForAnotherCPU, subject: name.trimmingQuotes) : nil
  }
}
