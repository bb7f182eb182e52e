/// Replaces variables in a word, as BuildKit's shell/lex.go does.
struct Expander {
  private let escape: UInt8
  /// Whether unset variables stay as they are written, and are no error.
  private let keepsUnset: Bool
  private let value: (String) -> String?
  private var bytes: [UInt8] = []
  private var position = 0
  private var depth = 0
  /// How much work was done, in bytes.
  private(set) var cost = 0
  /// Variables that were asked for and have no value.
  private(set) var unset: [String] = []

  // No word of a real file comes near; what does would only double for ever.
  private static let depthLimit = 100
  private static let lengthLimit = 1 << 20
  private static let costLimit = 1 << 26

  init(escape: UInt8, keepsUnset: Bool = false, value: @escaping (String) -> String?) {
    self.escape = escape
    self.keepsUnset = keepsUnset
    self.value = value
  }

  /// The word with all variables replaced and all quotes removed.
  mutating func expand(_ word: String) throws(ExpansionError) -> String {
    cost += word.utf8.count
    // Most words hold nothing to replace.
    let isPlain = word.utf8.allSatisfy {
      $0 != UInt8(ascii: "$") && $0 != escape && $0 != UInt8(ascii: "'") && $0 != UInt8(ascii: "\"")
    }
    if isPlain { return word }
    bytes = Array(word.utf8)
    position = 0
    depth = 0
    return try text(until: nil, rawEscapes: false).text
  }

  private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func take() -> UInt8? {
    guard position < bytes.count else { return nil }
    position += 1
    return bytes[position - 1]
  }

  private mutating func add(_ text: [UInt8], to result: inout [UInt8]) throws(ExpansionError) {
    cost += text.count
    result += text
    guard result.count <= Self.lengthLimit, cost <= Self.costLimit else { throw .valueTooLong }
  }

  private mutating func text(
    until stop: UInt8?, rawEscapes: Bool
  ) throws(ExpansionError) -> [UInt8] {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.depthLimit else { throw .nestedTooDeep }
    var result: [UInt8] = []
    while let byte = peek {
      if byte == stop {
        position += 1
        return result
      }
      switch byte {
      case UInt8(ascii: "$"): try add(try dollar(), to: &result)
      case UInt8(ascii: "'"): try singleQuoted(into: &result)
      case UInt8(ascii: "\""): try doubleQuoted(rawEscapes, into: &result)
      case escape:
        position += 1
        if rawEscapes { result.append(byte) }
        if let next = take() { result.append(next) }
      default:
        position += 1
        result.append(byte)
      }
    }
    guard stop == nil else { throw .braceNeverEnds }
    return result
  }

  private mutating func singleQuoted(into result: inout [UInt8]) throws(ExpansionError) {
    position += 1
    while let byte = take() {
      if byte == UInt8(ascii: "'") { return }
      result.append(byte)
    }
    throw .quoteNeverEnds
  }

  private mutating func doubleQuoted(
    _ rawEscapes: Bool, into result: inout [UInt8]
  ) throws(ExpansionError) {
    position += 1
    while let byte = peek {
      switch byte {
      case UInt8(ascii: "\""):
        position += 1
        return
      case UInt8(ascii: "$"): try add(try dollar(), to: &result)
      case escape:
        position += 1
        guard let next = take() else { throw .quoteNeverEnds }
        let isSpecial = next == UInt8(ascii: "\"") || next == UInt8(ascii: "$") || next == escape
        if rawEscapes || !isSpecial { result.append(byte) }
        result.append(next)
      default:
        position += 1
        result.append(byte)
      }
    }
    throw .quoteNeverEnds
  }

  private mutating func name() -> String {
    let start = position
    guard let first = peek else { return "" }
    if first >= 0x30, first <= 0x39 {
      while let byte = peek, byte >= 0x30, byte <= 0x39 { position += 1 }
    } else if "@*#?-$!".utf8.contains(first) {
      position += 1
    } else {
      // Letters outside ASCII are letters to BuildKit, too.
      while let byte = peek, byte >= 0x80 || byte.isNamePart { position += 1 }
    }
    return bytes[start..<position].text
  }

