/// Reads BuildKit's `--progress=rawjson` (SolveStatus of its client package): in one line each, or
/// spread over lines, as buildx 0.13 prints it.
///
/// It looks at bytes one by one and keeps the members of the object that it is in: JSONDecoder would
/// be ten times slower, and could not read an object that ends in another line.
struct RawJSONReader {
  /// What an object of interest says.
  enum Item {
    case vertex(digest: [UInt8], name: [UInt8], isCompleted: Bool, isCached: Bool, error: [UInt8])
    case output(vertex: [UInt8], text: [UInt8])
  }

  private enum Member { case digest, name, completed, error, vertex, data, cached, other }

  /// How many braces are open.
  private(set) var depth = 0
  private var member = Member.other
  private var digest: [UInt8] = []
  private var name: [UInt8] = []
  private var error: [UInt8] = []
  private var vertex: [UInt8] = []
  private var data: [UInt8] = []
  private var isCompleted = false
  private var isCached = false

  /// Whether a brace was opened, and nothing else is known yet.
  private var isExpecting = false

  /// Whether a line belongs to such a log. An object that begins with a line of its own may be any
  /// program's: its next line tells.
  mutating func takes(_ line: Bytes) -> Bool {
    guard let first = line.first else { return false }
    if depth > 0 {
      let text = line.dropping(line.indentation)
      let isJSON = text.first.map { "\"{}[]".utf8.contains($0) } == true
      let isKnown =
        !isExpecting
        || (["\"vertexes\":", "\"logs\":", "\"statuses\":", "\"warnings\":"] as [StaticString])
          .contains { text.starts(with: $0) }
      isExpecting = false
      if isJSON, isKnown { return true }
      abandon()
    }
    guard first == UInt8(ascii: "{") else { return false }
    isExpecting = line.trimmedAtEnd.count == 1
    return isExpecting || Self.isWhole(line)
  }

  private static func isWhole(_ line: Bytes) -> Bool {
    ["{\"vertexes\":", "{\"statuses\":", "{\"logs\":", "{\"warnings\":"].contains {
      (key: StaticString) in line.starts(with: key)
    }
  }

  /// Reads a line, and hands on what it says.
  mutating func read(_ line: Bytes, _ body: (Item) -> Void) {
    var place = 0
    while place < line.count {
      switch line[place] {
      case UInt8(ascii: "\""): place = readString(line, from: place + 1)
      case UInt8(ascii: "{"):
        depth += 1
        clear()
      case UInt8(ascii: "}"):
        depth = max(0, depth - 1)
        finish(body)
      case UInt8(ascii: "t") where member == .cached:
        isCached = true
      default: break
      }
      place += 1
    }
  }

  /// Forgets what an object that does not end has said.
  private mutating func abandon() {
    depth = 0
    clear()
  }

  private mutating func clear() {
    digest.removeAll(keepingCapacity: true)
    name.removeAll(keepingCapacity: true)
    error.removeAll(keepingCapacity: true)
    vertex.removeAll(keepingCapacity: true)
    data.removeAll(keepingCapacity: true)
    (isCompleted, isCached, member) = (false, false, .other)
  }

  private mutating func finish(_ body: (Item) -> Void) {
    if !digest.isEmpty {
      body(
        .vertex(
          digest: digest, name: name, isCompleted: isCompleted, isCached: isCached, error: error))
    } else if !vertex.isEmpty, !data.isEmpty {
      body(.output(vertex: vertex, text: base64Decoded(data)))
    }
    clear()
  }

  /// Reads a string, and returns where its closing quotation mark stands.
  private mutating func readString(_ line: Bytes, from start: Int) -> Int {
    var end = start
    while end < line.count, line[end] != UInt8(ascii: "\"") {
      end += line[end] == UInt8(ascii: "\\") ? 2 : 1
    }
    end = min(end, line.count)
    let string = line[part: start..<end]
    var next = end + 1
    while next < line.count, line[next] == 0x20 { next += 1 }
    if next < line.count, line[next] == UInt8(ascii: ":") {
      member = Self.member(string)
    } else {
      take(string)
      member = .other
    }
    return end
  }

  private mutating func take(_ string: Bytes) {
    switch member {
    case .digest: digest.append(contentsOf: string)
    case .name: name = jsonUnescaped(string)
    case .completed: isCompleted = true
    case .error: error = jsonUnescaped(string)
    case .vertex: vertex.append(contentsOf: string)
    case .data: data.append(contentsOf: string)
    case .cached, .other: break
    }
  }

  private static func member(_ key: Bytes) -> Member {
    switch key.count {
    case 4: key.starts(with: "name") ? .name : key.starts(with: "data") ? .data : .other
    case 5: key.starts(with: "error") ? .error : .other
    case 6:
      key.starts(with: "digest")
        ? .digest
        : key.starts(with: "vertex") ? .vertex : key.starts(with: "cached") ? .cached : .other
    case 9: key.starts(with: "completed") ? .completed : .other
    default: .other
    }
  }
}

/// What base64 stands for (RFC 4648); what is none of its digits is left out.
func base64Decoded(_ digits: [UInt8]) -> [UInt8] {
  var result: [UInt8] = []
  result.reserveCapacity(digits.count / 4 * 3)
  var bits: UInt32 = 0
  var count = 0
  for digit in digits {
    let value: UInt8
    switch digit {
    case 0x41...0x5a: value = digit - 0x41
    case 0x61...0x7a: value = digit - 0x61 + 26
    case 0x30...0x39: value = digit - 0x30 + 52
    case UInt8(ascii: "+"): value = 62
    case UInt8(ascii: "/"): value = 63
    default: continue
    }
    bits = bits << 6 | UInt32(value)
    count += 6
    if count >= 8 {
      count -= 8
      result.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
    }
  }
  return result
}
