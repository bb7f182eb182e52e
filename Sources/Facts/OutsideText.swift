package import Text

/// What a program of others said: engines, builders and emulators name hosts, addresses, files and
/// users in their words.
///
/// Whoever judges or shows it on the machine where it was said sees all of it. In a facts file,
/// which people send to others, a word is private until a rule makes it public: it stands in
/// `PublicWords`, is a small number, or names an error number, a signal or a version of a protocol.
/// Every other word becomes `***`.
package struct OutsideText: Hashable, Sendable {
  /// All of it.
  package var text: KernelText

  package init(_ text: KernelText) { self.text = text }

  package init(_ bytes: [UInt8]) { text = KernelText(bytes) }

  package init(_ text: String) { self.text = KernelText(text) }

  /// Its lines, each safe to show.
  package var lines: [String] { text.lines }

  /// It, with private words masked.
  package var masked: KernelText {
    var result: [UInt8] = []
    var word: [UInt8] = []
    for byte in text.bytes {
      if Self.isPartOfWord(byte) {
        word.append(byte)
      } else {
        result += Self.masking(word)
        word = []
        // What stands between words is punctuation; bytes that are no ASCII may be words.
        result.append(byte < 0x80 ? byte : UInt8(ascii: "*"))
      }
    }
    return KernelText(result + Self.masking(word))
  }

  /// Dots, colons, slashes and the like belong to names of hosts, addresses and paths.
  private static func isPartOfWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: byte >= 0x80 || "._-/:@~%+=&?#$\\".utf8.contains(byte)
    }
  }

  private static func masking(_ word: [UInt8]) -> [UInt8] {
    guard !word.isEmpty else { return [] }
    // The end of a sentence or of a clause is no part of the word.
    let core = word.reversed().drop { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: ":") }
    let text = String(decoding: core.reversed(), as: UTF8.self)
    guard !core.isEmpty, !PublicWords.holds(text) else { return word }
    return Array("***".utf8) + word.suffix(word.count - core.count)
  }
}

extension OutsideText: ExpressibleByStringLiteral {
  package init(stringLiteral value: String) { self.init(KernelText(value)) }
}

extension OutsideText: Codable {
  package init(from decoder: any Decoder) throws { text = try KernelText(from: decoder) }

  /// Writes it masked.
  package func encode(to encoder: any Encoder) throws { try masked.encode(to: encoder) }
}

/// A name that somebody gave to a thing of theirs: a builder, an engine's context.
///
/// In a facts file one that may be the name or address of a machine becomes `***`: one with a dot, a
/// colon, a slash or an at sign.
package struct OutsideName: Hashable, Sendable {
  /// The name.
  package var text: String

  package init(_ text: String) { self.text = text }
}

extension OutsideName: CustomStringConvertible {
  package var description: String { text }
}

extension OutsideName: ExpressibleByStringLiteral {
  package init(stringLiteral value: String) { text = value }
}

extension OutsideName: Codable {
  package init(from decoder: any Decoder) throws {
    text = try decoder.singleValueContainer().decode(String.self)
  }

  package func encode(to encoder: any Encoder) throws {
    let isPlain = text.utf8.allSatisfy { byte in
      byte < 0x80 && !".:/@\\".utf8.contains(byte)
    }
    var container = encoder.singleValueContainer()
    try container.encode(isPlain ? text : "***")
  }
}

/// What is only told if somebody asks for it: in a facts file it is null unless the encoder's
/// `revealsPrivate` is set.
@propertyWrapper
package struct Private<Value: Codable & Hashable & Sendable>: FactGroup, Hashable, Sendable {
  /// The value; nil where it is not known, or was not told.
  package var wrappedValue: Value?

  package init() {}

  package init(wrappedValue: Value?) { self.wrappedValue = wrappedValue }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    wrappedValue = container.decodeNil() ? nil : try container.decode(Value.self)
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    if encoder.userInfo[.revealsPrivate] as? Bool == true, let wrappedValue {
      try container.encode(wrappedValue)
    } else {
      try container.encodeNil()
    }
  }
}

extension CodingUserInfoKey {
  /// Whether an encoder writes what is `Private`: true or missing.
  package static let revealsPrivate = CodingUserInfoKey(rawValue: "revealsPrivate")
    .unsafelyUnwrapped
}
