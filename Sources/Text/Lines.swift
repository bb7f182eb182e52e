/// The lines of a text, without their line feeds and without empty ones.
package func lines(of text: [UInt8]) -> [ArraySlice<UInt8>] {
  text.split(separator: UInt8(ascii: "\n"))
}

/// The words of a line, which blanks and tabulators separate.
///
/// Bytes are looked at where they lie: what this costs for each is most of what it costs to read `/proc`.
package func words(of line: some Collection<UInt8>) -> [[UInt8]] {
  func split(_ bytes: UnsafeBufferPointer<UInt8>) -> [[UInt8]] {
    var words: [[UInt8]] = []
    var start = 0
    for place in 0...bytes.count {
      guard place == bytes.count || bytes[place] == 0x20 || bytes[place] == 0x09 else { continue }
      if place > start { words.append(Array(bytes[start..<place])) }
      start = place + 1
    }
    return words
  }
  return line.withContiguousStorageIfAvailable(split)
    ?? Array(line).withUnsafeBufferPointer(split)
}

extension KernelText {
  /// The lines, each safe to show.
  package var lines: [String] {
    bytes.split(separator: UInt8(ascii: "\n")).map { KernelText($0).description }
  }

  /// One line, counted from 0; empty when there are fewer.
  package func description(ofLine index: Int) -> String {
    let lines = bytes.split(
      separator: UInt8(ascii: "\n"), maxSplits: index + 1, omittingEmptySubsequences: true)
    return index < lines.count ? KernelText(lines[index]).description : ""
  }
}
