/// What the header of an ELF file says of the program in it (`elf(5)`).
package struct ELFHeader: Sendable, Hashable, Codable {
  /// Class, byte order and machine.
  package let identity: ELFIdentity
  /// `e_type`: 2 is a program at a fixed address, 3 a position-independent one.
  package let type: UInt16
  /// The path in `PT_INTERP`: the loader that a dynamically linked program needs; empty where it
  /// lies beyond the bytes that were read. Nil means that the program needs none.
  package let loader: String?

  /// How many bytes from the start of a file are enough to read a program's header and loader.
  package static let prefixLength = 4096

  /// Reads the header in the first bytes of a file; nil when they are no ELF program.
  package init?(prefix bytes: [UInt8]) {
    guard bytes.count >= 20, bytes.starts(with: [0x7f, 0x45, 0x4c, 0x46]),
      let wordSize = ELFIdentity.Class(rawValue: bytes[4]),
      let byteOrder = ELFIdentity.ByteOrder(rawValue: bytes[5])
    else { return nil }
    let reader = FieldReader(bytes: bytes, byteOrder: byteOrder)
    guard let type = reader.field(at: 16, bytes: 2), let machine = reader.field(at: 18, bytes: 2)
    else { return nil }
    identity = ELFIdentity(wordSize, byteOrder, UInt16(machine))
    self.type = UInt16(type)
    loader = reader.loader(wide: wordSize == .bits64)
  }
}

/// Reads unsigned fields of an ELF file in its own byte order.
private struct FieldReader {
  let bytes: [UInt8]
  let byteOrder: ELFIdentity.ByteOrder

  func field(at offset: UInt64, bytes count: UInt64) -> UInt64? {
    guard let end = offset.adding(count), end <= UInt64(bytes.count) else { return nil }
    let field = bytes[Int(offset)..<Int(end)]
    let ordered = byteOrder == .big ? Array(field) : field.reversed()
    return ordered.reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// The path that the `PT_INTERP` program header points at.
  func loader(wide: Bool) -> String? {
    let word: UInt64 = wide ? 8 : 4
    guard let table = field(at: wide ? 32 : 28, bytes: word),
      let size = field(at: wide ? 54 : 42, bytes: 2),
      let count = field(at: wide ? 56 : 44, bytes: 2)
    else { return nil }
    for index in 0..<count {
      guard let entry = table.adding(index * size), let type = field(at: entry, bytes: 4)
      else { return nil }
      guard type == 3 else { continue }
      guard let start = entry.adding(wide ? 8 : 4).flatMap({ field(at: $0, bytes: word) }),
        let length = entry.adding(wide ? 32 : 16).flatMap({ field(at: $0, bytes: word) }),
        let end = start.adding(length), end <= UInt64(bytes.count)
      else { return "" }
      let path = bytes[Int(start)..<Int(end)].prefix { $0 != 0 }
      return String(decoding: path, as: UTF8.self)
    }
    return nil
  }
}

extension UInt64 {
  /// The sum, or nil where a hostile file makes it overflow.
  fileprivate func adding(_ other: UInt64) -> UInt64? {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? nil : sum
  }
}
