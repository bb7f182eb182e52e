/// An instruction as it is written: its lines joined, the words in front of its text cut off.
struct LogicalLine {
  /// The first physical line.
  let line: Int
  /// The instruction's name, upper case.
  let keyword: String
  /// The words between the name and the text that begin with `--`, without quotes.
  let flags: [String]
  /// What follows the flags.
  let rest: String
  /// The checks that comments above it mute.
  var skipped: [String] = []
  var heredocs: [Heredoc] = []

  init(line: Int, joined: ArraySlice<UInt8>) {
    self.line = line
    let text = joined.withoutLeadingBlanks.withoutTrailingBlanks
    let word = text.prefix { !$0.isBlank }
    keyword = word.text.uppercased()
    let (flags, rest) = Self.flags(of: text[word.endIndex...].withoutLeadingBlanks)
    self.flags = flags
    self.rest = rest.withoutLeadingBlanks.withoutTrailingBlanks.text
  }

  /// The instruction itself, or for ONBUILD the one that it keeps.
  var innermost: LogicalLine {
    keyword == "ONBUILD" ? LogicalLine(line: line, joined: Array(rest.utf8)[...]) : self
  }

  /// Splits the flags off. Quotes in them are removed, and protect blanks only.
  private static func flags(
    of text: ArraySlice<UInt8>
  ) -> (flags: [String], rest: ArraySlice<UInt8>) {
    var flags: [String] = []
    var position = text.startIndex
    while true {
      position = text[position...].firstIndex { !$0.isBlank } ?? text.endIndex
      guard text[position...].starts(with: [0x2d, 0x2d]) else { return (flags, text[position...]) }
      var word: [UInt8] = []
      var quote: UInt8?
      while position < text.endIndex, quote != nil || !text[position].isBlank {
        let byte = text[position]
        position += 1
        if byte == quote {
          quote = nil
        } else if byte == UInt8(ascii: "\\") {
          guard position < text.endIndex else { break }
          word.append(text[position])
          position += 1
        } else if quote == nil, byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"") {
          quote = byte
        } else {
          word.append(byte)
        }
      }
      if word == [0x2d, 0x2d] { return (flags, text[position...]) }
      flags.append(word.text)
    }
  }
}
