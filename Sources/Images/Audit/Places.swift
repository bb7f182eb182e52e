/// Where files of other CPUs are on purpose.
///
/// Seen in Debian's golang, qemu-system-data, syslinux-common, opensbi, arch-test and cross packages,
/// in language images, and in kernels' firmware.
enum Places {
  /// Whether nothing executes or loads what is there.
  static func isData(_ path: TreePath) -> Bool {
    let name = String(decoding: path.name, as: UTF8.self)
    if suffixes.contains(where: { name.hasSuffix($0) }) || name.contains(".so.debug") {
      return true
    }
    let parts = path.parts.dropLast().map { String(decoding: $0, as: UTF8.self) }
    // The emulator of the machine that builds, as balena's base images bring it along.
    if parts.last == "bin", name.hasPrefix("qemu-") { return true }
    if parts.contains(where: names.contains) { return true }
    if path.parts.contains(where: isOfOtherSystem) { return true }
    let directory = "/" + parts.joined(separator: "/") + "/"
    if prefixes.contains(where: { directory.hasPrefix($0) }) { return true }
    return parts.contains { isTriple($0) } && !isLibraryDirectory(parts)
  }

  /// Whether a program's own parts are there: where they are missing, some other way is taken.
  static func isOfPackage(_ path: TreePath) -> Bool {
    path.parts.contains { part in
      packages.contains { part.elementsEqual($0.utf8) }
    }
  }

  private static let packages = [
    "node_modules", "site-packages", "dist-packages", "gems", "vendor", ".cache", "prebuilds",
    ".m2", ".gradle", ".cargo",
  ]

  private static let names: Set<String> = [
    "testdata", "test", "tests", "test-data", "testing", "fixtures", "__tests__", "firmware",
    "rustlib", "gcc-cross", "arch-test", "sysroot", "sysroots", "qemu-firmware", "debug",
    "dSYM", "openbios", "palcode",
    // Of debugpy: for programs that it is attached to, on those CPUs alone.
    "pydevd_attach_to_process",
  ]

  private static let suffixes = [
    ".debug", ".syso", ".o", ".ko", ".a", ".go", ".bpf", ".c32", ".elf", ".mod", ".img", ".rom",
    ".bin", ".dbg", ".efi", ".lkrn", ".module",
  ]

  private static let prefixes = [
    "/usr/share/qemu/", "/usr/share/syslinux/", "/usr/share/u-boot/", "/usr/share/grub/",
    "/usr/share/seabios/", "/usr/share/ipxe/", "/usr/share/openbios/", "/usr/share/slof/",
    "/usr/lib/syslinux/", "/usr/lib/SYSLINUX/", "/usr/lib/ISOLINUX/", "/usr/lib/PXELINUX/",
    "/usr/lib/EXTLINUX/", "/usr/lib/grub/", "/usr/lib/u-boot/", "/usr/lib/ipxe/",
    "/usr/lib/riscv64-linux-gnu/opensbi/", "/usr/share/opensbi/", "/usr/lib/opensbi/",
    "/usr/libexec/valgrind/", "/usr/lib/valgrind/", "/lib/modules/", "/usr/lib/modules/", "/boot/",
    "/usr/share/palcode/", "/usr/lib/shim/", "/usr/share/doc/", "/usr/lib/klibc/",
  ]

  /// Whether a name is that of a build for another system than Linux: `android-arm64`.
  private static func isOfOtherSystem(_ part: ArraySlice<UInt8>) -> Bool {
    guard let reading = CPUWords.reading(part) else { return false }
    let words = reading.template.split(separator: "-").map(String.init)
    return !words.contains("linux") && words.contains(where: otherSystems.contains)
  }

  private static let otherSystems: Set<String> = [
    "android", "ios", "freebsd", "openbsd", "netbsd", "dragonfly", "sunos", "solaris", "illumos",
    "aix", "darwin", "win32", "windows", "haiku", "fuchsia",
  ]

  /// Whether a name is a GNU triple, such as `aarch64-linux-gnu`.
  private static func isTriple(_ name: String) -> Bool {
    let parts = name.split(separator: "-")
    guard parts.count >= 3, CPUWords.name(String(parts[0])) != nil else { return false }
    return parts.contains { $0 == "linux" || $0 == "none" || $0 == "elf" }
  }

  /// Whether the triple only names where a system keeps its own libraries.
  private static func isLibraryDirectory(_ parts: [String]) -> Bool {
    guard let index = parts.firstIndex(where: { isTriple($0) }) else { return false }
    return index > 0 && ["lib", "libexec"].contains(parts[index - 1])
      && !["gcc", "gcc-cross"].contains(parts[index - 1])
  }
}
