/// Finds any of many texts in bytes, reading few of them: Wu and Manber's algorithm ("A fast
/// algorithm for multi-pattern searching", 1994).
///
/// From each text a piece as long as the shortest is chosen, the rarest. A window of that length
/// moves over the bytes; its last three bytes tell how far it may move without missing a piece: by
/// nearly its whole length where no piece has these three.
struct TextMatcher: ~Copyable {
  private let texts: [[UInt8]]
  /// Where each text's piece begins in it.
  private let places: [Int]
  private let window: Int
  private let shifts: UnsafeMutablePointer<UInt8>
  /// By the last three bytes of the window: the first text whose piece may end so, and behind each
  /// text another; -1 ends the chain.
  private let firsts: UnsafeMutablePointer<Int32>
  private let others: [Int32]

  private static var tableSize: Int { 1 << 16 }

  /// Prepares to find texts of at least four bytes.
  init(_ texts: [[UInt8]]) {
    let window = min(texts.map(\.count).min() ?? 4, 200)
    precondition(window >= 4, "a text that short is found everywhere")
    self.texts = texts
    self.window = window
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

  /// Hands on every place where a text stands, and the text's place in the list, until the body
  /// returns false. The order is that of the pieces, not of the texts.
  borrowing func forEach(in bytes: UnsafeRawBufferPointer, _ body: (Int, Int) -> Bool) {
    guard let base = bytes.baseAddress else { return }
    // Four bytes are loaded at once, of which the first is not looked at.
    let tail = window &- 4
    let last = bytes.count &- window
    var offset = 0
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
        if place >= 0, isText(index, in: bytes, at: place), !body(index, place) { return }
        index = Int(others[index])
      }
      offset &+= 1
    }
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
