/// The flags of an entry, by the letters of `Documentation/admin-guide/binfmt-misc.rst`.
package struct Flags: Sendable, Hashable {
  /// The letters as the kernel prints them, unknown ones included.
  package let letters: String

  package init(_ letters: String) { self.letters = letters }

  /// `P`: the emulator receives the program's own `argv[0]`.
  package var preservesArgv0: Bool { letters.contains("P") }
  /// `O`: the kernel opens the program for the emulator (`AT_EXECFD`).
  package var opensBinary: Bool { letters.contains("O") }
  /// `C`: credentials come from the program, so that setuid works; implies `O`.
  package var usesCredentialsOfProgram: Bool { letters.contains("C") }
  /// `F`: the interpreter was opened at registration, and works in any root (kernel 4.8).
  package var fixesBinary: Bool { letters.contains("F") }

  /// The same flags with `letter`, as they are written in a registration.
  package func adding(_ letter: Character) -> Flags {
    letters.contains(letter) ? self : Flags(letters + String(letter))
  }

  /// What each letter means, for people; unknown letters are named as such.
  package var meanings: [String] {
    letters.map { letter in
      switch letter {
      case "P": "preserve argv0"
      case "O": "open binary"
      case "C": "credentials"
      case "F": "fix binary"
      case "T": "transparent"
      case "L": "loader"
      case "D": "registered disabled"
      default: "unknown flag \(letter)"
      }
    }
  }
}
