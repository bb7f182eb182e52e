/// Finds the shape of a type by having it decoded from nothing: each key that it asks for is one that it
/// encodes. So the declaration that makes a document makes its schema, too.
final class ShapeRecorder {
  /// The objects that are within themselves, by name.
  private(set) var definitions: [String: Schema] = [:]
  /// The types that are being recorded.
  private var open: [ObjectIdentifier] = []
  private var repeated: Set<ObjectIdentifier> = []

  /// The shape of a type.
  /// - Throws: what the type throws when it cannot be made of empty words, zeros and false.
  func schema<Value: Decodable>(of type: Value.Type) throws -> Schema {
    let name = "\(Value.self)"
    if open.contains(ObjectIdentifier(type)) {
      repeated.insert(ObjectIdentifier(type))
      return .reference(name)
    }
    open.append(ObjectIdentifier(type))
    defer { open.removeLast() }
    let schema = try record(type).schema
    guard repeated.contains(ObjectIdentifier(type)) else { return schema }
    definitions[name] = schema
    return .reference(name)
  }

  /// The shape of a type together with a value of it, for what goes on decoding.
  fileprivate func record<Value: Decodable>(
    _ type: Value.Type
  ) throws -> (schema: Schema, value: Value) {
    if let collection = type as? any ShapedCollection.Type,
      let empty = collection.empty as? Value
    {
      return (try collection.schema(self), empty)
    }
    if let words = type as? any CaseIterable.Type, let first = Self.first(of: words) as? Value {
      let names = Self.names(of: words)
      return (names.isEmpty ? .integer : .words(names), first)
    }
    let decoder = RecordingDecoder(recorder: self)
    let value = try Value(from: decoder)
    return (decoder.shape.schema, value)
  }

  private static func names<Words: CaseIterable>(of words: Words.Type) -> [String] {
    words.allCases.compactMap { ($0 as? any RawRepresentable)?.rawValue as? String }
  }

  private static func first<Words: CaseIterable>(of words: Words.Type) -> Any? {
    words.allCases.first
  }
}

/// A collection, which has no shape of its own when it is empty.
private protocol ShapedCollection {
  static var empty: Any { get }
  static func schema(_ recorder: ShapeRecorder) throws -> Schema
}

extension Array: ShapedCollection where Element: Decodable {
  static var empty: Any { [Element]() }
  static func schema(_ recorder: ShapeRecorder) throws -> Schema {
    .array(try recorder.schema(of: Element.self))
  }
}

extension Dictionary: ShapedCollection where Key == String, Value: Decodable {
  static var empty: Any { [String: Value]() }
  static func schema(_ recorder: ShapeRecorder) throws -> Schema {
    .map(try recorder.schema(of: Value.self))
  }
}

/// What is found out about one value.
private final class Shape {
  var schema = Schema.anything
  var isNullable = false
  /// The keys that may be missing.
  var optional: Set<String> = []

  /// An object may be decoded in parts, each of which adds its keys.
  func add(_ property: Schema.Property) {
    guard case .object(let properties) = schema else {
      schema = .object([property])
      return
    }
    guard !properties.contains(where: { $0.name == property.name }) else { return }
    schema = .object(properties + [property])
  }
}

private struct RecordingDecoder: Decoder {
  let recorder: ShapeRecorder
  let shape = Shape()
  var codingPath: [any CodingKey] { [] }
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedDecodingContainer<Key> {
    KeyedDecodingContainer(KeyedRecording(decoder: self))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    throw ShapeError.isNested
  }

  func singleValueContainer() -> any SingleValueDecodingContainer {
    SingleRecording(decoder: self)
  }
}

/// Why a type has no shape that can be recorded.
private enum ShapeError: Error {
  case isNested
}

private struct SingleRecording: SingleValueDecodingContainer {
  let decoder: RecordingDecoder
  var codingPath: [any CodingKey] { [] }

  func decodeNil() -> Bool {
    decoder.shape.isNullable = true
    return false
  }

