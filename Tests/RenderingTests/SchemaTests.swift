import FoundationEssentials
import Testing

@testable import Rendering

/// Every kind of documents has a schema, which the declarations of the documents make.
struct SchemaTests {
  @Test(arguments: DocumentKind.allCases)
  func everyKindHasOne(_ kind: DocumentKind) throws {
    struct Shape: Decodable {
      let title: String
      let type: String
      let properties: [String: Property]
      let required: [String]

      struct Property: Decodable {
        let `enum`: [String]?
      }
    }
    let text = try JSONText.encoding(try SchemaDocument(of: kind))
    let shape = try JSONDecoder().decode(Shape.self, from: Data(text.utf8))
    #expect(shape.title == "crossready: \(kind.rawValue)")
    #expect(shape.type == "object")
    #expect(shape.properties["kind"]?.enum == [kind.rawValue])
    #expect(shape.required.contains("kind") && shape.required.contains("tool"))
  }

  private struct Tree: Codable {
    let name: String
    let size: Int?
    let parts: [Tree]
    let weights: [String: Double]
    let note: Nullable<String>
    let kind: Kind

    enum Kind: String, Codable, CaseIterable {
      case root
      case branch
    }
  }

  @Test func shapesAreThoseOfDeclarations() throws {
    let recorder = ShapeRecorder()
    #expect(try recorder.schema(of: Tree.self) == .reference("Tree"))
    let expected = Schema.object([
      Schema.Property(name: "name", schema: .string, isRequired: true),
      Schema.Property(name: "size", schema: .integer, isRequired: false),
      Schema.Property(name: "parts", schema: .array(.reference("Tree")), isRequired: true),
      Schema.Property(name: "weights", schema: .map(.number), isRequired: true),
      Schema.Property(name: "note", schema: .nullable(.string), isRequired: true),
      Schema.Property(name: "kind", schema: .words(["root", "branch"]), isRequired: true),
    ])
    #expect(recorder.definitions == ["Tree": expected])
  }
}
