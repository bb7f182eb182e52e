import CommandLineKit
import Emulators
import Hangs
import Logs
import Text

/// What `diagnose` may say, as text: its verdicts, the causes that it knows, and the texts of build
/// logs.
enum DiagnosisText {
  /// The names of all, once each. Every start of the program needs them, but not their texts.
  static let names =
    (HangVerdict.allCases.map(\.rawValue) + Trouble.table.filter { $0.process != nil }.map(\.id)
    + LogCause.table.map(\.id)).unique

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

  /// One in full; nil if it is none of these.
  static func rendered(_ name: String) -> String? {
    let found = sections.flatMap { section in
      section.rows.filter { $0.name == name }.map { row in
        ["\(row.name): \(row.meaning)", section.title] + row.rest
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
    var rest: [String] = []
  }

  private static let sections: [(title: String, rows: [Row])] = [
    (
      "verdict of diagnose",
      HangVerdict.allCases.map { Row(name: $0.rawValue, meaning: $0.meaning) }
    ),
    (
      "known cause of diagnose",
      unique(
        Trouble.table.filter { $0.process != nil }.map { trouble in
          Row(
            name: trouble.id, meaning: trouble.consequence,
            rest: [
              "Repair: \(trouble.remedy)", "See: \(trouble.evidence.joined(separator: "; "))",
            ])
        })
    ),
    (
      "cause in build logs, for diagnose FILE",
      unique(
        LogCause.table.map { cause in
          Row(
            name: cause.id, meaning: general(cause.reason),
            rest: [
              general(cause.explanation),
              "Repair: "
                + (LogSentence.words(cause.place).map { "to change \($0): " } ?? "")
                + general(cause.remedy),
              cause.commands.map { "`\(general($0))`" }.joined(separator: ", "),
            ].filter { !$0.isEmpty })
        })
    ),
  ]

  /// A sentence about any platform.
  private static func general(_ text: String) -> String {
    LogCause.filled(
      text, platform: "PLATFORM", host: "another platform", hostInCommand: "PLATFORM",
      asked: "PLATFORM", file: "FILE")
  }

  /// The first of each name: several rows of a table may stand for one thing.
  private static func unique(_ rows: [Row]) -> [Row] {
    var seen: Set<String> = []
    return rows.filter { seen.insert($0.name).inserted }
  }
}
