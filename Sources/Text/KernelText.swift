/// Text as the kernel holds it: bytes that are usually UTF-8, but need not be.
///
/// Names of entries and paths of interpreters may hold any byte but NUL, and `/` or newline by field.
package struct KernelText: Sendable, Hashable {
  /// The bytes, unchanged.
  package let bytes: [UInt8]

  package init(_ bytes: some Sequence<UInt8>) { self.bytes = Array(bytes) }

  package init(_ text: String) { bytes = Array(text.utf8) }

  /// The text, if it is UTF-8.
  package var string: String? { String(validating: bytes, as: UTF8.self) }

  /// The part after the last slash.
  package var lastPathComponent: KernelText {
    KernelText(bytes.split(separator: UInt8(ascii: "/")).last ?? [])
  }
}

extension KernelText: ExpressibleByStringLiteral {
  package init(stringLiteral value: String) { self.init(value) }
}

extension KernelText: CustomStringConvertible {
  /// The text safe for a terminal: control characters, bidirectional controls and bytes that are no
  /// UTF-8 appear as escapes.
  package var description: String {
    if bytes.allSatisfy({ (0x20...0x7e).contains($0) }) {
      return String(decoding: bytes, as: UTF8.self)
    }
    guard let string else {
      return bytes.map { $0 < 0x20 || $0 > 0x7e ? Self.escape($0) : String(UnicodeScalar($0)) }
        .joined()
    }
    return string.unicodeScalars.map { scalar in
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned:
        String(scalar).utf8.map(Self.escape).joined()
      default: String(scalar)
      }
    }.joined()
  }

  private static func escape(_ byte: UInt8) -> String {
    "\\x" + HexDigits.text(of: [byte])
  }
}

extension KernelText: Comparable {
  package static func < (left: Self, right: Self) -> Bool {
    left.bytes.lexicographicallyPrecedes(right.bytes)
  }
}

extension KernelText: Codable {
  private enum Key: String, CodingKey { case hex }

  /// Reads a JSON string, or `{"hex": "..."}` where the bytes are no UTF-8.
  package init(from decoder: any Decoder) throws {
    if let text = try? decoder.singleValueContainer().decode(String.self) {
      self.init(text)
      return
    }
    let container = try decoder.container(keyedBy: Key.self)
    let text = try container.decode(String.self, forKey: .hex)
    guard let bytes = HexDigits.bytes(of: Array(text.utf8)[...]) else {
      throw DecodingError.dataCorruptedError(
        forKey: .hex, in: container, debugDescription: "no hexadecimal bytes: \(text)")
    }
    self.init(bytes)
  }

  package func encode(to encoder: any Encoder) throws {
    if let string {
      var container = encoder.singleValueContainer()
      try container.encode(string)
    } else {
      var container = encoder.container(keyedBy: Key.self)
      try container.encode(HexDigits.text(of: bytes), forKey: .hex)
    }
  }
}
