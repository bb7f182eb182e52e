/// An emulator that is not QEMU, which somebody chose for what QEMU cannot do: it is kept as it is.
package struct ForeignEmulator: Sendable, Hashable {
  /// What people call it.
  package let name: String
  /// How the names of its programs begin.
  let programs: [String]
  /// Whether the software that runs the virtual machine registers it whenever that starts: Docker
  /// Desktop, Lima, OrbStack, UTM.
  package let isRegisteredByMachine: Bool

  private init(name: String, programs: [String], isRegisteredByMachine: Bool = false) {
    self.name = name
    self.programs = programs
    self.isRegisteredByMachine = isRegisteredByMachine
  }

  /// The emulators, by the names under which their makers install them.
  package static let table = [
    ForeignEmulator(name: "Rosetta", programs: ["rosetta"], isRegisteredByMachine: true),
    ForeignEmulator(name: "FEX", programs: ["FEX"]),
    ForeignEmulator(name: "box64", programs: ["box64", "box86", "box32"]),
    ForeignEmulator(name: "houdini", programs: ["houdini"]),
    ForeignEmulator(name: "ndk_translation", programs: ["ndk_translation"]),
    ForeignEmulator(name: "blink", programs: ["blink"]),
  ]

  /// The emulator that a program is, by the last part of its path.
  package static func named(_ program: String) -> ForeignEmulator? {
    table.first { row in row.programs.contains { program.hasPrefix($0) } }
  }
}
