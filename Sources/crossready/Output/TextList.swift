import Binfmt
import Platforms
import Readiness

/// The kernel's entries as a person reads them.
struct TextList {
  private let facts: BinfmtFacts
  private let style: TextStyle

  init(_ facts: BinfmtFacts, style: TextStyle) {
    self.facts = facts
    self.style = style
  }

  /// The whole text: a table in match order, then what does not fit into it.
  func rendered() -> String {
    let files = facts.entries.value ?? []
    guard !files.isEmpty else {
      return facts.entries.value == nil ? "" : "no entries\n"
    }
    let heading = ["ENTRY", "STATE", "TAKES", "FLAGS", "INTERPRETER"]
    let lines = TextTable(
      limits: [20, 8, 16, 5, 200], rows: [heading] + files.map(row)
    ).lines { cell, row, column in
      if row == 0 { return style.coloured(cell, .bold) }
      return column == 1 && cell != "enabled" ? style.coloured(cell, .yellow) : cell
    }
    let isOff = facts.status.value?.bytes.starts(with: "disabled".utf8) ?? false
    let status = isOff ? ["binfmt_misc is switched off: no entry is asked", ""] : []
    return style.ascii(
      (status + lines + files.flatMap(details)).joined(separator: "\n") + "\n")
  }

  private func row(_ file: BinfmtFacts.EntryFile) -> [String] {
    guard let text = file.text.value else {
      let reason = file.text.failure.map { ErrorNumber.text($0.errno) } ?? "not read"
      return [file.name.description, "?", "", "", reason]
    }
    let entry = Entry(name: file.name, text: text)
    return [
      entry.name.description, entry.isEnabled ? "enabled" : "disabled", Self.takes(entry),
      entry.flags.letters, entry.interpreter?.description ?? "-",
    ]
  }

  private static func takes(_ entry: Entry) -> String {
    switch entry.match {
    case .magic:
      let names = entry.architectures.map(\.name)
      return names.isEmpty ? "other programs" : names.joined(separator: ",")
    case .fileExtension(let suffix): return "*.\(suffix)"
    case .unknown: return "?"
    }
  }

  /// Lines of an entry that this program does not know.
  private func details(_ file: BinfmtFacts.EntryFile) -> [String] {
    guard let text = file.text.value else { return [] }
    let entry = Entry(name: file.name, text: text)
    let lines = entry.otherLines.map { "\(entry.name): unknown line: \($0)" }
    return lines
  }
}
