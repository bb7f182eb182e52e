import Text

/// Help that a terminal of 24 lines shows whole, with the prompt below it.
private let height = 23

extension ProgramDescription {
  /// What the commands are called.
  var shortHelp: String {
    let shown = commands.filter { $0.name != helpName }
    return fitting(examples) { examples in
      assemble([
        usageLines(["\(name) [COMMAND] [ARGUMENT...]"]),
        wrapped(plainProse(sentence(summary)), width: width),
        headed("Commands", table(shown.map { ($0.name, summaryLine(of: $0)) })),
        headed("Examples", table(examples.map { ($0.command, $0.meaning) }, limit: 44)),
        wrapped(
          "'\(name) COMMAND -h' tells a command's options, '\(name) --help' all.",
          width: width),
      ])
    }
  }

  /// What a command is for, two examples, and those options, in the order of their declaration, that
  /// there is room for.
  func shortHelp(for command: CommandDescription) -> String {
    return fitting(command.options.filter { !$0.isHelp }) { options in
      assemble([
        usageLines([usage(of: command)]),
        wrapped(plainProse(sentence(command.summary)), width: width),
        headed("Examples", command.examples.prefix(2).flatMap(\.helpLines)),
        headed("Operands", command.operands.map { table($0.rows) } ?? []),
        headed("Options", table(options.map { ($0.term, $0.fullHelp) })),
        wrapped("'\(name) \(command.name) --help' has everything.", width: width),
      ])
    }
  }
}

/// The text with as many of the elements, from the first on, as leave it whole on a terminal.
private func fitting<Element>(_ elements: [Element], _ text: ([Element]) -> String) -> String {
  for count in stride(from: elements.count, to: 0, by: -1) {
    let whole = text(Array(elements.prefix(count)))
    if whole.count(where: { $0 == "\n" }) <= height { return whole }
  }
  return text([])
}
