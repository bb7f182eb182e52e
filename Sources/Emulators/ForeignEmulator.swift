/// An emulator that is not QEMU, which somebody chose for what QEMU cannot do: it is kept as it is.
package struct ForeignEmulator: Sendable, Hashable {
  /// What people call it.
  package let name: String
  /// How the names of its programs begin.
  let programs: [String]
  /// What registers it whenever the machine starts; nil where that is nobody in particular.
  package let keeper: String?

  /// The emulators, by the names under which their makers install them.
  package static let table = [
    ForeignEmulator(
      name: "Rosetta", programs: ["rosetta"],
      keeper: "the software that runs this virtual machine (Docker Desktop, Lima, OrbStack, UTM)"),
    ForeignEmulator(name: "FEX", programs: ["FEX"], keeper: nil),
    ForeignEmulator(name: "box64", programs: ["box64", "box86", "box32"], keeper: nil),
    ForeignEmulator(name: "houdini", programs: ["houdini"], keeper: nil),
    ForeignEmulator(name: "ndk_translation", programs: ["ndk_translation"], keeper: nil),
    ForeignEmulator(name: "blink", programs: ["blink"], keeper: nil),
  ]

  /// The emulator that a program is, by the last part of its path.
  package static func named(_ program: String) -> ForeignEmulator? {
    table.first { row in row.programs.contains { program.hasPrefix($0) } }
  }
}
