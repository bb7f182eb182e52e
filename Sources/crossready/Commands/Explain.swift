import CommandLineKit
import Readiness
import Rendering
import Text

/// What `explain` knows beside the findings of a host; a name may stand in several catalogues.
private let otherNames =
  (DiagnosisText.names + HazardText.names + AuditText.names + ScreenWords.names).unique

private var otherSections: [CatalogueSection] {
  DiagnosisText.sections + [HazardText.section, AuditText.section, ScreenWords.section]
}

/// The words of `explain`.
struct ExplainOptions: Sendable, Equatable {
  var finding: String?
}

let explainCommand = Command<Context, Answer>(
  name: "explain", summary: "what a finding means, and what repairs it",
  description: [
    "Without a finding, prints the catalogue: every finding by link, with its usual severity, and "
      + "what `diagnose` may say: verdicts, known causes and the texts of build logs, and the "
      + "hazards of `dockerfile`, the findings of `audit` and the words of the reports, such as "
      + "`degraded` or the flag `F`, which can be explained as well."
  ],
  initial: ExplainOptions(),
  operands: Operands(
    placeholder: "FINDING", help: "a finding's name, such as `no-handler`",
    completing: .words { (Check.all.map(\.id) + otherNames).unique },
    apply: { word, options throws(UsageError) in
      if let name = ScreenWords.name(for: word) {
        options.finding = name
      } else {
        options.finding = try word.asFinding(or: otherNames)
      }
    }),
  options: [],
  examples: [
    Example(command: "crossready explain no-handler", meaning: "One finding in full."),
    Example(command: "crossready explain deadlocked", meaning: "A verdict of `diagnose`."),
    Example(command: "crossready explain", meaning: "All findings."),
  ],
  run: { options, context in options.answer(context) })

extension ExplainOptions {
  /// Renders the catalogue, or one row of it.
  func answer(_ context: Context) -> Answer {
    let text =
      if let finding {
        // A finding of a host and a cause in a log may have one name.
        [Check.named(finding).map(CatalogueText.rendered), otherSections.rendered(finding)]
          .compactMap(\.self).joined(separator: "\n")
      } else {
        CatalogueText.rendered(Check.all) + otherSections.map { $0.rendered() }.joined()
          + "\nSee one in full: crossready explain NAME\n"
      }
    return Answer(text: text, status: .yes)
  }
}
