package import Text

/// What is written to `register` to make an entry (`Documentation/admin-guide/binfmt-misc.rst`).
package struct Registration: Sendable, Hashable {
  /// The entry's name.
  package var name: KernelText
  /// What it takes.
  package var match: Entry.Match
  /// The interpreter's path.
  package var interpreter: KernelText
  /// The flags.
  package var flags: Flags

  package init(name: KernelText, match: Entry.Match, interpreter: KernelText, flags: Flags) {
    self.name = name
    self.match = match
    self.interpreter = interpreter
    self.flags = flags
  }

  /// The entry that the kernel would make of it.
  package var entry: Entry {
    // The kernel prints flags in an order of its own, and C and T bring O along.
    let bringsO = flags.usesCredentialsOfProgram || flags.letters.contains("T")
    let letters = bringsO ? flags.adding("O").letters : flags.letters
    let printed = "POCFTL".filter { letters.contains($0) }
    return Entry(
      name: name, isEnabled: !letters.contains("D"), interpreter: interpreter,
      flags: Flags(printed), match: match)
  }

  /// The bytes to write, validated by the kernel's own rules.
  ///
  /// Magic and mask are written with `\x` escapes only, so the text is free of NUL and newline.
  package func line() throws(RegistrationError) -> KernelText {
    let delimiters = [":", ",", "|", "!", ";", "@"].map { UInt8(ascii: $0) }
    guard let delimiter = delimiters.first(where: free) else { throw .noDelimiter }
    var fields: [[UInt8]] = [name.bytes]
    switch match {
    case .magic(let magic):
      fields += [[UInt8(ascii: "M")], Array(String(magic.offset).utf8)]
      fields += [Self.escaped(magic.bytes), magic.mask.map(Self.escaped) ?? []]
    case .fileExtension(let suffix):
      fields += [[UInt8(ascii: "E")], [], suffix.bytes, []]
    case .unknown:
      throw .unknownType("")
    }
    fields += [interpreter.bytes, Array(flags.letters.utf8)]
    let line = KernelText([delimiter] + fields.joined(separator: [delimiter]))
    _ = try Registration(line: line)
    return line
  }

  private func free(_ delimiter: UInt8) -> Bool {
    let suffix: [UInt8] = if case .fileExtension(let text) = match { text.bytes } else { [] }
    return ![name.bytes, interpreter.bytes, suffix].joined().contains(delimiter)
  }

  private static func escaped(_ bytes: [UInt8]) -> [UInt8] {
    let backslash = Array("\\x".utf8)
    return bytes.flatMap { backslash + HexDigits.digits(of: [$0]) }
  }
}
