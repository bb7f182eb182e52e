/// What the header of an ELF file says of the program in it (`elf(5)`).
package struct ELFHeader: Sendable, Hashable, Codable {
  /// Class, byte order and machine.
  package let identity: ELFIdentity
  /// `e_type`: 2 is a program at a fixed address, 3 a position-independent one.
  package let type: UInt16
  /// The path in `PT_INTERP`: the loader that a dynamically linked program needs; empty where it, or
  /// the table that may name it, lies beyond the bytes that were read. Nil means that it needs none.
  package let loader: String?

  /// How many bytes from the start of a file hold the header, and as a rule the table behind it.
  package static let prefixLength = 4096

  /// Reads the header in the first bytes of a file; nil when they are no ELF program.
  package init?(prefix bytes: [UInt8]) {
    self.init(prefix: bytes) { _, _ in [] }
  }

  /// Reads the header, and what it points at; nil when the file is no ELF program.
  ///
  /// - Parameters:
  ///   - bytes: the first bytes of the file, `prefixLength` where it has as many.
  ///   - read: reads further bytes at an offset, at most 64 KiB; fewer at the end of the file.
  package init?<Failure: Error>(
    prefix bytes: [UInt8], reading read: (_ offset: UInt64, _ count: Int) throws(Failure) -> [UInt8]
  ) throws(Failure) {
    guard bytes.count >= 20, bytes.starts(with: [0x7f, 0x45, 0x4c, 0x46]),
      let wordSize = ELFIdentity.Class(rawValue: bytes[4]),
      let byteOrder = ELFIdentity.ByteOrder(rawValue: bytes[5])
    else { return nil }
    let header = FieldReader(bytes: bytes[...], byteOrder: byteOrder)
    guard let type = header.field(at: 16, bytes: 2), let machine = header.field(at: 18, bytes: 2)
    else { return nil }
    identity = ELFIdentity(wordSize, byteOrder, UInt16(machine))
    self.type = UInt16(type)
    guard let table = header.table(wide: wordSize == .bits64) else {
      loader = nil
      return
    }
    func part(_ offset: UInt64, _ count: Int) throws(Failure) -> ArraySlice<UInt8>? {
      if let end = offset.adding(UInt64(count)), end <= UInt64(bytes.count) {
        return bytes[Int(offset)..<Int(end)]
      }
      let part = try read(offset, count)
      return part.count == count ? part[...] : nil
    }
    guard let segments = try part(table.offset, table.entrySize * table.count) else {
      loader = ""
      return
    }
    let reader = FieldReader(bytes: segments, byteOrder: byteOrder)
    guard let segment = reader.interpreter(table, wide: wordSize == .bits64) else {
      loader = nil
      return
    }
    let path = segment.count <= Self.longestPath ? try part(segment.offset, segment.count) : nil
    loader = String(decoding: (path ?? []).prefix { $0 != 0 }, as: UTF8.self)
  }

  /// The kernel takes no longer one (PATH_MAX, `load_elf_binary` in `fs/binfmt_elf.c`).
  private static let longestPath = 4096
}

/// Where the program headers are.
struct ProgramHeaderTable {
  let offset: UInt64
  let entrySize: Int
  let count: Int
}

/// Reads unsigned fields of a part of an ELF file in the file's own byte order.
struct FieldReader {
  let bytes: ArraySlice<UInt8>
  let byteOrder: ELFIdentity.ByteOrder

  func field(at offset: UInt64, bytes count: UInt64) -> UInt64? {
    guard let end = offset.adding(count), end <= UInt64(bytes.count) else { return nil }
    let field = bytes[(bytes.startIndex + Int(offset))..<(bytes.startIndex + Int(end))]
    let ordered = byteOrder == .big ? Array(field) : field.reversed()
    return ordered.reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// The table that the kernel reads; nil where it reads none: entries of another size, or more than
  /// 64 KiB of them, are no program's (`load_elf_phdrs` in `fs/binfmt_elf.c`).
  func table(wide: Bool) -> ProgramHeaderTable? {
    guard let offset = field(at: wide ? 32 : 28, bytes: wide ? 8 : 4),
      let size = field(at: wide ? 54 : 42, bytes: 2),
      let count = field(at: wide ? 56 : 44, bytes: 2),
      size == (wide ? 56 : 32), count > 0, size * count <= 65_536
    else { return nil }
    return ProgramHeaderTable(offset: offset, entrySize: Int(size), count: Int(count))
  }

  /// Where the first `PT_INTERP` of a table says that the loader's path is.
  func interpreter(_ table: ProgramHeaderTable, wide: Bool) -> (offset: UInt64, count: Int)? {
    let word: UInt64 = wide ? 8 : 4
    for index in 0..<table.count {
      let entry = UInt64(index * table.entrySize)
      guard field(at: entry, bytes: 4) == 3,
        let start = field(at: entry + (wide ? 8 : 4), bytes: word),
        let length = field(at: entry + (wide ? 32 : 16), bytes: word)
      else { continue }
      return (start, Int(clamping: length))
    }
    return nil
  }
}

extension UInt64 {
  /// The sum, or nil where a hostile file makes it overflow.
  func adding(_ other: UInt64) -> UInt64? {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? nil : sum
  }
}
