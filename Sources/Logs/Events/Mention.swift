/// Lines that name an error without being one: what a shell traces, what tests and changelogs tell,
/// excerpts of Dockerfiles, and messages that say that they ignore it.
enum Mention {
  /// Whether a line that a program printed is one.
  static func isOne(_ line: Bytes) -> Bool {
    let line = line.dropping(line.indentation)
    guard let first = line.first else { return true }
    switch first {
    // `set -x`, one plus for each level; a list; a comment. apk marks errors of scripts with a star.
    case UInt8(ascii: "+"): return isTrace(line)
    case UInt8(ascii: "*"):
      return line.starts(with: "* ") && !line.starts(with: "* execve")
        && !line.starts(with: "* ERROR")
    case UInt8(ascii: "-"):
      return line.starts(with: "- ") || line.starts(with: "--- PASS")
        || line.starts(with: "--- SKIP")
    case UInt8(ascii: "$"), UInt8(ascii: ">"):
      return line.count > 1 && line[1] == 0x20
    case UInt8(ascii: "/"): return line.starts(with: "// ")
    case UInt8(ascii: "o"): return line.starts(with: "ok ")
    case UInt8(ascii: "P"): return line.starts(with: "PASS")
    // Check marks: U+2713, U+2714, U+221A, U+2705, and the bullets of changelogs.
    case 0xe2:
      return [0x9c93, 0x9c94, 0x889a, 0x9c85, 0x80a2].contains { (mark: Int) in
        line.count > 2 && line[1] == UInt8(mark >> 8) && line[2] == UInt8(mark & 0xff)
      }
    case 0x30...0x39: return isExcerpt(line)
    default: return false
    }
  }

  /// Whether a line says behind a place that what it tells does no harm.
  static func isIgnored(_ line: Bytes) -> Bool {
    guard line.find("gnor") != nil else { return false }
    return ([", ignoring", "(ignored)", ": ignored", "Ignored error"] as [StaticString])
      .contains { line.find($0) != nil }
  }

  private static func isTrace(_ line: Bytes) -> Bool {
    var place = 0
    while place < line.count, line[place] == UInt8(ascii: "+") { place += 1 }
    return place < line.count && line[place] == 0x20
  }

  /// A numbered line of a Dockerfile: `   3 | >>> RUN make`.
  static func isExcerpt(_ line: Bytes) -> Bool {
    let start = line.indentation
    guard let number = line.number(at: start) else { return false }
    return line.holds(" | ", at: number.end)
      || line.dropping(number.end).trimmedAtEnd.ends(with: " |")
  }
}
