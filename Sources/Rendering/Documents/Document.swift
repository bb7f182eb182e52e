package import Facts

/// What a JSON document is about.
package enum DocumentKind: String, CaseIterable, Codable, Sendable {
  case check
  case verify
  case list
  case register
  case unregister
  case diagnose
  case log
  case dockerfile
  case dockerfiles
  case audit
  case facts
  case error
}

/// A JSON document: what each says of itself, and beside that the keys of its body. Keys are only ever
/// added.
package struct Document<Body: Codable>: Codable {
  private let kind: DocumentKind
  private let schema: Int
  /// Who observed.
  private let tool: ToolFacts
  private let body: Body

  private enum Key: CodingKey { case kind, schema, tool }

  package init(_ kind: DocumentKind, _ body: Body, tool: ToolFacts = Identity.tool) {
    self.kind = kind
    schema = 1
    self.tool = tool
    self.body = body
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    kind = try container.decode(DocumentKind.self, forKey: .kind)
    schema = try container.decode(Int.self, forKey: .schema)
    tool = try container.decode(ToolFacts.self, forKey: .tool)
    body = try Body(from: decoder)
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(kind, forKey: .kind)
    try container.encode(schema, forKey: .schema)
    try container.encode(tool, forKey: .tool)
    try body.encode(to: encoder)
  }
}
