/// Splits the text of ENV, LABEL and ARG into words; quotes and escapes stay (BuildKit's
/// parser/line_parsers.go).
func quotedWords(of text: String, escape: UInt8) -> [String] {
  var words: [String] = []
  var word: [UInt8] = []
  var quote: UInt8?
  var isEscaped = false
  let bytes = Array(text.utf8)
  for byte in bytes {
    if isEscaped {
      isEscaped = false
      word.append(byte)
      continue
    }
    if quote == nil, byte.isBlank {
      if !word.isEmpty { words.append(word.text) }
      word = []
      continue
    }
    word.append(byte)
    if byte == escape, quote != UInt8(ascii: "'") {
      isEscaped = true
    } else if byte == quote {
      quote = nil
    } else if quote == nil, byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"") {
      quote = byte
    }
  }
  // An escape character at the very end is dropped.
  if isEscaped { word.removeLast() }
  if !word.isEmpty { words.append(word.text) }
  return words
}

/// The words of a text that blanks separate.
func plainWords(of text: String) -> [String] {
  text.utf8.split { $0.isBlank }.map { String($0) ?? "" }
}

/// A name with a value.
package struct NameValue: Hashable, Sendable {
  /// What stands before the equals sign.
  package let name: String
  /// What stands behind it; nil where there is none.
  package let value: String?

  init(_ name: String, _ value: String?) {
    self.name = name
    self.value = value
  }

  init(word: String) {
    let halves = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    name = String(halves[0])
    value = halves.count == 2 ? String(halves[1]) : nil
  }
}

extension LogicalLine {
  /// Whether the text is a list of strings.
  var isJSON: Bool {
    if case .strings = JSONForm(rest) { true } else { false }
  }

  /// What the parser refuses before any instruction is understood.
  func checkSyntax(escape: UInt8) throws(DockerfileError) {
    switch keyword {
    case "ENV", "LABEL": _ = try pairs(escape: escape)
    case "RUN", "CMD", "ENTRYPOINT", "SHELL":
      if case .other = JSONForm(rest) {
        throw DockerfileError(line: line, .listWithOtherThanStrings)
      }
    default: break
    }
  }

  /// The names and values of ENV and LABEL.
  func pairs(escape: UInt8) throws(DockerfileError) -> [NameValue] {
    let words = quotedWords(of: rest, escape: escape)
    guard let first = words.first else { return [] }
    guard first.contains("=") else {
      // The old form: a name, a blank, and the rest of the line.
      let name = rest.utf8.prefix { !$0.isBlank }
      let value = rest.utf8[name.endIndex...].drop { $0.isBlank }
      guard !value.isEmpty else {
        throw DockerfileError(line: line, .missingArguments(keyword))
      }
      return [NameValue(String(name) ?? "", String(value) ?? "")]
    }
    var pairs: [NameValue] = []
    for word in words {
      guard word.contains("=") else { throw DockerfileError(line: line, .wordWithoutEquals(word)) }
      pairs.append(NameValue(word: word))
    }
    return pairs
  }
}
