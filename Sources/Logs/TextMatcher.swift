/// Finds any of many texts in bytes, reading few of them: Wu and Manber's algorithm ("A fast
/// algorithm for multi-pattern searching", 1994).
///
/// From each text a piece as long as the shortest is chosen, the rarest. A window of that length
/// moves over the bytes; its last three bytes tell how far it may move without missing a piece: by
/// nearly its whole length where no piece has these three.
struct TextMatcher: ~Copyable {
  /// A place where a text stands.
  struct Match {
    let offset: Int
    /// The text's place in the list.
    let text: Int
  }

  private let texts: [[UInt8]]
  /// Where each text's piece begins in it.
  private let places: [Int]
  /// Texts that begin with a text, and stand before it in the list.
  private let longer: [[Int]]
  private let window: Int
  private let shifts: UnsafeMutablePointer<UInt8>
  /// By the last three bytes of the window: the first text whose piece may end so, and behind each
  /// text another; -1 ends the chain.
  private let firsts: UnsafeMutablePointer<Int32>
  private let others: [Int32]
  /// The length of the longest text.
  let longest: Int

  private static var tableSize: Int { 1 << 16 }

  /// Prepares to find texts of at least four bytes.
  init(_ texts: [[UInt8]]) {
    let window = min(texts.map(\.count).min() ?? 4, 200)
    precondition(window >= 4, "a text that short is found everywhere")
    self.texts = texts
    self.window = window
    longest = texts.map(\.count).max() ?? 0
    longer = texts.indices.map { index in
      (0..<index).filter { texts[$0].starts(with: texts[index]) }
    }
    places = texts.map { Self.rarestPiece(of: $0, count: window) }
    shifts = .allocate(capacity: Self.tableSize)
    shifts.initialize(repeating: UInt8(window - 2), count: Self.tableSize)
    firsts = .allocate(capacity: Self.tableSize)
    firsts.initialize(repeating: -1, count: Self.tableSize)
    var others = [Int32](repeating: -1, count: texts.count)
    for (index, text) in texts.enumerated() {
      let piece = text[places[index]..<places[index] + window]
      for end in 3...window {
        let place = piece.startIndex + end - 3
        let hash = Self.hash(
          UInt32(piece[place]) | UInt32(piece[place + 1]) << 8 | UInt32(piece[place + 2]) << 16)
        shifts[hash] = min(shifts[hash], UInt8(window - end))
        if end == window {
          others[index] = firsts[hash]
          firsts[hash] = Int32(index)
        }
      }
    }
    self.others = others
  }

  deinit {
    shifts.deallocate()
    firsts.deallocate()
  }

  /// How long a text of the list is.
  borrowing func length(of text: Int) -> Int { texts[text].count }

  private static func hash(_ three: UInt32) -> Int {
    Int((three &* 0x9e37_79b1) >> 16)
  }

  /// Logs are mostly small letters, digits and blanks; the end of a piece is looked at first.
  private static func rarestPiece(of text: [UInt8], count: Int) -> Int {
    func commonness(_ byte: UInt8) -> Int {
      switch byte {
      case UInt8(ascii: " "), UInt8(ascii: "e"), UInt8(ascii: "t"): 8
      case UInt8(ascii: "a")...UInt8(ascii: "z"): 5
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "/"): 4
      default: 1
      }
    }
    return (0...text.count - count).min { left, right in
      func score(_ start: Int) -> Int {
        text[start..<start + count].suffix(3).reduce(1) { $0 * commonness($1) }
      }
      return score(left) < score(right)
    } ?? 0
  }

  /// The next text that begins at `start` or behind it; of several at one place, the first in the
  /// list.
  borrowing func next(in bytes: UnsafeRawBufferPointer, from start: Int) -> Match? {
    guard let base = bytes.baseAddress else { return nil }
    // Four bytes are loaded at once, of which the first is not looked at.
    let tail = window &- 4
    let last = bytes.count &- window
    var offset = start
    let shifts = shifts
    while offset <= last {
      let four = base.loadUnaligned(fromByteOffset: offset &+ tail, as: UInt32.self).littleEndian
      let hash = Self.hash(four >> 8)
      let shift = Int(shifts[hash])
      if shift != 0 {
        offset &+= shift
        continue
      }
      var index = Int(firsts[hash])
      while index >= 0 {
        let place = offset &- places[index]
        if place >= start, isText(index, in: bytes, at: place) {
          let special = longer[index].first { isText($0, in: bytes, at: place) }
          return Match(offset: place, text: special ?? index)
        }
        index = Int(others[index])
      }
      offset &+= 1
    }
    return nil
  }

  private borrowing func isText(
    _ index: Int, in bytes: UnsafeRawBufferPointer, at start: Int
  ) -> Bool {
    texts[index].withUnsafeBytes { text in
      guard start &+ text.count <= bytes.count else { return false }
      for place in 0..<text.count where bytes[start &+ place] != text[place] { return false }
      return true
    }
  }
}

