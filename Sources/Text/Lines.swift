/// The lines of a text, without their line feeds and without empty ones.
package func lines(of text: [UInt8]) -> [ArraySlice<UInt8>] {
  text.split(separator: UInt8(ascii: "\n"))
}

/// The words of a line, which blanks and tabulators separate.
package func words(of line: some Collection<UInt8>) -> [[UInt8]] {
  line.split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }.map { Array($0) }
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
