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
    apply: { word, options throws(UsageError) in
      guard Check.named(word) != nil else {
        throw .custom(
          problem: "unknown finding \(quoted(word))",
          hint: hint(for: word))
      }
      options.finding = word
    }),
  options: [],
  examples: [
    Example(command: "crossready explain no-handler", meaning: "One finding in full."),
    Example(command: "crossready explain", meaning: "All findings."),
  ],
  request: { options in Request.explain(options) })

private func hint(for word: String) -> String {
  let meant = nearest(to: word, among: Check.all.map(\.id)).map { "did you mean '\($0)'? " }
  return (meant ?? "") + "'crossready explain' lists them all"
}

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
