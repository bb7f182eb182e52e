/// A part of a log in memory; its first byte has the index 0.
typealias Bytes = UnsafeRawBufferPointer

extension UnsafeRawBufferPointer {
  /// A part of it, with indices of its own.
  subscript(part range: Range<Int>) -> Bytes { Bytes(rebasing: self[range]) }

  /// What is left behind a place.
  func dropping(_ count: Int) -> Bytes { self[part: Swift.min(count, self.count)..<self.count] }

  /// The bytes as text; what is no UTF-8 becomes U+FFFD.
  var text: String { String(decoding: self, as: UTF8.self) }

  func starts(with text: StaticString) -> Bool { holds(text, at: 0) }

  func holds(_ text: StaticString, at place: Int) -> Bool {
    guard place >= 0, place &+ text.utf8CodeUnitCount <= count else { return false }
    for index in 0..<text.utf8CodeUnitCount
    where self[place &+ index] != text.utf8Start[index] { return false }
    return true
  }

  func ends(with text: StaticString) -> Bool { holds(text, at: count - text.utf8CodeUnitCount) }

  /// Where a text stands first, at or behind a place.
  func find(_ text: StaticString, from start: Int = 0) -> Int? {
    Bytes(start: text.utf8Start, count: text.utf8CodeUnitCount).place(in: self, from: start)
  }

  /// Where these bytes stand first in others, at or behind a place.
  func place(in bytes: Bytes, from start: Int) -> Int? {
    guard let first = first else { return start }
    guard count <= bytes.count else { return nil }
    let last = bytes.count &- count
    var place = start
    while place <= last {
      if bytes[place] == first {
        var same = 1
        while same < count, bytes[place &+ same] == self[same] { same &+= 1 }
        if same == count { return place }
      }
      place &+= 1
    }
    return nil
  }

  /// Where the next line feed stands, at or behind a place.
  func lineFeed(from start: Int) -> Int? { find(0x0a, from: start) }

  /// Where the next escape character stands, at or behind a place.
  func escape(from start: Int) -> Int? { find(0x1b, from: start) }

  /// Where a byte stands first, at or behind a place. Eight bytes are looked at together.
  func find(_ byte: UInt8, from start: Int = 0) -> Int? {
    guard let base = baseAddress else { return nil }
    let ones: UInt64 = 0x0101_0101_0101_0101
    let pattern = UInt64(byte) &* ones
    var place = start
    while place &+ 8 <= count {
      let eight =
        base.loadUnaligned(fromByteOffset: place, as: UInt64.self).littleEndian ^ pattern
      // The lowest bit that is set is that of the first byte that became zero.
      let found = (eight &- ones) & ~eight & (ones << 7)
      if found != 0 { return place &+ found.trailingZeroBitCount / 8 }
      place &+= 8
    }
    while place < count {
      if self[place] == byte { return place }
      place &+= 1
    }
    return nil
  }

  /// A number that other bytes hardly have, by which they are told apart (FNV-1a).
  var digest: UInt64 {
    reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
  }

  /// How many blanks it begins with.
  var indentation: Int {
    var place = 0
    while place < count, self[place] == UInt8(ascii: " ") { place &+= 1 }
    return place
  }

  /// Without blanks and control characters at its end.
  var trimmedAtEnd: Bytes {
    var end = count
    while end > 0, self[end &- 1] <= 0x20 { end &-= 1 }
    return self[part: 0..<end]
  }

  /// The decimal number at a place, of at most nine digits, and where it ends.
  func number(at start: Int) -> (value: Int, end: Int)? {
    var value = 0
    var place = start
    while place < count, place &- start < 9, self[place].isDigit {
      value = 10 &* value &+ Int(self[place] &- 0x30)
      place &+= 1
    }
    return place > start ? (value, place) : nil
  }
}

extension UInt8 {
  var isDigit: Bool { self &- 0x30 < 10 }
  var isLetter: Bool { (self | 0x20) &- 0x61 < 26 }
  /// What names of services, programs and hosts are made of.
  var isNamePart: Bool { isDigit || isLetter || self == 0x2d || self == 0x2e || self == 0x5f }
}
