import Text

/// A program: its commands, and everything there is to say about it.
///
/// Parsing, help and the man page all derive from this one value.
package struct Program<Context, Answer>: Sendable {
  /// What can be said about the program without knowing its types.
  package let outline: ProgramDescription
  let commands: [Command<Context, Answer>]
  /// What `--version` says behind the version, such as the commit; empty for nothing.
  let build: String

  /// Declares a program; the order of commands is the order of all output.
  package init(
    name: String, version: String, build: String = "", date: String, summary: String,
    description: [String] = [],
    defaultCommand: String, commands: [Command<Context, Answer>], exitStatuses: [ExitStatusNote],
    environment: [ManualEntry] = [], files: [ManualEntry] = [], seeAlso: [ManualReference] = [],
    examples: [Example]
  ) {
    let help = CommandSyntax<String?>.help(
      program: name, explaining: defaultCommand, among: commands.map(\.description.name))
    self.commands = commands
    self.build = build
    outline = ProgramDescription(
      name: name, version: version, date: date, summary: summary, description: description,
      defaultCommand: defaultCommand, commands: commands.map(\.description) + [help.description],
      exitStatuses: exitStatuses, environment: environment, files: files, seeAlso: seeAlso,
      examples: examples)
  }

  /// What the words of a command line, without the program's own name, ask for.
  package func parse(_ words: [String]) throws(UsageError) -> Invocation<Context, Answer> {
    let first = words.first ?? ""
    if first == helpName { return try parseHelp(Array(words.dropFirst())) }
    if let command = commands.first(where: { $0.description.name == first }) {
      return try parse(Array(words.dropFirst()), of: command, isNamed: true)
    }
    let fallback = commands.first { $0.description.name == outline.defaultCommand }
    guard let fallback else { throw unknownCommand(first) }
    // To a command without operands the first word can only be a misspelled command.
    if fallback.description.operands == nil, !first.isEmpty, !first.hasPrefix("-") {
      throw unknownCommand(first)
    }
    return try parse(words, of: fallback, isNamed: false)
  }

  /// The help text of a command, or with nil of the program.
  package func help(for command: String?) throws(UsageError) -> String {
    guard let command else { return outline.help }
    guard let description = outline.command(named: command) else { throw unknownCommand(command) }
    return outline.help(for: description)
  }

  private func parse(
    _ words: [String], of command: Command<Context, Answer>, isNamed: Bool
  ) throws(UsageError) -> Invocation<Context, Answer> {
    let name = CommandName(program: outline.name, command: command.description.name)
    switch try command.parse(words, name, !isNamed) {
    case .run(let run): return .run(run)
    case .help: return .print(isNamed ? outline.help(for: command.description) : outline.help)
    case .version:
      let words = [outline.name, outline.version] + (build.isEmpty ? [] : ["(\(build))"])
      return .print(words.joined(separator: " ") + "\n")
    }
  }

  private func parseHelp(_ words: [String]) throws(UsageError) -> Invocation<Context, Answer> {
    let syntax = CommandSyntax<String?>.help(
      program: outline.name, explaining: outline.defaultCommand, among: outline.commands.map(\.name)
    )
    let name = CommandName(program: outline.name, command: helpName)
    guard case .options(let topic) = try syntax.parse(words, of: name, takesVersion: false) else {
      return .print(try help(for: helpName))
    }
    return .print(try help(for: topic))
  }

  private func unknownCommand(_ word: String) -> UsageError {
    let names = outline.commands.map(\.name)
    return .unknownCommand(
      word: word, program: outline.name, nearest: nearest(to: word, among: names))
  }
}

/// What a command line asks for.
package enum Invocation<Context, Answer>: Sendable {
  /// Work for the application.
  case run(Command<Context, Answer>.Run)
  /// Help or version text for standard output, line ends included.
  case print(String)
}

private let helpName = "help"

extension CommandSyntax<String?> {
  /// The built-in command whose one option is the name of the command to explain.
  fileprivate static func help(
    program: String, explaining topic: String, among names: [String]
  ) -> CommandSyntax {
    CommandSyntax(
      name: helpName,
      summary: "print the help of the program or of a command",
      initial: String?.none,
      operands: Operands(
        placeholder: "COMMAND", help: "the command to explain", completing: .words { names },
        apply: { word, topic in topic = word }),
      examples: [
        Example(command: "\(program) help \(topic)", meaning: "explain the command `\(topic)`")
      ])
  }
}
