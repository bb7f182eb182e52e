extension Program {
  /// The program's page for section 1 of the manual.
  package var manualPage: ManualPage { outline.manualPage }
}

extension ProgramDescription {
  /// The program's page for section 1 of the manual.
  package var manualPage: ManualPage {
    var blocks: [ManualPage.Block] = [
      .section("NAME"), .name(name, summary: summary), .section("SYNOPSIS"),
    ]
    blocks += commands.map { .synopsis(program: name, synopsis(of: $0)) }
    blocks += options.map { .synopsis(program: name, [.flag("--\($0.long)")]) }
    blocks.append(.section("DESCRIPTION"))
    blocks += description.map { .paragraph(.prose($0)) }
    // Not a section: mandoc wants EXAMPLES near the end of the page, where few readers look.
    blocks.append(.subsection("Examples"))
    blocks += examples.flatMap(\.blocks)
    blocks.append(.section("COMMANDS"))
    blocks += commands.flatMap(blocks(for:))
    blocks += [.section("OPTIONS"), .taggedList(options.map(\.item))]
    if !environment.isEmpty {
      blocks += [.section("ENVIRONMENT"), entries(environment) { .environment($0) }]
    }
    if !files.isEmpty { blocks += [.section("FILES"), entries(files) { .path($0) }] }
    blocks += [.section("EXIT STATUS"), .taggedList(exitStatuses.map(\.item))]
    if !seeAlso.isEmpty { blocks += [.section("SEE ALSO"), .paragraph(references)] }
    return ManualPage(
      title: name, section: 1, date: date, operatingSystem: "\(name) \(version)", blocks: blocks)
  }

  private func synopsis(of command: CommandDescription) -> [ManualPage.Inline] {
    let isDefault = command.name == defaultCommand
    let word = ManualPage.Inline.command(command.name)
    var inlines = [isDefault ? .optional([word]) : word]
    for option in command.options where !option.isHelp {
      guard option.long != command.operands?.alternative else { continue }
      inlines += [.text(" "), .optional([.flag("--\(option.long)")] + option.placeholder)]
    }
    if let operands = command.operands { inlines += [.text(" ")] + operands.synopsis }
    return inlines
  }

  private func blocks(for command: CommandDescription) -> [ManualPage.Block] {
    var blocks: [ManualPage.Block] = [.subsection(command.name)]
    blocks.append(.paragraph(.prose(sentence(command.summary))))
    blocks += command.description.map { .paragraph(.prose($0)) }
    if command.name == defaultCommand {
      blocks.append(.paragraph([.text("This is the command if the first word names none.")]))
    }
    let operands = command.operands.map(\.items) ?? []
    let items = operands + command.options.filter { !$0.isHelp }.map(\.item)
    if !items.isEmpty { blocks.append(.taggedList(items)) }
    return blocks + command.examples.flatMap(\.blocks)
  }

  private func entries(
    _ entries: [ManualEntry], tag: (String) -> ManualPage.Inline
  ) -> ManualPage.Block {
    .taggedList(
      entries.map {
        ManualPage.TaggedItem(tag: [tag($0.name)], body: .prose(sentence($0.meaning)))
      })
  }

  private var references: [ManualPage.Inline] {
    seeAlso.enumerated().flatMap { index, page in
      index == 0 ? [.reference(page)] : [.text(", "), .reference(page)]
    }
  }
}

extension OptionDescription {
  fileprivate var placeholder: [ManualPage.Inline] {
    value.map { [.text(" "), .argument($0.placeholder)] } ?? []
  }

  fileprivate var item: ManualPage.TaggedItem {
    let names: [ManualPage.Inline] =
      short.map { [.flag("-\($0)"), .text(", "), .flag("--\(long)")] } ?? [.flag("--\(long)")]
    return ManualPage.TaggedItem(tag: names + placeholder, body: .prose(sentence(fullHelp)))
  }
}

extension OperandsDescription {
  private var inlines: [ManualPage.Inline] {
    [.argument(placeholder)] + (repeats ? [.text(" ...")] : [])
  }

  fileprivate var synopsis: [ManualPage.Inline] {
    if let alternative { return inlines + [.text(" | "), .flag("--\(alternative)")] + rest }
    return (required ? inlines : [.optional(inlines)]) + rest
  }

  private var rest: [ManualPage.Inline] {
    trailing.map { [.text(" "), .optional([.flag("--"), .text(" ")] + $0.inlines)] } ?? []
  }

  fileprivate var items: [ManualPage.TaggedItem] {
    [ManualPage.TaggedItem(tag: inlines, body: .prose(sentence(help)))]
      + (trailing.map {
        [ManualPage.TaggedItem(tag: $0.inlines, body: .prose(sentence($0.help)))]
      } ?? [])
  }
}

extension TrailingDescription {
  fileprivate var inlines: [ManualPage.Inline] { [.argument(placeholder), .text(" ...")] }
}

extension ExitStatusNote {
  fileprivate var item: ManualPage.TaggedItem {
    ManualPage.TaggedItem(tag: [.text(String(code))], body: .prose(sentence(meaning)))
  }
}

extension Example {
  fileprivate var blocks: [ManualPage.Block] {
    [.paragraph(.prose(sentence(meaning, end: ":"))), .literal([command])]
  }
}
