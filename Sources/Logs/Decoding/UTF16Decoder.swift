/// Makes UTF-8 of UTF-16, however its bytes arrive.
struct UTF16Decoder: Sendable {
  let isBigEndian: Bool
  /// Half of a code unit.
  private var half: UInt8?
  /// The first half of a surrogate pair.
  private var high: UInt16?

  init(isBigEndian: Bool) { self.isBigEndian = isBigEndian }

  /// Appends what the next bytes mean.
  mutating func decode(_ bytes: Bytes, into result: inout [UInt8]) {
    for byte in bytes {
      guard let first = half else {
        half = byte
        continue
      }
      half = nil
      append(
        isBigEndian
          ? UInt16(first) << 8 | UInt16(byte) : UInt16(byte) << 8 | UInt16(first), to: &result)
    }
  }

  private mutating func append(_ unit: UInt16, to result: inout [UInt8]) {
    if unit < 0x80, high == nil {
      result.append(UInt8(unit))
      return
    }
    let units = [high, unit].compactMap(\.self)
    high = nil
    if units.count == 1, (0xd800..<0xdc00).contains(unit) {
      high = unit
      return
    }
    result.append(contentsOf: String(decoding: units, as: UTF16.self).utf8)
  }
}
