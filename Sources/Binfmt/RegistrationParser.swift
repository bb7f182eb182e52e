package import Text

/// Why the kernel refuses a registration.
package enum RegistrationError: Error, Equatable, Sendable {
  /// EINVAL: shorter than 11 or longer than 1920 bytes.
  case length(Int)
  /// EINVAL: the first byte, the delimiter, is the letter of a flag.
  case invalidDelimiter(String)
  /// EINVAL: a delimiter is missing before the named field's end, or a NUL is before it.
  case unterminated(field: String)
  /// EINVAL: empty, `.`, `..`, or with a slash. ENAMETOOLONG: over 255 bytes.
  case invalidName(KernelText)
  /// EEXIST: `register` and `status` are taken.
  case reservedName(KernelText)
  /// EINVAL: the type is neither `M` nor `E`.
  case unknownType(String)
  /// EINVAL: the offset is no number, or the magic reaches past byte 256.
  case invalidOffset(KernelText)
  /// EINVAL: empty, or with a broken `\x` escape.
  case invalidMagic(KernelText)
  /// EINVAL: of another length than the magic, or with a broken `\x` escape.
  case invalidMask(KernelText)
  /// EINVAL: empty, or with a slash.
  case invalidExtension(KernelText)
  /// EINVAL: the interpreter's path is empty.
  case emptyInterpreter
  /// EINVAL: a flag that this kernel does not know.
  case unknownFlag(Character)
  /// Every usable delimiter occurs in a field.
  case noDelimiter
}

extension Registration {
  private static let knownFlags = "POCFTLD"

  /// Reads a registration as the kernel's `create_entry` does, but for bytes of NUL, which make it
  /// ignore the rest of a magic.
  package init(line: KernelText) throws(RegistrationError) {
    guard (11...1920).contains(line.bytes.count) else { throw .length(line.bytes.count) }
    // The kernel pads the line with the delimiter, which then reads as one more flag.
    let delimiter = KernelText(line.bytes.prefix(1)).description
    guard !Self.knownFlags.contains(delimiter) else { throw .invalidDelimiter(delimiter) }
    var reader = FieldReader(line: line.bytes)
    let name = KernelText(try reader.field("name"))
    try Self.check(name: name)
    let type = try reader.field("type")
    let offset = KernelText(try reader.field("offset"))
    let magic = KernelText(try reader.field("magic"))
    let mask = KernelText(try reader.field("mask"))
    let match: Entry.Match =
      switch type {
      case [UInt8(ascii: "M")]:
        .magic(try Self.magic(offset: offset, bytes: magic, mask: mask))
      case [UInt8(ascii: "E")]:
        .fileExtension(try Self.suffix(magic))
      default:
        throw .unknownType(KernelText(type).description)
      }
    let interpreter = KernelText(try reader.field("interpreter"))
    guard !interpreter.bytes.isEmpty else { throw .emptyInterpreter }
    let letters = KernelText(reader.rest).description
    if let unknown = letters.first(where: { !Self.knownFlags.contains($0) }) {
      throw .unknownFlag(unknown)
    }
    self.init(name: name, match: match, interpreter: interpreter, flags: Flags(letters))
  }

  private static func check(name: KernelText) throws(RegistrationError) {
    let bytes = name.bytes
    guard !bytes.isEmpty, bytes.count <= 255, !bytes.contains(UInt8(ascii: "/")),
      name != ".", name != ".."
    else { throw .invalidName(name) }
    guard name != "register", name != "status" else { throw .reservedName(name) }
  }

  private static func magic(
    offset: KernelText, bytes: KernelText, mask: KernelText
  ) throws(RegistrationError) -> Entry.Magic {
    let place = offset.bytes.isEmpty ? 0 : Int(offset.description)
    guard let place, place >= 0 else { throw .invalidOffset(offset) }
    guard let magic = unescaped(bytes.bytes), !magic.isEmpty else { throw .invalidMagic(bytes) }
    guard place <= 256 - magic.count else { throw .invalidOffset(offset) }
    if mask.bytes.isEmpty { return Entry.Magic(offset: place, bytes: magic, mask: nil) }
    guard let bits = unescaped(mask.bytes), bits.count == magic.count
    else { throw .invalidMask(mask) }
    return Entry.Magic(offset: place, bytes: magic, mask: bits)
  }

  private static func suffix(_ text: KernelText) throws(RegistrationError) -> KernelText {
    guard !text.bytes.isEmpty, !text.bytes.contains(UInt8(ascii: "/"))
    else { throw .invalidExtension(text) }
    return text
  }

  /// Undoes `\x` escapes, the only ones that the kernel knows here (`UNESCAPE_HEX`).
  ///
  /// Any other byte after a backslash stays, so that a second backslash begins no escape.
  private static func unescaped(_ text: [UInt8]) -> [UInt8]? {
    var result: [UInt8] = []
    result.reserveCapacity(text.count / 4)
    var place = 0
    while place < text.count {
      let isEscape = text[place] == UInt8(ascii: "\\") && place + 1 < text.count
      if isEscape, text[place + 1] == UInt8(ascii: "x") {
        guard place + 3 < text.count, let high = HexDigits.value(of: text[place + 2]),
          let low = HexDigits.value(of: text[place + 3])
        else { return nil }
        result.append(high << 4 | low)
        place += 4
      } else {
        result += text[place...(isEscape ? place + 1 : place)]
        place += isEscape ? 2 : 1
      }
    }
    return result
  }
}

/// Cuts a registration at its delimiter, which is the line's first byte.
private struct FieldReader {
  private let delimiter: UInt8
  private(set) var rest: ArraySlice<UInt8>

  init(line: [UInt8]) {
    delimiter = line.first ?? 0
    rest = line.dropFirst()
    if rest.last == UInt8(ascii: "\n") { rest = rest.dropLast() }
  }

  mutating func field(_ name: String) throws(RegistrationError) -> [UInt8] {
    guard let end = rest.firstIndex(of: delimiter), !rest[..<end].contains(0)
    else { throw .unterminated(field: name) }
    defer { rest = rest[(end + 1)...] }
    return Array(rest[..<end])
  }
}
