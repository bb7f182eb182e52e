import Binfmt
import Testing
import Text

@Suite struct RegistrationWritingTests {
  private func registration(
    name: KernelText = "n", interpreter: KernelText = "/i", flags: String = "F",
    match: Entry.Match = .magic(Entry.Magic(offset: 0, bytes: [0x41, 0], mask: [0xff, 0xfe]))
  ) -> Registration {
    Registration(name: name, match: match, interpreter: interpreter, flags: Flags(flags))
  }

  @Test func bytesAreWrittenAsEscapes() throws {
    #expect(try registration().line() == ":n:M:0:\\x41\\x00:\\xff\\xfe:/i:F")
    let suffix = registration(flags: "", match: .fileExtension("foo"))
    #expect(try suffix.line() == ":n:E::foo::/i:")
  }

  @Test(
    arguments: [
      ("a:b", "/i", ","), ("a", "/i:,", "|"), ("a:", "/,|", "!"), ("a:,|!", "/i", ";"),
      ("a:,|!;", "/i", "@"),
    ] as [(KernelText, KernelText, Character)])
  func theDelimiterOccursInNoField(name: KernelText, interpreter: KernelText, first: Character)
    throws
  {
    let registration = registration(name: name, interpreter: interpreter)
    let line = try registration.line()
    #expect(line.description.first == first)
    #expect(try Registration(line: line) == registration)
  }

  @Test func aLineThatCannotBeWrittenIsNone() {
    #expect(throws: RegistrationError.noDelimiter) {
      try registration(name: ":,|", interpreter: "/!;@").line()
    }
    #expect(throws: RegistrationError.invalidName("a/b")) {
      try registration(name: "a/b").line()
    }
    #expect(throws: RegistrationError.emptyInterpreter) {
      try registration(interpreter: "").line()
    }
    #expect(throws: RegistrationError.unterminated(field: "interpreter")) {
      try registration(interpreter: "/i\0").line()
    }
    #expect(throws: RegistrationError.unknownFlag("Z")) { try registration(flags: "Z").line() }
    #expect(throws: RegistrationError.unknownType("")) { try registration(match: .unknown).line() }
    let empty = Entry.Match.magic(Entry.Magic(offset: 0, bytes: [], mask: nil))
    #expect(throws: RegistrationError.invalidMagic("")) { try registration(match: empty).line() }
    // As escapes, four bytes each, a long magic and its mask pass the kernel's limit of a write.
    let bytes = [UInt8](repeating: 0, count: 256)
    let long = Entry.Match.magic(Entry.Magic(offset: 0, bytes: bytes, mask: bytes))
    #expect(throws: RegistrationError.length(2061)) { try registration(match: long).line() }
  }

  @Test(arguments: [
    KernelText("/i j\nk"), KernelText([0x2f, 0xff, 0xfe]), "/i'\"$`\\x00", "/\u{1b}[31m",
  ])
  func anyInterpreterSurvives(path: KernelText) throws {
    let registration = registration(interpreter: path)
    #expect(try Registration(line: registration.line()) == registration)
  }

  @Test func everyByteOfAMagicSurvives() throws {
    for start in [0, 128] {
      let bytes = (start..<(start + 128)).map { UInt8($0) }
      let match = Entry.Match.magic(Entry.Magic(offset: 9, bytes: bytes, mask: bytes.reversed()))
      let registration = registration(match: match)
      let line = try registration.line()
      #expect(!line.bytes.contains(0) && !line.bytes.contains(0x0a))
      #expect(try Registration(line: line) == registration)
    }
  }

  @Test func anEntryIsRegisteredAgain() throws {
    let entry = Entry(name: "e", text: KernelText(EntryParserTests.today))
    let again = try #require(entry.registration)
    #expect(try Registration(line: again.line()).entry == entry)
    var better = again
    better.flags = better.flags.adding("C")
    #expect(better.entry.flags.letters == "POCF")
  }
}
