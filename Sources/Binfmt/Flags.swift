/// The flags of an entry, by the letters of `Documentation/admin-guide/binfmt-misc.rst`.
package struct Flags: Sendable, Hashable {
  /// The letters as the kernel prints them, unknown ones included.
  package let letters: String

  package init(_ letters: String) { self.letters = letters }

  /// `P`: the emulator receives the program's own `argv[0]`.
  package var preservesArgv0: Bool { has("P") }
  /// `C`: credentials come from the program, so that setuid works; implies `O`.
  package var usesCredentialsOfProgram: Bool { has("C") }
  /// `F`: the interpreter was opened at registration, and works in any root (kernel 4.8).
  package var fixesBinary: Bool { has("F") }

  private func has(_ letter: Unicode.Scalar) -> Bool { letters.unicodeScalars.contains(letter) }

  /// The same flags with `letter`, as they are written in a registration.
  package func adding(_ letter: Character) -> Flags {
    letters.contains(letter) ? self : Flags(letters + String(letter))
  }

  /// The same flags without `letter`.
  package func removing(_ letter: Character) -> Flags { Flags(letters.filter { $0 != letter }) }
}
