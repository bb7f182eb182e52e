/// The shape of what a type encodes, as JSON Schema tells it (draft 2020-12).
indirect enum Schema: Equatable {
  case anything
  case boolean
  case integer
  case number
  case string
  /// One of these words.
  case words([String])
  case array(Schema)
  /// An object with any keys.
  case map(Schema)
  case object([Property])
  case nullable(Schema)
  case null
  /// The document itself, or the object of that name within it.
  case reference(String)

  /// A key of an object.
  struct Property: Equatable {
    let name: String
    let schema: Schema
    let isRequired: Bool
  }
}

extension Schema: Encodable {
  private enum Key: String, CodingKey {
    case type, items, properties, required, anyOf
    case words = "enum"
    case additionalProperties
    case reference = "$ref"
  }

  private struct Name: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    switch self {
    case .anything: break
    case .null: try container.encode("null", forKey: .type)
    case .boolean: try container.encode("boolean", forKey: .type)
    case .integer: try container.encode("integer", forKey: .type)
    case .number: try container.encode("number", forKey: .type)
    case .string: try container.encode("string", forKey: .type)
    case .words(let words):
      try container.encode("string", forKey: .type)
      try container.encode(words, forKey: .words)
    case .array(let element):
      try container.encode("array", forKey: .type)
      try container.encode(element, forKey: .items)
    case .map(let element):
      try container.encode("object", forKey: .type)
      try container.encode(element, forKey: .additionalProperties)
    case .nullable(let schema):
      try container.encode([schema, Schema.null], forKey: .anyOf)
    case .reference(let name): try container.encode("#/$defs/\(name)", forKey: .reference)
    case .object(let properties):
      try container.encode("object", forKey: .type)
      var members = container.nestedContainer(keyedBy: Name.self, forKey: .properties)
      for property in properties {
        try members.encode(property.schema, forKey: Name(stringValue: property.name))
      }
      try container.encode(
        properties.filter(\.isRequired).map(\.name).sorted(), forKey: .required)
    }
  }
}
