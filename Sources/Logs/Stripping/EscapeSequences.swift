/// What terminals take for commands (ECMA-48): colours, movements, titles, the marks of Buildkite.
enum EscapeSequences {
  /// Appends the line without them. Other control characters become blanks, but a carriage return,
  /// which parts what overwrites from what is overwritten.
  static func strip(_ line: Bytes, into result: inout [UInt8]) {
    var place = 0
    while place < line.count {
      let byte = line[place]
      if byte == 0x1b {
        place = end(of: line, from: place + 1)
        continue
      }
      result.append(byte < 0x20 && byte != 0x0d && byte != 0x09 || byte == 0x7f ? 0x20 : byte)
      place += 1
    }
  }

  /// Where the sequence ends whose escape character stands before a place.
  private static func end(of line: Bytes, from start: Int) -> Int {
    guard start < line.count else { return line.count }
    var place = start + 1
    switch line[start] {
    case UInt8(ascii: "["):
      while place < line.count, !(0x40...0x7e).contains(line[place]) { place += 1 }
      return min(place + 1, line.count)
    case UInt8(ascii: "]"), UInt8(ascii: "_"), UInt8(ascii: "P"), UInt8(ascii: "^"):
      // A string: ended by BEL, or by ESC and a backslash.
      while place < line.count, line[place] != 0x07, line[place] != 0x1b { place += 1 }
      let isLong = place + 1 < line.count && line[place] == 0x1b
      return min(place + (isLong ? 2 : 1), line.count)
    case UInt8(ascii: "("), UInt8(ascii: ")"):
      return min(start + 2, line.count)
    default:
      return place
    }
  }
}
