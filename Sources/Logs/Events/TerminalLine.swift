/// A line of BuildKit's display for terminals: ` => [linux/arm64 3/5] RUN make   12.3s`, and what the
/// step printed last, ` => => # text`.
enum TerminalLine {
  case step(title: Bytes)
  case failed(title: Bytes)
  case cancelled(title: Bytes)
  case output(Bytes)
  /// The first line, when all is done.
  case finished
  case other

  /// Nil if it is none.
  init?(_ line: Bytes) {
    if line.starts(with: "[+] ") {
      self = line.find(" FINISHED") != nil ? .finished : .other
      return
    }
    let indentation = line.indentation
    guard indentation <= 1, line.holds("=> ", at: indentation) else { return nil }
    let rest = line.dropping(indentation + 3)
    if rest.starts(with: "=> # ") {
      self = .output(rest.dropping(5).trimmedAtEnd)
    } else if rest.starts(with: "ERROR ") {
      self = .failed(title: Self.title(rest.dropping(6)))
    } else if rest.starts(with: "CANCELED ") {
      self = .cancelled(title: Self.title(rest.dropping(9)))
    } else if rest.starts(with: "[") {
      self = .step(title: Self.title(rest))
    } else {
      self = .other
    }
  }

  /// The title without the seconds at the end of the line.
  private static func title(_ rest: Bytes) -> Bytes {
    let line = rest.trimmedAtEnd
    var start = line.count
    guard line.last == UInt8(ascii: "s") else { return line }
    start -= 1
    while start > 0, line[start - 1].isDigit || line[start - 1] == 0x2e { start -= 1 }
    return start > 0 && line[start - 1] == 0x20 ? line[part: 0..<start].trimmedAtEnd : line
  }
}
