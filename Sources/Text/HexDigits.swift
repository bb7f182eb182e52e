/// Bytes written as pairs of hexadecimal digits, as the kernel prints magic and mask.
package enum HexDigits {
  /// Reads pairs of digits; nil when there is anything else.
  package static func bytes(of digits: ArraySlice<UInt8>) -> [UInt8]? {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(digits.count / 2)
    var high: UInt8?
    for digit in digits {
      guard let value = value(of: digit) else { return nil }
      if let first = high {
        bytes.append(first << 4 | value)
        high = nil
      } else {
        high = value
      }
    }
    return high == nil ? bytes : nil
  }

  /// The value of one digit, of either case.
  package static func value(of digit: UInt8) -> UInt8? {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
    default: nil
    }
  }

  /// Pairs of lower-case digits in ASCII.
  package static func digits(of bytes: [UInt8]) -> [UInt8] {
    bytes.flatMap { [lowerCase[Int($0 >> 4)], lowerCase[Int($0 & 15)]] }
  }

  private static let lowerCase = Array("0123456789abcdef".utf8)

  /// Writes bytes as pairs of lower-case digits.
  package static func text(of bytes: [UInt8]) -> String {
    String(decoding: digits(of: bytes), as: UTF8.self)
  }
}
