/// The lines of a file as they stand, one after the other.
struct PhysicalLines {
  private let bytes: [UInt8]
  private var position = 0
  /// How many lines were read.
  private(set) var count = 0
  /// Whether reading ended at a line that is too long.
  private(set) var isTooLong = false

  /// The buffer of Go's bufio.Scanner, which BuildKit reads lines with, newline included.
  private static let limit = 65_536

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    if bytes.starts(with: [0xef, 0xbb, 0xbf]) { position = 3 }
  }

  /// The next line without its end; nil behind the last.
  mutating func next() -> ArraySlice<UInt8>? {
    guard position < bytes.count, !isTooLong else { return nil }
    let end = bytes[position...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
    guard end - position < Self.limit else {
      isTooLong = true
      return nil
    }
    var line = bytes[position..<end]
    while line.last == UInt8(ascii: "\r") { line.removeLast() }
    position = end + 1
    count += 1
    return line
  }
}

extension UInt8 {
  /// Blanks between the words of an instruction.
  var isBlank: Bool { self == 0x20 || (self >= 0x09 && self <= 0x0d) }
}

extension Collection<UInt8> where SubSequence: Collection<UInt8> {
  /// The text as a string; what is no UTF-8 is replaced.
  var text: String { String(decoding: self, as: UTF8.self) }
}

extension ArraySlice<UInt8> {
  var withoutLeadingBlanks: ArraySlice<UInt8> { drop { $0.isBlank } }

  var withoutTrailingBlanks: ArraySlice<UInt8> {
    var slice = self
    while slice.last?.isBlank == true { slice.removeLast() }
    return slice
  }
}
