/// A line of BuildKit's plain progress: `#7 [linux/arm64 3/5] RUN make`, `#7 12.3 text`, `#7 DONE`.
struct BuildKitLine {
  /// What stands behind the number.
  enum Content {
    /// A title in brackets.
    case title(Bytes)
    case output(Bytes)
    case done
    case cancelled
    case failed(Bytes)
    /// The state of a transfer, or a title without brackets.
    case other(Bytes)
  }

  let number: Int
  let content: Content

  /// Nil if it is none.
  init?(_ line: Bytes) {
    guard line.first == UInt8(ascii: "#"), let number = line.number(at: 1),
      number.end < line.count, line[number.end] == 0x20
    else { return nil }
    self.number = number.value
    let rest = line.dropping(number.end + 1)
    if let output = Self.output(rest) {
      content = .output(output)
    } else if rest.starts(with: "[") {
      content = .title(rest)
    } else if rest.starts(with: "DONE ") || rest.starts(with: "CACHED") {
      content = .done
    } else if rest.starts(with: "CANCELED") {
      content = .cancelled
    } else if rest.starts(with: "ERROR") {
      content = .failed(rest)
    } else {
      content = .other(rest)
    }
  }

  /// What stands behind the seconds since the step began: `12.34 text`.
  static func output(_ rest: Bytes) -> Bytes? {
    guard let first = rest.first, first.isDigit, let seconds = rest.number(at: 0),
      seconds.end < rest.count, rest[seconds.end] == UInt8(ascii: "."),
      let fraction = rest.number(at: seconds.end + 1), fraction.end - seconds.end <= 4
    else { return nil }
    if fraction.end == rest.count { return rest.dropping(rest.count) }
    return rest[fraction.end] == 0x20 ? rest.dropping(fraction.end + 1) : nil
  }
}
