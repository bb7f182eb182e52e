/// Lines of logs that hold text as a value: JSON of docker's json-file and of programs that log so,
/// logfmt of Go programs, XML of test reports.
enum EscapedLine {
  /// The text in a line, which may be several lines; nil if the line is text itself.
  static func decoded(_ line: Bytes) -> [UInt8]? {
    guard let first = line.first else { return nil }
    switch first {
    case UInt8(ascii: "{"):
      guard line.count > 2, line[1] == UInt8(ascii: "\""), line.trimmedAtEnd.last == 0x7d else {
        return nil
      }
      return value(of: line, named: ["\"log\":", "\"message\":", "\"msg\":", "\"line\":"])
        ?? jsonUnescaped(line)
    case UInt8(ascii: "t") where line.starts(with: "time=\""):
      return value(of: line, named: [" msg="])
    case UInt8(ascii: "<"):
      return line.trimmedAtEnd.last == UInt8(ascii: ">") ? xmlText(line) : nil
    default: return nil
    }
  }

  private static func value(of line: Bytes, named keys: [StaticString]) -> [UInt8]? {
    for key in keys {
      guard let place = line.find(key) else { continue }
      var start = place + key.utf8CodeUnitCount
      while start < line.count, line[start] == 0x20 { start += 1 }
      guard start < line.count, line[start] == UInt8(ascii: "\"") else { continue }
      start += 1
      var end = start
      while end < line.count, line[end] != UInt8(ascii: "\"") {
        end += line[end] == UInt8(ascii: "\\") ? 2 : 1
      }
      return jsonUnescaped(line[part: start..<min(end, line.count)])
    }
    return nil
  }

  /// The text between the tags, each in a line of its own.
  private static func xmlText(_ line: Bytes) -> [UInt8] {
    var result: [UInt8] = []
    var isTag = false
    var place = 0
    while place < line.count {
      let byte = line[place]
      place += 1
      if isTag {
        if byte == UInt8(ascii: ">") { isTag = false }
      } else if byte == UInt8(ascii: "<") {
        isTag = true
        result.append(0x0a)
      } else if byte == UInt8(ascii: "&"),
        let entity = entities.first(where: { line.holds($0.name, at: place) })
      {
        result.append(entity.byte)
        place += entity.name.utf8CodeUnitCount
      } else {
        result.append(byte)
      }
    }
    return result
  }

  private static let entities: [(name: StaticString, byte: UInt8)] = [
    ("lt;", 0x3c), ("gt;", 0x3e), ("amp;", 0x26), ("quot;", 0x22), ("apos;", 0x27),
    ("#39;", 0x27), ("#34;", 0x22), ("#x27;", 0x27), ("#10;", 0x0a), ("#xA;", 0x0a),
  ]
}

/// What a JSON string stands for, as UTF-8 (RFC 8259).
func jsonUnescaped(_ string: Bytes) -> [UInt8] {
  var result: [UInt8] = []
  result.reserveCapacity(string.count)
  var place = 0
  while place < string.count {
    let byte = string[place]
    place += 1
    guard byte == UInt8(ascii: "\\"), place < string.count else {
      result.append(byte)
      continue
    }
    let kind = string[place]
    place += 1
    switch kind {
    case UInt8(ascii: "n"): result.append(0x0a)
    case UInt8(ascii: "r"): result.append(0x0d)
    case UInt8(ascii: "t"): result.append(0x09)
    case UInt8(ascii: "b"), UInt8(ascii: "f"): result.append(0x20)
    case UInt8(ascii: "u"):
      var units: [UInt16] = []
      while let unit = hexUnit(string, at: place) {
        units.append(unit)
        place += 4
        // The other half of a character comes as an escape of its own.
        guard units.count == 1, (0xd800..<0xdc00).contains(unit), string.holds("\\u", at: place)
        else { break }
        place += 2
      }
      result.append(contentsOf: String(decoding: units, as: UTF16.self).utf8)
    default: result.append(kind)
    }
  }
  return result
}

private func hexUnit(_ string: Bytes, at place: Int) -> UInt16? {
  guard place + 4 <= string.count else { return nil }
  var unit: UInt16 = 0
  for byte in string[place..<place + 4] {
    switch byte {
    case 0x30...0x39: unit = unit << 4 | UInt16(byte - 0x30)
    case 0x41...0x46, 0x61...0x66: unit = unit << 4 | UInt16((byte | 0x20) - 0x61 + 10)
    default: return nil
    }
  }
  return unit
}
