// Prose is what a declaration says about itself: plain sentences, in which backquotes mark words
// to be typed as they stand. Help and man pages each show these words in their own way.

extension [ManualPage.Inline] {
  /// The pieces of prose, with words in backquotes as flags, paths or literal text.
  package static func prose(_ text: String) -> [ManualPage.Inline] {
    let parts = text.split(separator: "`", omittingEmptySubsequences: false)
    guard parts.count % 2 == 1 else { return [.text(text)] }
    return parts.enumerated().compactMap { index, part in
      if part.isEmpty { return nil }
      if index % 2 == 0 { return .text(String(part)) }
      return code(String(part))
    }
  }

  private static func code(_ word: String) -> ManualPage.Inline {
    let isOneWord = !word.contains(" ")
    if isOneWord, word.hasPrefix("-"), !word.contains("=") { return .flag(word) }
    if isOneWord, word.hasPrefix("/") || word.hasPrefix("~/") { return .path(word) }
    return .literal(word)
  }
}

/// The prose as one would write it where there is no type to set.
package func plainProse(_ text: String) -> String {
  [ManualPage.Inline].prose(text).map { inline in
    switch inline {
    case .text(let text), .flag(let text), .path(let text): text
    case .literal(let text): "'\(text)'"
    default: ""
    }
  }.joined()
}

/// A summary as a sentence: with a capital, and with an end unless it has one.
func sentence(_ summary: String, end: String = ".") -> String {
  let capital = summary.prefix(1).uppercased() + summary.dropFirst()
  return summary.hasSuffix("?") || summary.hasSuffix(".") ? capital : capital + end
}
