/// Makes lines of pieces of a log. What is copied is bounded: a line that is longer than the limit is
/// handed on in parts, which overlap, so that no text is cut in all of them.
struct LineSplitter {
  /// A line without its line feed, or a part of one.
  struct Line {
    let bytes: Bytes
    /// Whether its beginning was handed on before.
    let isContinued: Bool
    /// Whether more of it follows, which begins with the end of this part.
    let isCut: Bool
  }

  /// The end of what was handed in, as long as its line has no end.
  private var rest: [UInt8] = []
  private var isContinued = false
  private let limit: Int
  /// Longer than every text that is searched.
  static let overlap = 512

  init(limit: Int) {
    self.limit = max(limit, 4 * Self.overlap)
    rest.reserveCapacity(self.limit)
  }

  /// Hands on all lines that end in the next bytes.
  mutating func split(_ bytes: Bytes, _ body: (Line) -> Void) {
    var start = 0
    while start < bytes.count {
      guard let end = bytes.lineFeed(from: start) else { break }
      if rest.isEmpty {
        handOn(bytes[part: start..<end], isEnd: true, body)
      } else {
        keep(bytes[part: start..<end], body)
        flush(body)
      }
      start = end + 1
    }
    keep(bytes[part: start..<bytes.count], body)
  }

  /// Hands on the last line, if it has no line feed.
  mutating func end(_ body: (Line) -> Void) {
    if !rest.isEmpty || isContinued { flush(body) }
  }

  private mutating func flush(_ body: (Line) -> Void) {
    let line = rest
    rest.removeAll(keepingCapacity: true)
    line.withUnsafeBytes { handOn($0, isEnd: true, body) }
  }

  private mutating func keep(_ bytes: Bytes, _ body: (Line) -> Void) {
    var bytes = bytes
    while rest.count + bytes.count > limit {
      let room = limit - rest.count
      rest.append(contentsOf: bytes[..<room])
      bytes = bytes.dropping(room)
      handOnPart(body)
    }
    rest.append(contentsOf: bytes)
  }

  private mutating func handOnPart(_ body: (Line) -> Void) {
    let part = rest
    rest.removeAll(keepingCapacity: true)
    rest.append(contentsOf: part.suffix(Self.overlap))
    part.withUnsafeBytes { handOn($0, isEnd: false, body) }
  }

  private mutating func handOn(_ bytes: Bytes, isEnd: Bool, _ body: (Line) -> Void) {
    var bytes = bytes
    while bytes.count > limit {
      body(Line(bytes: bytes[part: 0..<limit], isContinued: isContinued, isCut: true))
      isContinued = true
      bytes = bytes.dropping(limit - Self.overlap)
    }
    body(Line(bytes: bytes, isContinued: isContinued, isCut: !isEnd))
    isContinued = !isEnd
  }
}