  private mutating func lookUp(_ name: String) -> String? {
    let found = value(name)
    if found == nil, unset.last != name { unset.append(name) }
    return found
  }

  private mutating func dollar() throws(ExpansionError) -> [UInt8] {
    let start = position
    position += 1
    guard peek == UInt8(ascii: "{") else {
      let name = name()
      if name.isEmpty { return [UInt8(ascii: "$")] }
      return lookUp(name).map { Array($0.utf8) } ?? (keepsUnset ? Array("$\(name)".utf8) : [])
    }
    position += 1
    switch peek {
    case nil: throw .braceNeverEnds
    case UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: ":"): throw .badSubstitution
    default: break
    }
    let name = name()
    let value = lookUp(name)
    let result = try modified(value, name: name)
    return value == nil && keepsUnset ? Array(bytes[start..<position]) : Array(result.utf8)
  }

  /// What stands between the name and the closing brace, applied to the value.
  private mutating func modified(
    _ value: String?, name: String
  ) throws(ExpansionError) -> String {
    guard var modifier = take() else { throw .braceNeverEnds }
    var isNullUnset = false
    if modifier == UInt8(ascii: "}") { return value ?? "" }
    if modifier == UInt8(ascii: "/") { return try replaced(value ?? "") }
    if modifier == UInt8(ascii: ":") {
      isNullUnset = true
      guard let next = take() else { throw .braceNeverEnds }
      modifier = next
    }
    let isPattern = modifier == UInt8(ascii: "#") || modifier == UInt8(ascii: "%")
    guard "+-?#%".utf8.contains(modifier), !(isPattern && isNullUnset) else {
      throw .unsupportedModifier((isNullUnset ? ":" : "") + [modifier].text)
    }
    let word = try text(until: UInt8(ascii: "}"), rawEscapes: isPattern)
    let isUnset = value == nil || isNullUnset && value == ""
    switch modifier {
    case UInt8(ascii: "+"): return isUnset ? "" : word.text
    case UInt8(ascii: "-"): return isUnset ? word.text : value ?? ""
    case UInt8(ascii: "?"):
      guard isUnset, !keepsUnset else { return value ?? "" }
      throw .required(name: name, message: word.text)
    default:
      let isLongest = word.first == modifier
      guard let pattern = ShellPattern(isLongest ? word.dropFirst() : word[...]) else {
        throw .badSubstitution
      }
      let text = Array((value ?? "").utf8)
      cost += pattern.cost(on: text)
      guard cost <= Self.costLimit else { throw .valueTooLong }
      return modifier == UInt8(ascii: "#")
        ? text[pattern.prefixLength(in: text, longest: isLongest)...].text
        : text[..<(text.count - pattern.suffixLength(in: text, longest: isLongest))].text
    }
  }

  /// `${name/pattern/replacement}`, and with two slashes all matches.
  private mutating func replaced(_ value: String) throws(ExpansionError) -> String {
    let isEach = peek == UInt8(ascii: "/")
    if isEach { position += 1 }
    let written = try text(until: UInt8(ascii: "/"), rawEscapes: true)
    let replacement = try text(until: UInt8(ascii: "}"), rawEscapes: true)
    guard let pattern = ShellPattern(written[...]) else { throw .badSubstitution }
    let text = Array(value.utf8)
    // At each place the pattern may read all that follows.
    cost += pattern.cost(on: text) * (text.count + 1)
    guard cost <= Self.costLimit else { throw .valueTooLong }
    var result: [UInt8] = []
    var place = 0
    var isDone = false
    while place <= text.count {
      if !isDone, let length = pattern.matchLength(in: text[place...]) {
        try add(replacement, to: &result)
        isDone = !isEach
        if length > 0 {
          place += length
          continue
        }
      }
      if place < text.count { result.append(text[place]) }
      place += 1
    }
    return result.text
  }
}

extension UInt8 {
  /// A letter, a digit or an underscore.
  var isNamePart: Bool {
    self >= 0x30 && self <= 0x39 || self == 0x5f || self | 0x20 >= 0x61 && self | 0x20 <= 0x7a
  }
}
