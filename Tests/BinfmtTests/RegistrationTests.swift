import Binfmt
import Testing
import Text

// What Linux 6.18 answers to a write to `register`, tried in a private instance.
@Suite struct RegistrationTests {
  private static func line(
    name: String = "a", magic: String = "AB", mask: String = "", interpreter: String = "/bin/i",
    flags: String = ""
  ) -> String {
    ":\(name):M::\(magic):\(mask):\(interpreter):\(flags)"
  }

  @Test(arguments: [
    line(), line(flags: "P"), line(flags: "POCF"), line(flags: "PPOO"), line() + "\n",
    line(name: "a b\nc"), line(interpreter: "relative/path"),
    line(name: String(repeating: "n", count: 255)),
    line(interpreter: "/" + String(repeating: "i", count: 299)),
    line(magic: String(repeating: "A", count: 256)), ":a:M:254:AB::/bin/i:", ":a:M:+5:AB::/bin/i:",
    ":a:M:-0:AB::/bin/i:", ":a:M:005:AB::/bin/i:", ":a:E::foo::/bin/i:",
    ":a:E:zz:foo:\\xzz:/bin/i:",
    ",a,M,,AB,,/bin/i,", "|a|M||AB||/bin/i|P", line(magic: "\\x41\\xfF", mask: "\\x00\\x01"),
  ])
  func theKernelTakes(line: String) {
    #expect(throws: Never.self) { try Registration(line: KernelText(line)) }
  }

  @Test(arguments: [
    (":a:M::::/i", RegistrationError.length(10)), ("", .length(0)),
    (line(interpreter: "/" + String(repeating: "i", count: 1920)), .length(1932)),
    (line(name: ""), .invalidName("")), (line(name: "."), .invalidName(".")),
    (line(name: ".."), .invalidName("..")), (line(name: "a/b"), .invalidName("a/b")),
    (line(name: "register"), .reservedName("register")),
    (line(name: "status"), .reservedName("status")),
    (":a:B::AB::/bin/i:", .unknownType("B")), (":a:MM::AB::/bin/i:", .unknownType("MM")),
    (":a:::AB::/bin/iii:", .unknownType("")),
    (line(flags: "X"), .unknownFlag("X")), (line(flags: "P:"), .unknownFlag(":")),
    (line(flags: "p"), .unknownFlag("p")), (line() + "\n\n", .unknownFlag("\\")),
    ("PaPMPPABPP/bin/iP", .invalidDelimiter("P")), ("FaFMFFABFF/bin/iF", .invalidDelimiter("F")),
    (":a:M::AB::/bin/i", .unterminated(field: "interpreter")),
    (":abcdefghijk", .unterminated(field: "name")),
    (":a:M::AB:/bin/i", .unterminated(field: "mask")),
    (line(name: "a\0b"), .unterminated(field: "name")),
    (line(interpreter: "/i\0j"), .unterminated(field: "interpreter")),
    (":a:M:-5:AB::/bin/i:", .invalidOffset("-5")), (":a:M:0x5:AB::/bin/i:", .invalidOffset("0x5")),
    (":a:M:ten:AB::/bin/i:", .invalidOffset("ten")), (":a:M: 5:AB::/bin/i:", .invalidOffset(" 5")),
    (":a:M:255:AB::/bin/i:", .invalidOffset("255")),
    (
      ":a:M:9223372036854775807:AB::/bin/i:",
      .invalidOffset("9223372036854775807")
    ),
    (line(magic: ""), .invalidMagic("")), (line(magic: "\\x4"), .invalidMagic("\\x4")),
    (line(magic: "\\xZZ"), .invalidMagic("\\xZZ")),
    (line(magic: String(repeating: "A", count: 257)), .invalidOffset("")),
    (line(mask: "\\xff"), .invalidMask("\\xff")), (line(mask: "\\xf"), .invalidMask("\\xf")),
    (":a:E::::/bin/interp:", .invalidExtension("")),
    (":a:E::a/b::/bin/i:", .invalidExtension("a/b")),
    (":a:M::ABCD:::", .emptyInterpreter),
  ])
  func theKernelRefuses(line: String, reason: RegistrationError) {
    #expect(throws: reason) { try Registration(line: KernelText(line)) }
  }

  @Test func theLongestLineIsTaken() throws {
    let path = "/" + String(repeating: "i", count: 1920 - Self.line(interpreter: "/").utf8.count)
    let line = Self.line(interpreter: path)
    #expect(line.utf8.count == 1920)
    #expect(throws: Never.self) { try Registration(line: KernelText(line)) }
    #expect(throws: RegistrationError.length(1921)) {
      try Registration(line: KernelText(line + "\n"))
    }
  }

  @Test(
    arguments: [
      ("A\\x42", [0x41, 0x42]), ("\\\\x41", [0x5c, 0x5c, 0x78, 0x34, 0x31]),
      ("\\q\\n", [0x5c, 0x71, 0x5c, 0x6e]), ("A\\", [0x41, 0x5c]),
      ("\\x7fELF", [0x7f, 69, 76, 70]),
      ("BC", [0x42, 0x43]),
    ] as [(String, [UInt8])])
  func escapesAreUndone(text: String, bytes: [UInt8]) throws {
    let registration = try Registration(line: KernelText(Self.line(magic: text)))
    #expect(registration.match == .magic(Entry.Magic(offset: 0, bytes: bytes, mask: nil)))
  }

  @Test(arguments: [
    ("", ""), ("OPF", "POF"), ("CF", "OCF"), ("FC", "OCF"), ("OCPF", "POCF"), ("PP", "P"),
    ("T", "OT"), ("LD", "L"),
  ])
  func flagsAreReadBackInTheKernelsOrder(written: String, read: String) throws {
    let registration = try Registration(line: KernelText(Self.line(flags: written)))
    #expect(registration.entry.flags.letters == read)
    #expect(registration.entry.isEnabled == !written.contains("D"))
  }

  @Test func anExtensionWithADotGetsAnother() throws {
    let registration = try Registration(line: ":a:E::.foo::/bin/i:")
    #expect(registration.match == .fileExtension(".foo"))
  }
}
