/// The lines of a text, without their line feeds and without empty ones.
package func lines(of text: [UInt8]) -> [ArraySlice<UInt8>] {
  text.withUnsafeBufferPointer { bytes in ranges(in: bytes) { $0 == 0x0a } }.map { text[$0] }
}

/// The words of a line, which blanks and tabulators separate.
package func words(of line: ArraySlice<UInt8>) -> [[UInt8]] {
  line.withUnsafeBufferPointer { bytes in
    ranges(in: bytes) { $0 == 0x20 || $0 == 0x09 }.map { Array(bytes[$0]) }
  }
}

/// The words of a text of one line.
package func words(of line: [UInt8]) -> [[UInt8]] { words(of: line[...]) }

/// Where what separators part stands, without what is empty.
///
/// Bytes are looked at where they lie: what this costs for each is most of what it costs to read `/proc`.
private func ranges(
  in bytes: UnsafeBufferPointer<UInt8>, _ isSeparator: (UInt8) -> Bool
) -> [Range<Int>] {
  var ranges: [Range<Int>] = []
  var start = 0
  for place in 0...bytes.count {
    guard place == bytes.count || isSeparator(bytes[place]) else { continue }
    if place > start { ranges.append(start..<place) }
    start = place + 1
  }
  return ranges
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
