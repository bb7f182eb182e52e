/// A line of a build log, or a part of one, without what its printers add: colours, times, the
/// step's number.
struct LogLine {
  /// What is left.
  let text: String

  init(_ bytes: UnsafeRawBufferPointer) {
    text = Self.withoutControl(bytes[LinePrefix(bytes).end...])
  }

  /// What stands around a text: as much of its line as a person wants to read, without what comes
  /// before and behind carriage returns.
  static func excerpt(of bytes: UnsafeRawBufferPointer, around text: Range<Int>) -> String {
    let start = max(0, text.lowerBound - 200)
    let end = min(bytes.count, max(text.upperBound, text.lowerBound + 300))
    func isEnd(_ byte: UInt8) -> Bool { byte == 0x0a || byte == 0x0d }
    let before = bytes[start..<text.lowerBound].lastIndex(where: isEnd).map { $0 + 1 }
    let behind = bytes[text.upperBound..<end].firstIndex(where: isEnd)
    return LogLine(UnsafeRawBufferPointer(rebasing: bytes[(before ?? start)..<(behind ?? end)]))
      .text
  }

  /// The command of the step that a line announces, and the step's number: `[linux/arm64 2/3] RUN
  /// ...` of BuildKit, `STEP 2/3: RUN ...` of podman, `Step 2/3 : RUN ...` of docker's older builder.
  /// - Parameter run: where the word `RUN` stands in the line.
  static func announcement(
    in bytes: UnsafeRawBufferPointer, line: Range<Int>, run: Int
  ) -> (command: String, number: Int?)? {
    let prefix = LinePrefix(bytes, from: line.lowerBound)
    guard !prefix.isOutput, prefix.end < run else { return nil }
    var start = prefix.end
    while start < run, [UInt8(ascii: " "), UInt8(ascii: ">")].contains(bytes[start]) { start += 1 }
    let isStep =
      bytes[run - 2] == UInt8(ascii: "]")
      ? bytes[start] == UInt8(ascii: "[")
      : run - start < 300
        && (bytes.holds(Array("STEP ".utf8), in: start..<run)
          || bytes.holds(Array("Step ".utf8), in: start..<run))
    guard isStep else { return nil }
    let end = min(line.upperBound, run + 300)
    let text = LogLine(UnsafeRawBufferPointer(rebasing: bytes[start..<end])).text
    // BuildKit's summary ends the line with a colon.
    let isSummary = start > prefix.end && text.hasSuffix(":")
    return (isSummary ? String(text.dropLast()) : text, prefix.stepNumber)
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
}
