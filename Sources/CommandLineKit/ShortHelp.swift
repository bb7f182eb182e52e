import Text

/// Help that a terminal of 24 lines shows whole, with the prompt below it.
private let height = 23

extension ProgramDescription {
  /// What the program is asked most, and as many commands as there is room for.
  var shortHelp: String {
    let all = commands.filter { $0.name != helpName }
    return fitting(all) { shown in
      let others = all.dropFirst(shown.count).map(\.name).joined(separator: ", ")
      return assemble([
        usageLines(["\(name) [COMMAND] [ARGUMENT...]"]),
        wrapped(plainProse(sentence(summary)), width: width),
        headed(
          "Commands",
          table(shown.map { ($0.name, summaryLine(of: $0)) })
            + (others.isEmpty ? [] : ["  and \(others)"])),
        headed("Examples", table(examples.prefix(4).map { ($0.command, $0.meaning) }, limit: 44)),
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
