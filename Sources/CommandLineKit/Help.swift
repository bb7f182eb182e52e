import Text

let width = 80

extension ProgramDescription {
  /// The help text of the program.
  package var help: String {
    var usages = ["\(name) COMMAND [ARGUMENT...]"]
    if let command = command(named: defaultCommand) { usages.insert(usage(of: command), at: 0) }
    return assemble([
      usageLines(usages),
      wrapped(plainProse(sentence(summary)), width: width),
      headed("Commands", table(commands.map { ($0.name, summaryLine(of: $0)) })),
      headed("Options", table(options.map { ($0.term, $0.fullHelp) })),
      headed("Examples", examples.flatMap(\.helpLines)),
      exitStatusLines,
      seeAlsoLines(helpTopic: "COMMAND"),
    ])
  }

  /// The help text of one of the program's commands.
  package func help(for command: CommandDescription) -> String {
    let operands = command.operands.map { table($0.rows) } ?? []
    return assemble(
      [
        usageLines([usage(of: command)]),
        wrapped(plainProse(sentence(command.summary)), width: width),
      ] + command.description.map { wrapped(plainProse($0), width: width) } + [
        headed("Operands", operands),
        headed("Options", table(command.options.map { ($0.term, $0.fullHelp) })),
        headed("Examples", command.examples.flatMap(\.helpLines)),
        exitStatusLines,
        seeAlsoLines(helpTopic: nil),
      ])
  }

  func summaryLine(of command: CommandDescription) -> String {
    command.name == defaultCommand ? "\(command.summary) (default)" : command.summary
  }

  func usage(of command: CommandDescription) -> String {
    let word = command.name == defaultCommand ? "[\(command.name)]" : command.name
    var parts = [name, word]
    if !command.options.allSatisfy(\.isHelp) { parts.append("[OPTION...]") }
    if let operands = command.operands { parts.append(operands.usage) }
    return parts.joined(separator: " ")
  }

  private var exitStatusLines: [String] {
    headed("Exit status", table(exitStatuses.map { (String($0.code), $0.meaning) }))
  }

  private func seeAlsoLines(helpTopic: String?) -> [String] {
    let help = CommandName(program: name, command: helpTopic).helpCommand
    let pages = [ManualReference(name: name, section: 1)] + seeAlso
    let list = (["'\(help)'"] + pages.map(\.description)).joined(separator: ", ")
    return wrapped("See also: \(list)", width: width, hanging: 10)
  }
}

extension OperandsDescription {
  /// The placeholder with dots if there can be several.
  var term: String { repeats ? "\(placeholder)..." : placeholder }

  fileprivate var usage: String {
    let rest = trailing.map { " [-- \($0.placeholder)...]" } ?? ""
    if let alternative { return "(\(term) | --\(alternative))\(rest)" }
    return (required ? term : "[\(term)]") + rest
  }

  var rows: [(term: String, text: String)] {
    [(term, help)] + (trailing.map { [("\($0.placeholder)...", $0.help)] } ?? [])
  }
}

extension OptionDescription {
  // Long names start in the same column, whether or not there is a short one.
  var term: String {
    let start = short.map { "-\($0), " } ?? spaces(4)
    return "\(start)--\(long)" + (value.map { " \($0.placeholder)" } ?? "")
  }
}

extension Example {
  var helpLines: [String] {
    [spaces(2) + command] + wrapped(plainProse(meaning), width: width, indent: 6)
  }
}

func assemble(_ blocks: [[String]]) -> String {
  let texts = blocks.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }
  return texts.joined(separator: "\n\n") + "\n"
}

func usageLines(_ usages: [String]) -> [String] {
  usages.enumerated().flatMap { index, usage in
    let isFirst = index == 0
    return wrapped(
      isFirst ? "usage: \(usage)" : usage, width: width, indent: isFirst ? 0 : 7, hanging: 11)
  }
}

func headed(_ heading: String, _ lines: [String]) -> [String] {
  lines.isEmpty ? [] : ["\(heading):"] + lines
}

/// Two columns; a term too long for the first one pushes its text to the next line.
func table(_ rows: [(term: String, text: String)], limit: Int = 26) -> [String] {
  let longest = rows.map(\.term.count).filter { $0 <= limit }.max() ?? 8
  let column = 2 + longest + 2
  return rows.flatMap { term, text in
    let lines = wrapped(plainProse(text), width: width, indent: column)
    let start = spaces(2) + term
    guard term.count <= longest, let first = lines.first else { return [start] + lines }
    return [start + first.dropFirst(start.count)] + lines.dropFirst()
  }
}
