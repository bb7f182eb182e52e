import FoundationEssentials
import Testing

/// Holds documents against the schemas that the program prints.
enum SchemaValidation {
  /// What is wrong with a document; nothing for one that is as its kind's schema says.
  static func defects(of text: some StringProtocol) throws -> [String] {
    let document = try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
    guard case .string(let kind)? = document["kind"] else { return ["the document has no kind"] }
    let printed = try execute(TestHost.program, ["schema", kind])
    guard printed.status == 0 else { throw CommandFailed(description: printed.errors) }
    let schema = try JSONDecoder().decode(JSONValue.self, from: Data(printed.output.utf8))
    return defects(of: document, schema, schema["$defs"], at: "$")
  }

  private static func defects(
    of value: JSONValue, _ schema: JSONValue, _ definitions: JSONValue?, at place: String
  ) -> [String] {
    if case .string(let reference)? = schema["$ref"] {
      let name = reference.replacing("#/$defs/", with: "")
      guard let target = definitions?[name] else { return ["\(place): no definition of \(name)"] }
      return defects(of: value, target, definitions, at: place)
    }
    if case .array(let choices)? = schema["anyOf"] {
      let all = choices.map { defects(of: value, $0, definitions, at: place) }
      return all.contains(where: \.isEmpty) ? [] : all.first ?? []
    }
    if case .array(let words)? = schema["enum"], !words.contains(value) {
      return ["\(place): \(value) is none of \(words)"]
    }
    guard case .string(let type)? = schema["type"] else { return [] }
    guard value.isOf(type) else { return ["\(place): \(value) is no \(type)"] }
    if let items = schema["items"], case .array(let elements) = value {
      return elements.enumerated().flatMap { index, element in
        defects(of: element, items, definitions, at: "\(place)[\(index)]")
      }
    }
    guard case .object(let members) = value else { return [] }
    return members.flatMap { key, member -> [String] in
      // What a schema does not tell, a reader has no way to know.
      guard let own = schema["properties"]?[key] ?? schema["additionalProperties"] else {
        return schema["properties"] == nil ? [] : ["\(place): \(key) is not in the schema"]
      }
      return defects(of: member, own, definitions, at: "\(place).\(key)")
    } + missing(members, schema).map { "\(place): \($0) is missing" }
  }

  private static func missing(_ members: [String: JSONValue], _ schema: JSONValue) -> [String] {
    guard case .array(let required)? = schema["required"] else { return [] }
    return required.compactMap {
      guard case .string(let name) = $0, members[name] == nil else { return nil }
      return name
    }
  }
}

/// Any JSON.
private indirect enum JSONValue: Decodable, Equatable {
  case null
  case boolean(Bool)
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object([String: JSONValue])

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(Bool.self) {
      self = .boolean(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else if let value = try? container.decode(String.self) {
      self = .string(value)
    } else if let value = try? container.decode([JSONValue].self) {
      self = .array(value)
    } else {
      self = .object(try container.decode([String: JSONValue].self))
    }
  }

  subscript(_ key: String) -> JSONValue? {
    if case .object(let members) = self { members[key] } else { nil }
  }

  /// Whether it is of one of JSON Schema's types.
  func isOf(_ type: String) -> Bool {
    switch (self, type) {
    case (.null, "null"), (.boolean, "boolean"), (.number, "number"), (.string, "string"),
      (.array, "array"), (.object, "object"):
      true
    case (.number(let value), "integer"): value.rounded() == value
    default: false
    }
  }
}

/// Expects a document to be as the schema of its kind says.
func expectSchema(of text: some StringProtocol) throws {
  let defects = try SchemaValidation.defects(of: text)
  #expect(defects.isEmpty, "\(defects.joined(separator: "\n"))")
}
