/// The list form of RUN, COPY and others: a JSON list of strings.
enum JSONForm {
  case strings([String])
  /// A JSON list with something else in it, which is an error.
  case other
  /// No JSON, which is text for a shell.
  case none

  init(_ text: String) {
    var reader = Reader(bytes: Array(text.utf8))
    guard reader.bytes.first == UInt8(ascii: "["), reader.isValid() else {
      self = .none
      return
    }
    self = reader.onlyStrings ? .strings(reader.strings) : .other
  }

  /// Reads one JSON value without recursion: open brackets are on a stack of its own.
  private struct Reader {
    let bytes: [UInt8]
    var position = 0
    var open: [UInt8] = []
    var strings: [String] = []
    var onlyStrings = true

    init(bytes: [UInt8]) { self.bytes = bytes }

    private var peek: UInt8? {
      mutating get {
        while position < bytes.count, [0x20, 0x09, 0x0a, 0x0d].contains(bytes[position]) {
          position += 1
        }
        return position < bytes.count ? bytes[position] : nil
      }
    }

    mutating func isValid() -> Bool {
      // A value is expected at first; behind one, a comma or the end of what is open.
      while true {
        guard let byte = peek else { return false }
        if open.count > 1 || byte != UInt8(ascii: "\"") && !open.isEmpty { onlyStrings = false }
        switch byte {
        case UInt8(ascii: "["), UInt8(ascii: "{"):
          position += 1
          open.append(byte)
          if peek == (byte == UInt8(ascii: "[") ? UInt8(ascii: "]") : UInt8(ascii: "}")) { break }
          guard byte == UInt8(ascii: "[") || key() else { return false }
          continue
        case UInt8(ascii: "\""):
          guard let text = string() else { return false }
          if open.count == 1 { strings.append(text) }
        default:
          guard scalar() else { return false }
        }
        // Close what ends here, then go on behind a comma.
        while true {
          guard let last = open.last else { return peek == nil }
          let next = peek
          let close = last == UInt8(ascii: "[") ? UInt8(ascii: "]") : UInt8(ascii: "}")
          position += 1
          if next == close {
            open.removeLast()
            continue
          }
          guard next == UInt8(ascii: ","), last == UInt8(ascii: "[") || key() else { return false }
          break
        }
      }
    }

    private mutating func key() -> Bool {
      guard peek == UInt8(ascii: "\""), string() != nil, peek == UInt8(ascii: ":") else {
        return false
      }
      position += 1
      return true
    }

    private mutating func scalar() -> Bool {
      let start = position
      while position < bytes.count, !bytes[position].isBlank,
        !",]}".utf8.contains(bytes[position])
      {
        position += 1
      }
      let word = bytes[start..<position].text
      if ["true", "false", "null"].contains(word) { return true }
      guard word.utf8.allSatisfy({ "0123456789+-.eE".utf8.contains($0) }) else { return false }
      return Double(word) != nil
    }

    private mutating func string() -> String? {
      position += 1
      var text: [UInt8] = []
      while position < bytes.count {
        let byte = bytes[position]
        position += 1
        switch byte {
        case UInt8(ascii: "\""): return text.text
        case 0..<0x20: return nil
        case UInt8(ascii: "\\"):
          guard let escaped = escape() else { return nil }
          text += escaped
        default: text.append(byte)
        }
      }
      return nil
    }

    private mutating func escape() -> [UInt8]? {
      guard position < bytes.count else { return nil }
      let byte = bytes[position]
      position += 1
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
      case UInt8(ascii: "b"): return [0x08]
      case UInt8(ascii: "f"): return [0x0c]
      case UInt8(ascii: "n"): return [0x0a]
      case UInt8(ascii: "r"): return [0x0d]
      case UInt8(ascii: "t"): return [0x09]
      case UInt8(ascii: "u"):
        guard let unit = hex() else { return nil }
        let save = position
        if unit & 0xfc00 == 0xd800, bytes[position...].starts(with: "\\u".utf8) {
          position += 2
          if let low = hex(), low & 0xfc00 == 0xdc00 {
            let scalar = 0x10000 + (unit - 0xd800) << 10 + (low - 0xdc00)
            return UnicodeScalar(scalar).map { Array(String($0).utf8) }
          }
          position = save
        }
        return Array(String(UnicodeScalar(unit) ?? "\u{fffd}").utf8)
      default: return nil
      }
    }

    private mutating func hex() -> UInt32? {
      guard position + 4 <= bytes.count else { return nil }
      let digits = bytes[position..<position + 4]
      guard digits.allSatisfy({ Character(UnicodeScalar($0)).isHexDigit }) else { return nil }
      position += 4
      return UInt32(digits.text, radix: 16)
    }
  }
}
