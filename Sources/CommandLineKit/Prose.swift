import Text

extension [ManualPage.Inline] {
  /// The pieces of prose, with words in backquotes as flags, paths or literal text.
  package static func prose(_ text: String) -> [ManualPage.Inline] {
    ProsePiece.pieces(of: text).map { piece in
      switch piece {
      case .text(let text): .text(text)
      case .flag(let text): .flag(text)
      case .path(let text): .path(text)
      case .literal(let text): .literal(text)
      }
    }
  }
}

/// A summary as a sentence: with a capital, and with an end unless it has one.
func sentence(_ summary: String, end: String = ".") -> String {
  let capital = summary.prefix(1).uppercased() + summary.dropFirst()
  return summary.hasSuffix("?") || summary.hasSuffix(".") ? capital : capital + end
}
