import CommandLineKit
import Readiness

let explainCommand = Command(
  name: "explain", summary: "what a finding means, and what repairs it",
  description: [
    "Without a finding, prints the catalogue: every finding by link, with its usual severity."
  ],
  initial: ExplainOptions(),
  operands: Operands(
    placeholder: "FINDING", help: "a finding's name, such as `no-handler`",
    completing: .words(Check.all.map(\.id)),
    apply: { word, options throws(UsageError) in
      options.finding = try word.asFinding()
    }),
  options: [],
  examples: [
    Example(command: "crossready explain no-handler", meaning: "One finding in full."),
    Example(command: "crossready explain", meaning: "All findings."),
  ],
  request: { options in Request.explain(options) })

extension ExplainOptions {
  /// Renders the catalogue, or one row of it.
  func answer(_ context: Context) -> Answer {
    let text =
      if let check = finding.flatMap(Check.named) {
        CatalogueText.rendered(check)
      } else {
        CatalogueText.rendered(Check.all)
      }
    return Answer(text: text, status: .yes)
  }
}
