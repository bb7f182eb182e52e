/// The line with which a qemu-user program names itself, e.g.
/// `qemu-aarch64 version 7.2.22 (Debian 1:7.2+dfsg-7+deb12u18)`.
package struct EmulatorVersion: Sendable, Hashable {
  /// The line itself.
  package let line: String
  /// The program's name.
  package let name: String
  /// The release as it is written.
  package let release: String
  /// The text in parentheses, if any.
  package let package: String?
  /// The release by its numbers.
  package let number: Release

  /// Reads the first line of what `--version` or `QEMU_VERSION=1` print; nil for any other text.
  package init?(parsing text: String) {
    guard let line = text.split(separator: "\n").first,
      let word = line.firstRange(of: " version ")
    else { return nil }
    self.line = String(line)
    name = String(line[..<word.lowerBound])
    let rest = line[word.upperBound...]
    // Old Ubuntu builds leave no space before the parenthesis: `2.10.1(Debian ...)`.
    let release = rest.prefix { $0 != " " && $0 != "(" }
    guard let number = Release(parsing: release), name.hasPrefix("qemu-"), !name.contains(" ")
    else { return nil }
    self.number = number
    self.release = String(release)
    package = rest.firstIndex(of: "(").flatMap { open in
      rest.lastIndex(of: ")").map {
        String(rest[rest.index(after: open)..<max(rest.index(after: open), $0)])
      }
    }
  }
}