extension UnsafeRawBufferPointer {
  /// How many line feeds there are in a range.
  func lineFeeds(in range: Range<Int>) -> Int {
    guard let base = baseAddress else { return 0 }
    var total = 0
    var place = range.lowerBound
    while place &+ 8 <= range.upperBound {
      // Eight bytes at once: exactly those that become zero keep their highest bit clear.
      let eight = base.loadUnaligned(fromByteOffset: place, as: UInt64.self) ^ Self.lineFeeds
      let others = ((eight & ~Self.highBits) &+ ~Self.highBits) | eight
      total &+= (~others & Self.highBits).nonzeroBitCount
      place &+= 8
    }
    while place < range.upperBound {
      if self[place] == 0x0a { total &+= 1 }
      place &+= 1
    }
    return total
  }

  /// Where the next word `RUN` stands, at or behind `start`, that may announce a step of a build:
  /// behind `2/3] `, `2/3: ` or `2/3 : `.
  func nextRun(from start: Int) -> Int? {
    guard let base = baseAddress else { return nil }
    var place = start
    while place &+ 8 <= count {
      let eight = base.loadUnaligned(fromByteOffset: place, as: UInt64.self) ^ Self.capitalRs
      // Not zero if one of the eight is an R, and seldom if none is.
      if (eight &- Self.lowBits) & ~eight & Self.highBits != 0 {
        for candidate in place..<place &+ 8 where isRun(candidate) { return candidate }
      }
      place &+= 8
    }
    while place < count {
      if isRun(place) { return place }
      place &+= 1
    }
    return nil
  }

  private func isRun(_ place: Int) -> Bool {
    guard self[place] == UInt8(ascii: "R"), place >= 4, place &+ 3 < count,
      self[place &+ 1] == UInt8(ascii: "U"), self[place &+ 2] == UInt8(ascii: "N"),
      self[place &+ 3] == UInt8(ascii: " "), self[place &- 1] == UInt8(ascii: " ")
    else { return false }
    var number = place &- 3
    switch self[place &- 2] {
    case UInt8(ascii: "]"): break
    case UInt8(ascii: ":"): if self[number] == UInt8(ascii: " ") { number &-= 1 }
    default: return false
    }
    return (0x30...0x39).contains(self[number])
  }

  private static var lowBits: UInt64 { 0x0101_0101_0101_0101 }
  private static var highBits: UInt64 { 0x8080_8080_8080_8080 }
  private static var lineFeeds: UInt64 { 0x0a0a_0a0a_0a0a_0a0a }
  private static var capitalRs: UInt64 { 0x5252_5252_5252_5252 }

  /// Where the line that `place` is in begins, not before `limit`.
  func lineStart(before place: Int, limit: Int) -> Int {
    var start = place
    while start > limit, self[start - 1] != 0x0a { start -= 1 }
    return start
  }

  /// Where the line that `place` is in ends, not behind `limit`.
  func lineEnd(after place: Int, limit: Int) -> Int {
    var end = place
    while end < limit, self[end] != 0x0a { end += 1 }
    return end
  }

  /// Whether a text stands in a range.
  func holds(_ text: [UInt8], in range: Range<Int>) -> Bool {
    text.withUnsafeBytes { text in
      var place = range.lowerBound
      while place &+ text.count <= range.upperBound {
        var same = 0
        while same < text.count, self[place &+ same] == text[same] { same &+= 1 }
        if same == text.count { return true }
        place &+= 1
      }
      return false
    }
  }
}
