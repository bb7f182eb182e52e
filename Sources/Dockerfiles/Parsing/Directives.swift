/// The parser directives at the head of a file.
struct Directives {
  private(set) var escape = UInt8(ascii: "\\")
  private(set) var syntax: String?
  /// Names of checks that the file asks to be left out, lower case.
  private(set) var skipped: [String] = []
  private var seen: Set<String> = []
  private var isOver = false

  /// Reads one line; whether it is a directive.
  mutating func take(_ line: ArraySlice<UInt8>, line number: Int) throws(DockerfileError) -> Bool {
    guard !isOver else { return false }
    guard let (name, value) = Self.parsed(line), ["syntax", "escape", "check"].contains(name) else {
      isOver = true
      return false
    }
    // BuildKit counts a line when it is done with it.
    guard seen.insert(name).inserted else {
      throw DockerfileError(line: number - 1, .directiveTwice(name))
    }
    switch name {
    case "escape":
      guard value == "\\" || value == "`", let byte = value.utf8.first else {
        throw DockerfileError(line: number, .escapeCharacter(value))
      }
      escape = byte
    case "syntax": syntax = value
    default: skipped = Self.skippedChecks(value)
    }
    return true
  }

  /// Names behind `skip=` in the value of a check directive.
  static func skippedChecks(_ value: String) -> [String] {
    value.split(separator: ";").flatMap { part -> [String] in
      let halves = part.split(separator: "=", maxSplits: 1)
      guard halves.count == 2, halves[0].trimmed == "skip" else { return [] }
      return halves[1].split(separator: ",").map { $0.trimmed.lowercased() }
    }
  }

  /// Names that a comment above an instruction mutes.
  static func skippedChecks(ofComment comment: ArraySlice<UInt8>) -> [String] {
    guard let (name, value) = parsed(comment), name == "check" else { return [] }
    return skippedChecks(value)
  }

  private static func parsed(_ line: ArraySlice<UInt8>) -> (name: String, value: String)? {
    guard line.first == UInt8(ascii: "#") else { return nil }
    let rest = line.dropFirst().withoutLeadingBlanks
    let name = rest.prefix { UnicodeScalar($0).properties.isAlphabetic && $0 < 0x80 }
    let behind = rest[name.endIndex...].withoutLeadingBlanks
    guard !name.isEmpty, behind.first == UInt8(ascii: "=") else { return nil }
    let value = behind.dropFirst().withoutLeadingBlanks.withoutTrailingBlanks
    return value.isEmpty ? nil : (name.text.lowercased(), value.text)
  }
}

extension StringProtocol {
  /// The text without blanks around it.
  var trimmed: String {
    var bytes = Array(utf8)[...]
    bytes = bytes.withoutLeadingBlanks.withoutTrailingBlanks
    return bytes.text
  }
}
