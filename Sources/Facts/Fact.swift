package import Text

/// One thing observed: "cannot read" never looks like "not there".
package enum Fact<Value> {
  /// It was read.
  case seen(Value)
  /// It could not be read.
  case failed(ReadFailure)
  /// Nobody asked; in JSON the key is missing.
  case notAsked

  /// The value, where it was read.
  package var value: Value? {
    if case .seen(let value) = self { value } else { nil }
  }

  /// The failure, where there was one.
  package var failure: ReadFailure? {
    if case .failed(let failure) = self { failure } else { nil }
  }

  /// The same about something that is read along with it, and was not.
  package func withoutValue<Other>() -> Fact<Other> { failure.map { .failed($0) } ?? .notAsked }
}

/// Why something could not be read.
package struct ReadFailure: Hashable, Sendable, Codable, Error {
  /// What was to be read.
  package let path: KernelText
  /// The error number, as Linux on this machine counts.
  package let errno: Int32

  package init(path: KernelText, errno: Int32) {
    self.path = path
    self.errno = errno
  }
}

extension Fact: Sendable where Value: Sendable {}
extension Fact: Equatable where Value: Equatable {}
extension Fact: Hashable where Value: Hashable {}

extension Fact: Codable where Value: Codable {
  private enum Key: String, CodingKey {
    case seen
    case failed
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    var fact = Fact.notAsked
    if container.contains(.failed) {
      fact = .failed(try container.decode(ReadFailure.self, forKey: .failed))
    }
    if container.contains(.seen) {
      fact = .seen(try container.decode(Value.self, forKey: .seen))
    }
    self = fact
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    switch self {
    case .seen(let value): try container.encode(value, forKey: .seen)
    case .failed(let failure): try container.encode(failure, forKey: .failed)
    case .notAsked: break
    }
  }
}

/// A group of facts, all of which may be missing.
package protocol FactGroup: Codable {
  /// The group in which nothing was asked.
  init()
}

/// A name of which some are known: one that a newer release writes is kept as it is.
package protocol OpenName: RawRepresentable<String>, Codable, Hashable, Sendable {}

// Synthesized conformances call these overloads, so that a missing key reads as `notAsked` and
// `notAsked` writes no key.
extension KeyedDecodingContainer {
  func decode<Value: Codable>(_ type: Fact<Value>.Type, forKey key: Key) throws -> Fact<Value> {
    try decodeIfPresent(type, forKey: key) ?? .notAsked
  }

  func decode<Group: FactGroup>(_ type: Group.Type, forKey key: Key) throws -> Group {
    try decodeIfPresent(type, forKey: key) ?? Group()
  }

  func decode<Value: Decodable>(_ type: [Value].Type, forKey key: Key) throws -> [Value] {
    try decodeIfPresent(type, forKey: key) ?? []
  }
}

extension KeyedEncodingContainer {
  mutating func encode<Value: Codable>(_ fact: Fact<Value>, forKey key: Key) throws {
    if case .notAsked = fact { return }
    try encodeIfPresent(fact, forKey: key)
  }
}
