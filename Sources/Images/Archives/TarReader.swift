/// An entry of a tar archive.
package struct TarEntry: Sendable, Equatable {
  /// What it is.
  package enum Kind: Sendable, Equatable {
    case file
    /// Another name of a file that stands before it.
    case hardLink
    case symbolicLink
    case directory
    /// A device or a pipe.
    case special
  }

  /// What it is.
  package let kind: Kind
  /// Its name as it is written, which need be no text.
  package let name: [UInt8]
  /// What a link refers to, as it is written; empty for all else.
  package let link: [UInt8]
  /// Its permissions.
  package let mode: UInt32
  /// The bytes of it that are in the archive.
  package let size: UInt64
  /// Whether the archive has its first bytes: a sparse file may begin with a hole.
  package let beginsWithData: Bool
}

/// Reads a tar archive from its start to its end, in constant memory: ustar, GNU and PAX.
package final class TarReader: ByteSource {
  private let source: any ByteSource
  /// What of the last entry has not been read, and the padding behind it.
  private var left: UInt64 = 0
  private var padding: UInt64 = 0
  private var global = TarRecords()
  /// How many headers there have been.
  package private(set) var count = 0
  private let limit: Int

  /// Linux takes no longer name (PATH_MAX); beside names, records hold attributes.
  private static let longestName = 4096
  private static let longestRecords: UInt64 = 1 << 20

  /// - Parameter limit: how many headers are read before it is an error.
  package init(_ source: any ByteSource, limit: Int = .max) {
    self.source = source
    self.limit = limit
  }

  /// The next entry; nil at the end. Throws `TarError`, and what the source throws.
  package func next() throws -> TarEntry? {
    var records = global
    while true {
      try pass(left + padding)
      (left, padding) = (0, 0)
      guard let header = try header() else { return nil }
      guard header.size < 1 << 62 else { throw TarError.damagedHeader }
      switch header.type {
      case UInt8(ascii: "x"): try records.add(try text(header))
      case UInt8(ascii: "g"):
        try global.add(try text(header))
        records = global
      case UInt8(ascii: "L"): records.name = try text(header).prefix { $0 != 0 } + []
      case UInt8(ascii: "K"): records.link = try text(header).prefix { $0 != 0 } + []
      default: return try entry(header, records)
      }
    }
  }

  /// The first bytes of the last entry, as many as tell what it is.
  package func start() throws -> [UInt8] { try bytes(min(FileHead.length, Int(clamping: left))) }

  /// Reads on in the last entry.
  package func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    let count = min(buffer.count, Int(clamping: left))
    guard count > 0 else { return 0 }
    let length = try source.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<count]))
    guard length > 0 else { throw TarError.cutOff }
    left -= UInt64(length)
    return length
  }

  /// Moves on in the last entry.
  package func skip(_ count: UInt64) throws -> UInt64 {
    let count = min(count, left)
    try pass(count)
    left -= count
    return count
  }

  private func pass(_ count: UInt64) throws {
    guard count > 0 else { return }
    guard try source.skip(count) == count else { throw TarError.cutOff }
  }

  private func header() throws -> TarHeader? {
    try withUnsafeTemporaryAllocation(byteCount: TarHeader.size, alignment: 8) { block in
      let length = try source.fill(block)
      // Some programs leave the blocks of zeros at the end out.
      if length == 0 { return nil }
      guard length == TarHeader.size else { throw TarError.cutOff }
      guard count < limit else { throw TarError.tooManyEntries }
      count += 1
      return try TarHeader(UnsafeRawBufferPointer(block))
    }
  }

  private func text(_ header: TarHeader) throws -> [UInt8] {
    guard header.size <= Self.longestRecords else { throw TarError.oversizedName }
    let bytes = try source.bytes(Int(header.size))
    guard bytes.count == Int(header.size) else { throw TarError.cutOff }
    padding = (512 - header.size % 512) % 512
    return bytes
  }

  private func entry(_ header: TarHeader, _ records: TarRecords) throws -> TarEntry {
    let name = records.name ?? header.name
    let kind = Self.kind(header.type, name)
    // Nothing else has bytes, whatever its header says (as Go's archive/tar reads it).
    let size = kind == .file ? records.size ?? header.size : 0
    guard size < 1 << 62 else { throw TarError.damagedHeader }
    let link = kind == .hardLink || kind == .symbolicLink ? records.link ?? header.link : []
    guard max(name.count, link.count) <= Self.longestName else { throw TarError.oversizedName }
    left = size
    padding = (512 - size % 512) % 512
    var firstOffset = max(header.firstMapOffset, records.firstMapOffset)
    if header.hasMoreMap { try passOldMap() }
    if records.hasSparseMap, kind == .file { firstOffset = try passMap() }
    return TarEntry(
      kind: kind, name: name, link: link, mode: header.mode & 0o7777, size: left,
      beginsWithData: firstOffset == 0)
  }

  private static func kind(_ type: UInt8, _ name: [UInt8]) -> TarEntry.Kind {
    switch type {
    case UInt8(ascii: "1"): .hardLink
    case UInt8(ascii: "2"): .symbolicLink
    case UInt8(ascii: "3"), UInt8(ascii: "4"), UInt8(ascii: "6"): .special
    case UInt8(ascii: "5"), UInt8(ascii: "D"): .directory
    // As it was before there were types.
    case 0, UInt8(ascii: "0"): name.last == UInt8(ascii: "/") ? .directory : .file
    default: .file
    }
  }

  /// The further blocks of a map in GNU's old format, each of which says whether one follows.
  private func passOldMap() throws {
    while true {
      guard count < limit else { throw TarError.tooManyEntries }
      count += 1
      let block = try source.bytes(TarHeader.size)
      guard block.count == TarHeader.size else { throw TarError.cutOff }
      if block[504] == 0 { return }
    }
  }

  /// A map at the beginning of the data, in decimal lines: how many parts, then offset and size of
  /// each, up to the end of a block. Returns the first offset.
  private func passMap() throws -> UInt64 {
    var numbers: [UInt64] = []
    var lines: UInt64 = 1
    var seen: UInt64 = 0
    var digits: [UInt8] = []
    while seen < lines {
      let block = try bytes(min(512, Int(clamping: left)))
      guard !block.isEmpty else { throw TarError.damagedHeader }
      for byte in block where seen < lines {
        guard byte == UInt8(ascii: "\n") else {
          guard digits.count < 20 else { throw TarError.damagedHeader }
          digits.append(byte)
          continue
        }
        seen += 1
        if numbers.count < 2 {
          guard let number = UInt64(String(decoding: digits, as: UTF8.self)) else {
            throw TarError.damagedHeader
          }
          numbers.append(number)
          if numbers.count == 1 {
            guard number < 1 << 40 else { throw TarError.damagedHeader }
            lines = 1 + 2 * number
          }
        }
        digits = []
      }
    }
    return numbers.count > 1 ? numbers[1] : 0
  }
}
