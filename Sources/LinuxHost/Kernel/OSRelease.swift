import Text

/// os-release(5).
package struct OSRelease {
  private var values: [String: String] = [:]

  /// Takes the text apart.
  package init(parsing text: [UInt8]) {
    for line in String(decoding: text, as: UTF8.self).split(separator: "\n") {
      guard let sign = line.firstIndex(of: "=") else { continue }
      values[String(line[..<sign])] = Self.unquoted(line[line.index(after: sign)...])
    }
  }

  /// `ID`, then the words of `ID_LIKE`.
  ///
  /// A system that says nothing has the ID `linux`.
  package var distributions: [String] {
    let words = (values["ID_LIKE"] ?? "").split { $0 == " " || $0 == "\t" }.map(String.init)
    return [values["ID"] ?? "linux"] + words
  }

  /// `VERSION_ID`; empty where there is none.
  package var version: String { values["VERSION_ID"] ?? "" }

  /// Undoes quoting as a shell would: the format is that of assignments in one.
  private static func unquoted(_ text: Substring) -> String {
    var value = ""
    var quote: Character?
    var rest = text.drop { $0 == " " || $0 == "\t" }
    while let character = rest.popFirst() {
      switch (character, quote) {
      case ("\\", nil), ("\\", "\""):
        if let escaped = rest.popFirst() { value.append(escaped) }
      case ("'", nil), ("\"", nil):
        quote = character
      case (_, .some(let open)) where open == character:
        quote = nil
      case (" ", nil), ("\t", nil), ("\r", nil):
        return value
      default:
        value.append(character)
      }
    }
    return value
  }
}
