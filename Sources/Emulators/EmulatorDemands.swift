/// What the flags of a handler demand of the kernel and of the emulator.
package enum EmulatorDemands {
  /// The first Linux that knows the flag F (`fs/binfmt_misc.c`).
  package static let linuxWithFixBinary = [4, 8]
  /// The first Linux that tells an emulator that the flag P applies (AT_FLAGS, `fs/binfmt_misc.c`).
  package static let linuxTellingPreserveArgv0 = [5, 12]
  /// The first QEMU that asks for it (`linux-user/main.c`).
  package static let qemuAskingPreserveArgv0 = [6, 0]

  /// The letters of the flags that a new entry for an emulator has: F always, and P where that leaves
  /// the arguments of programs as they are.
  ///
  /// - Parameter credentials: whether setuid programs get their owner's rights (C).
  package static func flags(
    program: String, release: EmulatorVersion?, linux: [Int], credentials: Bool
  ) -> String {
    let preserves = canPreserveArgv0(program: program, release: release, linux: linux)
    return (credentials ? "C" : "") + "F" + (preserves ? "P" : "")
  }

  /// Whether the flag P leaves the arguments of programs as they are.
  ///
  /// An emulator that is not told takes the argument that the kernel adds for one of the program's.
  /// One whose name ends in `-binfmt-P`, as Debian's do, expects it by its name.
  package static func canPreserveArgv0(
    program: String, release: EmulatorVersion?, linux: [Int]
  ) -> Bool {
    if program.hasSuffix("-binfmt-P") { return true }
    guard let release, !linux.isEmpty else { return false }
    return !release.numbers.lexicographicallyPrecedes(qemuAskingPreserveArgv0)
      && !linux.lexicographicallyPrecedes(linuxTellingPreserveArgv0)
  }
}
