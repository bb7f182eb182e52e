extension StringProtocol {
  /// The text, cut with an ellipsis where it is longer than `width`.
  package func cut(to width: Int) -> String {
    count <= width ? String(self) : "\(prefix(width - 3))..."
  }

  /// The text in pieces of at most `width` characters, wherever words end.
  package func pieces(of width: Int) -> [String] {
    var pieces: [String] = []
    var rest = self[...]
    while !rest.isEmpty {
      pieces.append(String(rest.prefix(width)))
      rest = rest.dropFirst(width)
    }
    return pieces
  }
}
