import FoundationEssentials

/// JSON as all commands write it: indented, keys sorted, so that equal answers are equal bytes.
enum JSONText {
  /// The value as text that ends with a newline.
  static func encoding(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self) + "\n"
  }
}
