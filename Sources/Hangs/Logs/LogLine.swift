/// A line of a build log without what its printers add: colours, times, the step's number.
struct LogLine {
  /// What is left.
  let text: String
  /// The number behind `#` with which BuildKit begins its lines.
  let stepNumber: Int?

  init(_ bytes: some Sequence<UInt8>) {
    var text = Self.withoutControl(bytes)
    text = Self.withoutTime(text)
    guard text.hasPrefix("#"), let blank = text.firstIndex(of: " "),
      let number = Int(text[text.index(after: text.startIndex)..<blank])
    else {
      self.text = text
      stepNumber = nil
      return
    }
    stepNumber = number
    let rest = text[text.index(after: blank)...]
    // Then the seconds since the step began: `#7 12.34 text`.
    let word = rest.prefix { $0 != " " }
    let isTime = word.contains(".") && word.allSatisfy { $0.isNumber || $0 == "." }
    self.text = String(isTime ? rest.dropFirst(word.count).drop { $0 == " " } : rest)
  }

  /// The number of BuildKit's step in the line that begins at a place, without copying it.
  static func stepNumber(_ bytes: UnsafeRawBufferPointer, _ start: Int) -> Int? {
    var place = start
    func byte() -> UInt8 { place < bytes.count ? bytes[place] : 0 }
    // A time of GitHub Actions, e.g. `2026-01-31T12:34:56.1234567Z `.
    if (0x30...0x39).contains(byte()) {
      let end = min(bytes.count, start + 40)
      while place < end, bytes[place] != UInt8(ascii: " ") { place += 1 }
      place += 1
    }
    guard byte() == UInt8(ascii: "#") else { return nil }
    place += 1
    var number = 0
    let digits = place
    while (0x30...0x39).contains(byte()), place < digits + 9 {
      number = 10 * number + Int(byte() - 0x30)
      place += 1
    }
    return place > digits && byte() == UInt8(ascii: " ") ? number : nil
  }

  /// The command of the step that the line announces: `[linux/arm64 2/3] RUN ...` of BuildKit,
  /// `STEP 2/3: RUN ...` of podman, `Step 2/3 : RUN ...` of docker's older builder.
  var announcedStep: String? {
    let body = text.drop { $0 == " " || $0 == ">" }
    guard let run = body.firstRange(of: "RUN ") else { return nil }
    let before = body[..<run.lowerBound]
    let isStep =
      before.hasPrefix("[") && before.hasSuffix("] ")
      || before.lowercased().contains("step ") && before.hasSuffix(": ")
    guard isStep else { return nil }
    // BuildKit's summary ends the line with a colon.
    let isSummary = text.hasPrefix(" > ") || text.hasPrefix("> ")
    return String(isSummary && body.hasSuffix(":") ? body.dropLast() : body)
  }

  /// Leaves out escape sequences (ECMA-48) and what a carriage return overwrites; a NUL or another
  /// control character becomes a blank.
  private static func withoutControl(_ bytes: some Sequence<UInt8>) -> String {
    var result: [UInt8] = []
    var isEscape = false
    var isSequence = false
    for byte in bytes {
      if isSequence {
        if (0x40...0x7e).contains(byte) { isSequence = false }
      } else if isEscape {
        isEscape = false
        isSequence = byte == UInt8(ascii: "[")
      } else if byte == 0x1b {
        isEscape = true
      } else if byte == 0x0d {
        // At the end of a line it means nothing.
        result.append(0x0d)
      } else {
        result.append(byte < 0x20 || byte == 0x7f ? 0x20 : byte)
      }
    }
    while result.last == 0x0d { result.removeLast() }
    if let overwritten = result.lastIndex(of: 0x0d) { result.removeSubrange(...overwritten) }
    return String(decoding: result, as: UTF8.self)
  }

  /// GitHub Actions begins lines with `2026-01-31T12:34:56.1234567Z `.
  private static func withoutTime(_ text: String) -> String {
    let word = text.prefix { $0 != " " }
    guard word.utf8.count >= 20, word.hasSuffix("Z"), word.dropFirst(4).hasPrefix("-"),
      word.dropFirst(10).hasPrefix("T"), word.prefix(4).allSatisfy(\.isNumber)
    else { return text }
    return String(text.dropFirst(word.count + 1))
  }
}
