import CommandLineKit
import Emulators
import Hangs
import Logs
import Text

/// What `diagnose` may say, as text: its verdicts, the troubles of emulators that are known, and other
/// causes in build logs.
enum DiagnosisText {
  /// The names of all, once each. Every start of the program needs them, but not their texts.
  static let names =
    (HangVerdict.allCases.map(\.rawValue) + Trouble.table.map(\.id)
    + LogCause.ofBuilds.map(\.id)).unique

  /// All, a line or two each.
  static func rendered() -> String {
    sections.map { section in
      "\n\(section.title)\n\n"
        + section.rows.map { row in
          "  \(row.name)\n"
            + wrapped(row.meaning, width: 80, indent: 6).map { $0 + "\n" }.joined()
        }.joined()
    }.joined()
  }

  /// Every meaning of a name in full; nil if it is none of these.
  static func rendered(_ name: String) -> String? {
    let found = sections.flatMap { section in
      section.rows.filter { $0.name == name }.map { row in
        ["\(row.name): \(row.meaning)", row.kind ?? section.title] + row.rest
      }
    }
    guard !found.isEmpty else { return nil }
    return found.map { paragraphs in
      paragraphs.map { wrapped(plainProse($0), width: 80).joined(separator: "\n") }
        .joined(separator: "\n\n") + "\n"
    }.joined(separator: "\n")
  }

  private struct Row {
    let name: String
    let meaning: String
    /// What it is, where the section's title does not say it.
    var kind: String?
    var rest: [String] = []
  }

  private static let sections: [(title: String, rows: [Row])] = [
    (
      "verdict of diagnose",
      HangVerdict.allCases.map { Row(name: $0.rawValue, meaning: $0.meaning) }
    ),
    ("trouble of emulators", Trouble.table.map(row)),
    ("other cause in build logs, for diagnose FILE", LogCause.ofBuilds.map(row)),
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
      "Repair: " + (change.map { "to change \($0): " } ?? "") + words.sentence(remedy),
      commands.map { "`\(words.command($0))`" }.joined(separator: ", "),
    ].filter { !$0.isEmpty }
  }

  /// Words about any platform.
  private static let words = CauseWords(platform: "PLATFORM", host: "HOST-PLATFORM", file: "FILE")
}
