/// Lines for a POSIX shell: dash, bash and busybox sh read them alike.
package enum Shell {
  /// A word that the shell passes on unchanged, whatever bytes it holds.
  ///
  /// Bytes that a terminal must not see become octal escapes of printf(1), which every shell knows.
  package static func quoted(_ text: KernelText) -> String {
    let plain = text.bytes.allSatisfy { byte in
      UnicodeScalar(byte).properties.isAlphabetic && byte < 0x80
        || "0123456789/._-+:=@%,".utf8.contains(byte)
    }
    if plain, !text.bytes.isEmpty { return String(decoding: text.bytes, as: UTF8.self) }
    var word = ""
    for byte in text.bytes {
      switch byte {
      case UInt8(ascii: "'"): word += "'\\''"
      case 0x20...0x7e: word += String(UnicodeScalar(byte))
      // Command substitution drops newlines at its end; within quotes one may stand as it is.
      case UInt8(ascii: "\n"): word += "\n"
      default: word += "'\"$(printf '\\\(octal(byte))')\"'"
      }
    }
    return "'\(word)'"
  }

  /// The same for text.
  package static func quoted(_ text: String) -> String { quoted(KernelText(text)) }

  private static func octal(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 8)
    return String(repeating: "0", count: 3 - digits.count) + digits
  }
}
