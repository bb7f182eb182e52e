/// A here-document of an instruction.
package struct Heredoc: Hashable, Sendable {
  /// The word that ends it.
  package let name: String
  /// Whether leading tabs are cut.
  let cutsTabs: Bool
  /// Its lines, each with a newline.
  package var body = ""

  /// All that a line announces; none where the line is no proper shell text, as in BuildKit.
  static func announced(in line: String) -> [Heredoc] {
    guard line.contains("<<") else { return [] }
    var check = Expander(escape: UInt8(ascii: "\\"), keepsUnset: true) { _ in nil }
    do throws(ExpansionError) {
      _ = try check.expand(line)
    } catch {
      return []
    }
    return words(of: Array(line.utf8)).compactMap(Heredoc.init(word:))
  }

  /// Reads a word such as `3<<-"EOF"`.
  init?(word: String) {
    var rest = Array(word.utf8)[...].drop { $0 >= 0x30 && $0 <= 0x39 }
    guard rest.starts(with: "<<".utf8) else { return nil }
    rest = rest.dropFirst(2)
    cutsTabs = rest.first == UInt8(ascii: "-")
    if cutsTabs { rest = rest.dropFirst() }
    rest = rest.withoutLeadingBlanks
    guard !rest.isEmpty, !rest.contains(UInt8(ascii: "<")) else { return nil }
    var plain: [UInt8] = []
    var quote: UInt8?
    var isEscaped = false
    for byte in rest {
      if isEscaped {
        isEscaped = false
        plain.append(byte)
      } else if byte == UInt8(ascii: "\\"), quote != UInt8(ascii: "'") {
        isEscaped = true
      } else if byte == quote {
        quote = nil
      } else if quote == nil, byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"") {
        quote = byte
      } else {
        plain.append(byte)
      }
    }
    guard !plain.isEmpty else { return nil }
    name = plain.text
  }

  /// The words of a line, quotes kept; a bare `<<` is one word with the next.
  private static func words(of line: [UInt8]) -> [String] {
    var words: [String] = []
    var word: [UInt8] = []
    var quote: UInt8?
    var isEscaped = false
    func opens(_ word: [UInt8]) -> Bool {
      let rest = word.drop { $0 >= 0x30 && $0 <= 0x39 }
      return rest.elementsEqual("<<".utf8)
    }
    for byte in line {
      if isEscaped {
        isEscaped = false
        word.append(byte)
        continue
      }
      if byte == UInt8(ascii: "\\"), quote != UInt8(ascii: "'") {
        isEscaped = true
      } else if byte == quote {
        quote = nil
      } else if quote == nil, byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"") {
        quote = byte
      }
      guard quote == nil, byte.isBlank else {
        word.append(byte)
        continue
      }
      if word.isEmpty || opens(word) { continue }
      words.append(word.text)
      word = []
    }
    if !word.isEmpty { words.append(word.text) }
    return words
  }
}
