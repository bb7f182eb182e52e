import Text

extension ManualPage {
  /// The page as mdoc(7) source, in ASCII.
  package func rendered() -> String {
    var lines = [
      ".Dd \(mdocDate(date))",
      ".Dt \(mdocArgument(title.uppercased(), hyphen: "-")) \(section)",
      ".Os \(mdocArgument(operatingSystem, hyphen: "-"))",
    ]
    var previous: Block?
    for block in blocks {
      lines += block.lines(after: previous)
      previous = block
    }
    return lines.joined(separator: "\n") + "\n"
  }
}

extension ManualPage.Block {
  fileprivate func lines(after previous: ManualPage.Block?) -> [String] {
    switch self {
    case .section(let heading): [".Sh \(headingArguments(heading))"]
    case .subsection(let heading): [".Ss \(headingArguments(heading))"]
    case .name(let name, let summary):
      [".Nm \(mdocArgument(name, hyphen: "-"))", ".Nd \(headingArguments(summary))"]
    case .synopsis(let program, let inlines):
      [".Nm \(mdocArgument(program, hyphen: "-"))"] + mdocLines(inlines)
    case .paragraph(let inlines): (previous.isText ? [".Pp"] : []) + mdocLines(inlines)
    case .taggedList(let items):
      [".Bl -tag -width Ds"]
        + items.flatMap { [".It \(mdocArguments($0.tag))"] + mdocLines($0.body) } + [".El"]
    case .literal(let lines):
      [".Bd -literal -offset indent"] + lines.map(mdocLiteralLine) + [".Ed"]
    }
  }

  private func headingArguments(_ heading: String) -> String {
    mdocArguments([.text(plainProse(heading))])
  }
}

extension ManualPage.Block? {
  /// Whether text that follows needs a macro of its own to begin a paragraph.
  fileprivate var isText: Bool {
    switch self {
    case .paragraph, .taggedList, .literal: true
    default: false
    }
  }
}

/// The date as mdoc wants it, `November 21, 2026`, or as it is if it is no ISO date.
private func mdocDate(_ date: String) -> String {
  let months = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
  ]
  let parts = date.split(separator: "-").compactMap { Int($0) }
  guard parts.count == 3, months.indices.contains(parts[1] - 1) else {
    return mdocArgument(date, hyphen: "-")
  }
  return "\(months[parts[1] - 1]) \(parts[2]), \(parts[0])"
}

private func mdocLiteralLine(_ line: String) -> String {
  let text = mdocEscaped(printable(line), hyphen: "\\-")
  return line.hasPrefix(".") ? "\\&\(text)" : text
}
