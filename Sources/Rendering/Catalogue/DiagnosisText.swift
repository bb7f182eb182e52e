import Emulators
import Hangs
import Logs
import Text

/// What `diagnose` may say, as text: its verdicts, the troubles of emulators that are known, and other
/// causes in build logs.
package enum DiagnosisText {
  /// The names of all, once each. Every start of the program needs them, but not their texts.
  package static let names =
    (HangVerdict.allCases.map(\.rawValue) + Trouble.table.map(\.id)
    + LogCause.ofBuilds.map(\.id)).unique

  private typealias Row = CatalogueSection.Row

  /// All of them.
  package static let sections = [
    CatalogueSection(
      title: "verdict of diagnose",
      rows: HangVerdict.allCases.map { Row(name: $0.rawValue, meaning: $0.meaning) }),
    CatalogueSection(title: "trouble of emulators", rows: Trouble.table.map(row)),
    CatalogueSection(
      title: "other cause in build logs, for diagnose FILE", rows: LogCause.ofBuilds.map(row)),
  ]

  private static func row(_ trouble: Trouble) -> Row {
    let commands = [
      trouble.host.map { _ in "`crossready check` (emulator-known-bad)" },
      trouble.process.map { _ in "`crossready diagnose`" },
      trouble.log.map { _ in "`crossready diagnose FILE`" },
    ]
    return Row(
      name: trouble.id, meaning: words.sentence(trouble.consequence),
      kind: "trouble of \(trouble.owner)",
      rest: repair(
        explanation: trouble.explanation,
        change: trouble.log.flatMap { _ in LogSentence.words(LogCause(trouble).place) },
        remedy: trouble.remedy, commands: trouble.commands) + [
          "Shown by: \(commands.compactMap(\.self).joined(separator: ", "))",
          "See: \(trouble.evidence.joined(separator: ", "))",
        ])
  }

  private static func row(_ cause: LogCause) -> Row {
    Row(
      name: cause.id, meaning: words.sentence(cause.reason),
      rest: repair(
        explanation: cause.explanation, change: LogSentence.words(cause.place),
        remedy: cause.remedy, commands: cause.commands))
  }

  private static func repair(
    explanation: String, change: String?, remedy: String, commands: [String]
  ) -> [String] {
    [
      words.sentence(explanation),
      "Repair: " + (change.map { "what to change, \($0): " } ?? "") + words.sentence(remedy),
      commands.map { "`\(words.command($0))`" }.joined(separator: ", "),
    ].filter { !$0.isEmpty }
  }

  /// Words about any platform.
  private static let words = CauseWords(platform: "PLATFORM", host: "HOST-PLATFORM", file: "FILE")
}
