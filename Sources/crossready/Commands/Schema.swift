import CommandLineKit
import Rendering
import Reports

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
  operands: .choice("KIND", of: "kind of documents", \.kind),
  examples: [
    Example(command: "crossready schema check", meaning: "What `check --format json` writes.")
  ],
  run: { options, _ in
    Answer(text: try JSONText.encoding(try SchemaDocument(of: options.kind)), status: .yes)
  })
