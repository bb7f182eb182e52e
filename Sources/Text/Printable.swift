/// The text with everything that could steer a terminal or hide what is written made visible.
///
/// An escape character, for one, becomes `\u{1b}`. Covered are control characters, line and
/// paragraph separators, and invisible format characters, such as those that reverse the direction
/// of writing.
package func printable(_ text: String) -> String {
  var result = ""
  for scalar in text.unicodeScalars { result += printable(scalar) }
  return result
}

/// The text in quotation marks, made printable, and cut if it is long.
package func quoted(_ text: String) -> String {
  let limit = 60
  var result = "'"
  var length = 0
  for scalar in text.unicodeScalars {
    let piece = printable(scalar)
    length += piece.unicodeScalars.count
    guard length <= limit else { return result + "...'" }
    result += piece
  }
  return result + "'"
}

/// The words as a choice for a sentence: `text, json or github`.
package func alternatives(_ words: [String]) -> String {
  guard let last = words.last, words.count > 1 else { return words.first ?? "" }
  return words.dropLast().joined(separator: ", ") + " or " + last
}

private func printable(_ scalar: Unicode.Scalar) -> String {
  switch scalar.properties.generalCategory {
  // Persian and emoji are misspelled without the two joiners, which are harmless.
  case .format where scalar != "\u{200c}" && scalar != "\u{200d}",
    .control, .lineSeparator, .paragraphSeparator:
    "\\u{\(String(scalar.value, radix: 16))}"
  default: String(scalar)
  }
}
