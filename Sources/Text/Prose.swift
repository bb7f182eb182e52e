// Prose is what a declaration says about itself: plain sentences, in which backquotes mark words
// to be typed as they stand. Help, reports and man pages each show these words in their own way.

/// A piece of prose.
package enum ProsePiece: Equatable, Sendable {
  /// Plain words.
  case text(String)
  /// An option, such as `--strict`.
  case flag(String)
  /// A path.
  case path(String)
  /// What else is to be typed as it stands.
  case literal(String)

  /// The pieces of prose, with words in backquotes as what they are.
  package static func pieces(of text: String) -> [ProsePiece] {
    let parts = text.split(separator: "`", omittingEmptySubsequences: false)
    guard parts.count % 2 == 1 else { return [.text(text)] }
    return parts.enumerated().compactMap { index, part in
      if part.isEmpty { return nil }
      if index % 2 == 0 { return .text(String(part)) }
      return code(String(part))
    }
  }

  private static func code(_ word: String) -> ProsePiece {
    let isOneWord = !word.contains(" ")
    if isOneWord, word.hasPrefix("-"), !word.contains("=") { return .flag(word) }
    if isOneWord, word.hasPrefix("/") || word.hasPrefix("~/") { return .path(word) }
    return .literal(word)
  }
}

/// The prose as one would write it where there is no type to set.
package func plainProse(_ text: String) -> String {
  ProsePiece.pieces(of: text).map { piece in
    switch piece {
    case .text(let text), .flag(let text), .path(let text): text
    case .literal(let text): "'\(text)'"
    }
  }.joined()
}
