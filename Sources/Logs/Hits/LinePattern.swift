/// A pattern for a line that a program printed.
///
/// `*` stands for anything. A pattern begins where the line begins, or behind `: `, `] `, `| `, `> `,
/// `(` or a tabulator: an error has its program's name before it at most, a sentence about an error
/// has words. `^` before it means the beginning only, `~` any place but behind a quotation mark. `$`
/// behind it means that the line ends there, or goes on as messages do that hold another: with a
/// quotation mark, a bracket or a colon.
struct LinePattern: Sendable, Hashable {
  private enum Start: Sendable { case line, message, anywhere }

  private let start: Start
  private let isEnded: Bool
  /// The texts between the stars.
  private let pieces: [[UInt8]]
  /// The text that is searched for first.
  let needle: [UInt8]

  init(_ pattern: String) {
    var text = pattern[...]
    switch text.first {
    case "^": (start, text) = (.line, text.dropFirst())
    case "~": (start, text) = (.anywhere, text.dropFirst())
    default: start = .message
    }
    isEnded = text.hasSuffix("$")
    if isEnded { text = text.dropLast() }
    pieces = text.split(separator: "*", omittingEmptySubsequences: false).map { Array($0.utf8) }
    needle = pieces.max { $0.count < $1.count } ?? []
  }

  /// What the stars stand for in a line, cut to what can be kept; nil if it does not match.
  func match(_ line: Bytes) -> [Range<Int>]? {
    var captures: [Range<Int>] = []
    var place = 0
    for (index, piece) in pieces.enumerated() {
      let isLast = index == pieces.count - 1
      guard let found = find(piece, in: line, from: place, isFirst: index == 0, isLast: isLast)
      else { return nil }
      if index > 0 { captures.append(place..<found) }
      place = found + piece.count
    }
    return captures
  }

  private func find(
    _ piece: [UInt8], in line: Bytes, from start: Int, isFirst: Bool, isLast: Bool
  ) -> Int? {
    if piece.isEmpty {
      // A star at the end takes all the rest.
      return isLast && !isFirst ? line.count : start
    }
    return piece.withUnsafeBytes { piece in
      var place = start
      while let found = piece.place(in: line, from: place) {
        let begins = !isFirst || Self.isStart(line, found, self.start)
        if begins, !isLast || !isEnded || Self.isEnd(line, found + piece.count) { return found }
        if isFirst, self.start == .line { return nil }
        place = found + 1
      }
      return nil
    }
  }

  private static func isStart(_ line: Bytes, _ place: Int, _ start: Start) -> Bool {
    switch start {
    case .anywhere:
      // What is quoted is told, not said.
      return place == 0 || !"\"`".utf8.contains(line[place - 1])
    case .line: return place <= line.indentation
    case .message:
      if place <= line.indentation { return true }
      let before = line[place - 1]
      if before == 0x09 || before == UInt8(ascii: "(") { return true }
      guard before == 0x20, place >= 2 else { return false }
      return [0x3a, 0x5d, 0x7c, 0x3e, 0x20, 0x09].contains(line[place - 2])
    }
  }

  private static func isEnd(_ line: Bytes, _ place: Int) -> Bool {
    let rest = line.dropping(place).trimmedAtEnd
    guard let first = rest.first else { return true }
    if first == 0x20 { return rest.starts(with: " (") || rest.starts(with: " -") }
    return first == 0x09 || "\"'.,;:)}]<\\`".utf8.contains(first)
  }
}
