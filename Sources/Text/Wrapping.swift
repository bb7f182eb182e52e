/// The text broken into lines of at most `width` columns, indentation included.
///
/// The first line is indented by `indent` columns and the others by `hanging`, which is `indent`
/// unless given. Runs of white space become one blank; a no-break space stays. A word longer than
/// the width stands on a line of its own.
package func wrapped(
  _ text: String, width: Int, indent: Int = 0, hanging: Int? = nil
) -> [String] {
  var lines: [String] = []
  var line = spaces(indent)
  var length = indent
  var isEmpty = true
  for word in text.split(whereSeparator: { $0 == " " || $0 == "\t" || $0.isNewline }) {
    if !isEmpty, length + 1 + word.count > width {
      lines.append(line)
      length = hanging ?? indent
      line = spaces(length)
      isEmpty = true
    }
    if !isEmpty {
      line += " "
      length += 1
    }
    line += word
    length += word.count
    isEmpty = false
  }
  return isEmpty ? lines : lines + [line]
}

/// A number of blanks.
package func spaces(_ count: Int) -> String { String(repeating: " ", count: max(0, count)) }
