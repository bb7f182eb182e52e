/// Takes from each line what a CI system put before it. Which that is, the lines tell themselves: by
/// a known shape, or by what stands before a line of BuildKit.
struct PrefixStripper {
  /// The time in the last prefix, in seconds.
  private(set) var time: Int?
  /// What stood before the last line of BuildKit that had an unknown prefix, generalised.
  private var learned: [UInt8]?
  private let candidates = PrefixShape.byFirstByte
  /// The known shape that matched last: the next line will have the same.
  private var usual: Int?

  /// Layers of prefixes that are taken away: a time, a service, a time again.
  private static var layers: Int { 3 }

  /// Where the text of a line begins.
  mutating func strip(_ line: Bytes) -> Int {
    var place = 0
    for _ in 0..<Self.layers {
      let rest = line.dropping(place)
      guard let end = matchKnown(rest) else { break }
      place += end
    }
    let rest = line.dropping(place)
    guard let first = rest.first, first != UInt8(ascii: "#") else { return place }
    if let learned, let end = Self.match(learned, rest) { return place + end }
    learn(rest)
    if let learned, let end = Self.match(learned, rest) { return place + end }
    return place
  }

  private mutating func matchKnown(_ rest: Bytes) -> Int? {
    if let usual, let match = PrefixShape.table[usual].match(rest) {
      time = match.time ?? time
      return match.end
    }
    guard let first = rest.first else { return nil }
    for index in candidates[Int(first)] where index != usual {
      guard let match = PrefixShape.table[index].match(rest) else { continue }
      time = match.time ?? time
      usual = index
      return match.end
    }
    return nil
  }

  private mutating func learn(_ rest: Bytes) {
    guard let start = Self.buildKitStart(rest), start > 0 else { return }
    learned = Self.generalised(rest[part: 0..<start])
  }

  /// Where `#7 [`, `#7 1.2 ` or `#7 DONE` stands, if it does near the beginning of the line.
  private static func buildKitStart(_ rest: Bytes) -> Int? {
    var place = 0
    let limit = min(rest.count, 120)
    while place < limit {
      defer { place += 1 }
      guard rest[place] == UInt8(ascii: "#"), place == 0 || rest[place - 1] <= 0x20,
        let number = rest.number(at: place + 1), number.end < rest.count,
        rest[number.end] == 0x20
      else { continue }
      let text = rest.dropping(number.end + 1)
      if text.starts(with: "[") || text.starts(with: "DONE ") || text.starts(with: "CACHED") {
        return place
      }
      if let seconds = text.number(at: 0), seconds.end < text.count, text[seconds.end] == 0x2e {
        return place
      }
    }
    return nil
  }

  /// Words with digits in them differ from line to line, and are one byte here.
  private static func generalised(_ prefix: Bytes) -> [UInt8] {
    var result: [UInt8] = []
    var place = 0
    while place < prefix.count {
      let start = place
      var hasDigit = false
      while place < prefix.count, prefix[place].isDigit || prefix[place].isLetter {
        hasDigit = hasDigit || prefix[place].isDigit
        place += 1
      }
      if hasDigit {
        result.append(0)
      } else if place > start {
        result.append(contentsOf: prefix[start..<place])
      } else {
        result.append(prefix[place])
        place += 1
      }
    }
    return result
  }

  private static func match(_ shape: [UInt8], _ rest: Bytes) -> Int? {
    var place = 0
    for byte in shape {
      guard place < rest.count else { return nil }
      if byte == 0 {
        let start = place
        while place < rest.count, rest[place].isDigit || rest[place].isLetter { place += 1 }
        guard place > start else { return nil }
      } else {
        guard rest[place] == byte else { return nil }
        place += 1
      }
    }
    return place
  }
}
