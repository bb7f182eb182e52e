/// One header block of a tar archive (POSIX ustar, and GNU tar's manual, "Basic Tar Format").
struct TarHeader {
  static let size = 512

  let name: [UInt8]
  let link: [UInt8]
  let mode: UInt32
  let size: UInt64
  let type: UInt8
  /// Of GNU's old sparse files: whether map blocks follow, and where the file's first bytes belong.
  let hasMoreMap: Bool
  let firstMapOffset: UInt64

  /// Reads a block; nil where it is the end of an archive, which is a block of zeros.
  init?(_ block: UnsafeRawBufferPointer) throws(TarError) {
    guard block.count == Self.size else { throw .cutOff }
    if block[0] == 0, block.allSatisfy({ $0 == 0 }) { return nil }
    func field(_ range: Range<Int>) -> Slice<UnsafeRawBufferPointer> { block[range] }
    func text(_ range: Range<Int>) -> [UInt8] { Array(field(range).prefix { $0 != 0 }) }
    guard let sum = Self.number(field(148..<156)),
      Self.sums(of: block).contains(Int64(clamping: sum))
    else { throw .damagedHeader }
    guard let size = Self.number(field(124..<136)) else { throw .damagedHeader }
    self.size = size
    type = block[156]
    mode = UInt32(truncatingIfNeeded: Self.number(field(100..<108)) ?? 0)
    link = text(157..<257)
    let isPOSIX = block[257..<263].elementsEqual(Array("ustar\0".utf8))
    let isGNU = block[257..<263].elementsEqual(Array("ustar ".utf8))
    // GNU keeps other things where POSIX has the first part of a long name.
    let prefix = isPOSIX ? text(345..<500) : []
    name = prefix.isEmpty ? text(0..<100) : prefix + [UInt8(ascii: "/")] + text(0..<100)
    let isSparse = isGNU && type == UInt8(ascii: "S")
    hasMoreMap = isSparse && block[482] != 0
    firstMapOffset = isSparse ? Self.number(field(386..<398)) ?? 0 : 0
  }

  /// A number in octal digits, or in GNU's base 256; nil where it is neither, or negative.
  static func number(_ field: some Collection<UInt8>) -> UInt64? {
    guard let first = field.first else { return nil }
    if first & 0x80 != 0 {
      // Two's complement: 0xff would begin a negative number.
      guard first & 0x40 == 0 else { return nil }
      var value = UInt64(first & 0x3f)
      for byte in field.dropFirst() {
        guard value >> 55 == 0 else { return nil }
        value = value << 8 | UInt64(byte)
      }
      return value
    }
    var value: UInt64 = 0
    let digits = field.drop { $0 == UInt8(ascii: " ") }.prefix {
      $0 != 0 && $0 != UInt8(ascii: " ")
    }
    for digit in digits {
      guard (UInt8(ascii: "0")...UInt8(ascii: "7")).contains(digit), value >> 60 == 0 else {
        return nil
      }
      value = value << 3 | UInt64(digit - UInt8(ascii: "0"))
    }
    return value
  }

  /// The checksum counts itself as blanks; old programs summed signed bytes.
  private static func sums(of block: UnsafeRawBufferPointer) -> [Int64] {
    var sum: Int64 = 8 * 32
    var high: Int64 = 0
    for index in 0..<size where index < 148 || index >= 156 {
      sum += Int64(block[index])
      high += Int64(block[index] >> 7)
    }
    return [sum, sum - 256 * high]
  }
}
