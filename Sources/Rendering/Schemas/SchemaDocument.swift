/// The JSON Schema of a kind of documents.
package struct SchemaDocument: Encodable {
  private let kind: DocumentKind
  private let root: Schema
  private let definitions: [String: Schema]

  private enum Key: String, CodingKey {
    case dialect = "$schema"
    case title
    case definitions = "$defs"
  }

  /// Derived from the declarations that encode such a document.
  /// - Throws: nothing that depends on a host; that every kind has a schema is tested.
  package init(of kind: DocumentKind) throws {
    let recorder = ShapeRecorder()
    self.kind = kind
    root = try kind.body(recorder).fixing("kind", to: kind.rawValue)
    definitions = recorder.definitions
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode("https://json-schema.org/draft/2020-12/schema", forKey: .dialect)
    try container.encode("crossready: \(kind.rawValue)", forKey: .title)
    if !definitions.isEmpty { try container.encode(definitions, forKey: .definitions) }
    try root.encode(to: encoder)
  }
}

extension DocumentKind {
  /// What its documents hold.
  fileprivate func body(_ recorder: ShapeRecorder) throws -> Schema {
    switch self {
    case .check, .verify: try recorder.schema(of: Document<ReportDocument>.self)
    case .list: try recorder.schema(of: Document<ListDocument>.self)
    case .register: try recorder.schema(of: Document<RegistrationDocument>.self)
    case .unregister: try recorder.schema(of: Document<RemovalDocument>.self)
    case .diagnose: try recorder.schema(of: Document<HangDocument>.self)
    case .log: try recorder.schema(of: Document<LogDocument>.self)
    case .dockerfile: try recorder.schema(of: Document<DockerfileDocument>.self)
    case .dockerfiles: try recorder.schema(of: Document<BuildsDocument>.self)
    case .audit: try recorder.schema(of: Document<AuditDocument>.self)
    case .error: try recorder.schema(of: Document<ErrorDocument>.self)
    case .facts: try recorder.schema(of: FactsDocument.self)
    }
  }
}

extension Schema {
  /// The object with a key that has but one value.
  fileprivate func fixing(_ name: String, to word: String) -> Schema {
    guard case .object(let properties) = self else { return self }
    return .object(
      properties.map {
        $0.name == name
          ? Property(name: name, schema: .words([word]), isRequired: true) : $0
      })
  }
}
