/// A pattern with `*` and `?`, the only wildcards that BuildKit knows; `\` takes them literally.
struct ShellPattern {
  private enum Piece { case byte(UInt8), one, any }
  private var pieces: [Piece] = []

  /// Reads a pattern; nil if it escapes what needs no escape.
  init?(_ text: ArraySlice<UInt8>) {
    var isEscaped = false
    for byte in text {
      switch byte {
      case _ where isEscaped:
        isEscaped = false
        guard "*?\\}/".utf8.contains(byte) else { return nil }
        pieces.append(.byte(byte))
      case UInt8(ascii: "\\"): isEscaped = true
      case UInt8(ascii: "*"): pieces.append(.any)
      case UInt8(ascii: "?"): pieces.append(.one)
      default: pieces.append(.byte(byte))
      }
    }
    if isEscaped { return nil }
  }

  /// How many steps one match takes at most.
  func cost(on text: [UInt8]) -> Int { (pieces.count + 1) * (text.count + 1) }

  /// The length of the beginning that the pattern matches; 0 if none.
  func prefixLength(in text: [UInt8], longest: Bool) -> Int {
    Self.lengths(pieces, text[...], longest: longest) ?? 0
  }

  /// The length of the end that the pattern matches; 0 if none.
  func suffixLength(in text: [UInt8], longest: Bool) -> Int {
    Self.lengths(pieces.reversed(), text.reversed()[...], longest: longest) ?? 0
  }

  /// The length of the longest match at the beginning; nil if there is none.
  func matchLength(in text: ArraySlice<UInt8>) -> Int? {
    Self.lengths(pieces, text, longest: true)
  }

  /// Follows all ways to match at once, so that no pattern takes more than its length times that of
  /// the text.
  private static func lengths(
    _ pieces: [Piece], _ text: ArraySlice<UInt8>, longest: Bool
  ) -> Int? {
    var states = [Bool](repeating: false, count: pieces.count + 1)
    func spread(_ states: inout [Bool]) {
      for index in pieces.indices where states[index] {
        if case .any = pieces[index] { states[index + 1] = true }
      }
    }
    states[0] = true
    spread(&states)
    var found: Int? = states[pieces.count] ? 0 : nil
    if found != nil, !longest { return found }
    for (offset, byte) in text.enumerated() {
      var next = [Bool](repeating: false, count: pieces.count + 1)
      var isAlive = false
      for index in pieces.indices where states[index] {
        switch pieces[index] {
        case .any: next[index] = true
        case .one: next[index + 1] = true
        case .byte(let wanted): if wanted == byte { next[index + 1] = true }
        }
        isAlive = isAlive || next[index] || next[index + 1]
      }
      guard isAlive else { break }
      spread(&next)
      states = next
      if states[pieces.count] {
        found = offset + 1
        if !longest { return found }
      }
    }
    return found
  }
}
