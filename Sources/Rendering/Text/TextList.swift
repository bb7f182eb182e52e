import Binfmt
package import Facts
import LinuxNames
import Platforms
import Text

/// The kernel's entries as a person reads them, in 80 columns.
package struct TextList {
  private let entries: [BinfmtFacts.EntryFile]
  private let isSwitchedOff: Bool
  private let style: TextStyle

  package init(_ entries: [BinfmtFacts.EntryFile], of facts: BinfmtFacts, style: TextStyle) {
    self.entries = entries
    isSwitchedOff = facts.status.value?.bytes.starts(with: "disabled".utf8) ?? false
    self.style = style
  }

  /// The whole text: a table in match order, interpreters in a column of it where they have room,
  /// else below their entries.
  package func rendered() -> String {
    guard !entries.isEmpty else { return "no entries\n" }
    let rows = entries.map(Row.init)
    let heading = ["ENTRY", "STATE", "TAKES", "FLAGS", "INTERPRETER"]
    let hasRoom = lines([heading] + rows.map(\.cells)).allSatisfy { $0.plain.count <= 80 }
    let width = hasRoom ? heading.count : heading.count - 1
    let table = lines([heading] + rows.map(\.cells).map { Array($0.prefix(width)) })
    var text = isSwitchedOff ? ["binfmt_misc is switched off: no entry is asked", ""] : []
    text.append(style.coloured(table[0].plain, .bold))
    for (row, line) in zip(rows, table.dropFirst()) {
      text.append(line.coloured)
      text += (hasRoom ? [] : [row.cells[width]]).flatMap(indented)
      text += row.unknownLines.flatMap { indented("unknown line: \($0)") }
    }
    return text.joined(separator: "\n") + "\n"
  }

  private func lines(_ rows: [[String]]) -> [(plain: String, coloured: String)] {
    let shown = rows.map { $0.map(style.shown) }
    let table = TextTable(limits: [24, 8, 16, 8, 1 << 20], rows: shown)
    let plain = table.lines { cell, _, _ in cell }
    let coloured = table.lines { cell, row, column in
      row > 0 && column == 1 && cell != "enabled" ? style.coloured(cell, .yellow) : cell
    }
    return Array(zip(plain, coloured))
  }

  private func indented(_ text: String) -> [String] {
    style.shown(text).pieces(of: 76).map { "    " + $0 }
  }
}

/// One entry in words.
private struct Row {
  let cells: [String]
  let unknownLines: [String]

  init(_ file: BinfmtFacts.EntryFile) {
    guard let text = file.text.value else {
      let reason = file.text.failure.map { ErrorNumber.text($0.errno) } ?? "not read"
      cells = [file.name.description, "?", "?", "", reason]
      unknownLines = []
      return
    }
    let entry = Entry(name: file.name, text: text)
    cells = [
      entry.name.description, entry.isEnabled ? "enabled" : "disabled", Self.takes(entry),
      entry.flags.letters, entry.interpreter?.description ?? "-",
    ]
    unknownLines = entry.otherLines.map(\.description)
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
}
