import CommandLineKit
import Rendering
import Reports
import Text

/// The words of `schema`.
private struct SchemaOptions: Sendable {
  var kind = DocumentKind.check
}

let schemaCommand = Command<Context, Answer>(
  name: "schema", summary: "the JSON Schema of a document",
  description: [
    "Every document that `--format json` and `facts` write says its `kind`; this prints what the "
      + "documents of a kind hold. Keys are only ever added."
  ],
  initial: SchemaOptions(),
  operands: Operands(
    placeholder: "KIND", required: true,
    help: "the kind of a document: \(alternatives(DocumentKind.allCases.map(\.rawValue)))",
    completing: .words { DocumentKind.allCases.map(\.rawValue) },
    apply: { word, options throws(UsageError) in
      let names = DocumentKind.allCases.map(\.rawValue)
      guard let kind = DocumentKind(rawValue: word) else {
        throw .custom(
          problem: "no document is of the kind \(quoted(word))",
          hint: nearest(to: word, among: names).map { "did you mean '\($0)'?" }
            ?? "there are \(names.joined(separator: ", "))")
      }
      options.kind = kind
    }),
  examples: [
    Example(command: "crossready schema check", meaning: "What `check --format json` writes.")
  ],
  run: { options, _ in
    Answer(text: try JSONText.encoding(try SchemaDocument(of: options.kind)), status: .yes)
  })