  func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
    let (schema, value) = try decoder.recorder.record(type)
    return take(schema, value)
  }

  private func take<Value>(_ schema: Schema, _ value: Value) -> Value {
    decoder.shape.schema = decoder.shape.isNullable ? .nullable(schema) : schema
    return value
  }

  func decode(_ type: Bool.Type) -> Bool { take(.boolean, false) }
  func decode(_ type: String.Type) -> String { take(.string, "") }
  func decode(_ type: Double.Type) -> Double { take(.number, 0) }
  func decode(_ type: Float.Type) -> Float { take(.number, 0) }
  func decode(_ type: Int.Type) -> Int { take(.integer, 0) }
  func decode(_ type: Int8.Type) -> Int8 { take(.integer, 0) }
  func decode(_ type: Int16.Type) -> Int16 { take(.integer, 0) }
  func decode(_ type: Int32.Type) -> Int32 { take(.integer, 0) }
  func decode(_ type: Int64.Type) -> Int64 { take(.integer, 0) }
  func decode(_ type: UInt.Type) -> UInt { take(.integer, 0) }
  func decode(_ type: UInt8.Type) -> UInt8 { take(.integer, 0) }
  func decode(_ type: UInt16.Type) -> UInt16 { take(.integer, 0) }
  func decode(_ type: UInt32.Type) -> UInt32 { take(.integer, 0) }
  func decode(_ type: UInt64.Type) -> UInt64 { take(.integer, 0) }
}

private struct KeyedRecording<Key: CodingKey>: KeyedDecodingContainerProtocol {
  let decoder: RecordingDecoder
  var codingPath: [any CodingKey] { [] }
  var allKeys: [Key] { [] }

  /// Whoever asks whether a key is there can do without.
  func contains(_ key: Key) -> Bool {
    decoder.shape.optional.insert(key.stringValue)
    return true
  }

  func decodeNil(forKey key: Key) -> Bool { false }

  func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
    let (schema, value) = try decoder.recorder.record(type)
    return add(key, schema, value)
  }

  private func add<Value>(_ key: Key, _ schema: Schema, _ value: Value) -> Value {
    let isRequired = !decoder.shape.optional.contains(key.stringValue)
    decoder.shape.add(
      Schema.Property(name: key.stringValue, schema: schema, isRequired: isRequired))
    return value
  }

  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type, forKey key: Key
  ) throws -> KeyedDecodingContainer<Nested> { throw ShapeError.isNested }
  func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
    throw ShapeError.isNested
  }
  func superDecoder() throws -> any Decoder { throw ShapeError.isNested }
  func superDecoder(forKey key: Key) throws -> any Decoder { throw ShapeError.isNested }

  func decode(_ type: Bool.Type, forKey key: Key) -> Bool { add(key, .boolean, false) }
  func decode(_ type: String.Type, forKey key: Key) -> String { add(key, .string, "") }
  func decode(_ type: Double.Type, forKey key: Key) -> Double { add(key, .number, 0) }
  func decode(_ type: Float.Type, forKey key: Key) -> Float { add(key, .number, 0) }
  func decode(_ type: Int.Type, forKey key: Key) -> Int { add(key, .integer, 0) }
  func decode(_ type: Int8.Type, forKey key: Key) -> Int8 { add(key, .integer, 0) }
  func decode(_ type: Int16.Type, forKey key: Key) -> Int16 { add(key, .integer, 0) }
  func decode(_ type: Int32.Type, forKey key: Key) -> Int32 { add(key, .integer, 0) }
  func decode(_ type: Int64.Type, forKey key: Key) -> Int64 { add(key, .integer, 0) }
  func decode(_ type: UInt.Type, forKey key: Key) -> UInt { add(key, .integer, 0) }
  func decode(_ type: UInt8.Type, forKey key: Key) -> UInt8 { add(key, .integer, 0) }
  func decode(_ type: UInt16.Type, forKey key: Key) -> UInt16 { add(key, .integer, 0) }
  func decode(_ type: UInt32.Type, forKey key: Key) -> UInt32 { add(key, .integer, 0) }
  func decode(_ type: UInt64.Type, forKey key: Key) -> UInt64 { add(key, .integer, 0) }
}
