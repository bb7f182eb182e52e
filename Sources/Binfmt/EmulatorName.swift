package import Platforms
package import Text

extension Architecture {
  /// The name of the entry that the binfmt image, Debian and QEMU's own script register for it.
  package var entryName: KernelText { KernelText(emulators.first ?? "qemu-\(name)") }

  /// Whether a program is, by its name, QEMU's emulator for it: `qemu-aarch64`, `qemu-aarch64-static`,
  /// or `aarch64-binfmt-P`, as Debian names the one that takes the flag P.
  package func isEmulator(named program: String) -> Bool {
    emulators.contains {
      program == $0 || program.hasPrefix("\($0)-") || "qemu-\(program)".hasPrefix("\($0)-")
    }
  }
}
