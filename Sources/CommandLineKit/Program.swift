import Text

/// A program: its commands, and everything there is to say about it.
///
/// Parsing, help and the man page all derive from this one value.
package struct Program<Context, Answer>: Sendable {
  private let name: String
  private let version: String
  private let defaultCommand: String
  let commands: [Command<Context, Answer>]
  /// What `--version` says behind the version, such as the commit; empty for nothing.
  private let build: String
  private let describe: @Sendable ([CommandDescription]) -> ProgramDescription

  /// Declares a program; the order of commands is the order of all output.
  package init(
    name: String, version: String, build: String = "", date: String, summary: String,
    description: [String] = [],
    defaultCommand: String, commands: [Command<Context, Answer>], exitStatuses: [ExitStatusNote],
    environment: [ManualEntry] = [], files: [ManualEntry] = [], seeAlso: [ManualReference] = [],
    examples: [Example]
  ) {
    self.name = name
    self.version = version
    self.defaultCommand = defaultCommand
    self.commands = commands
    self.build = build
    describe = { commands in
      ProgramDescription(
        name: name, version: version, date: date, summary: summary, description: description,
        defaultCommand: defaultCommand, commands: commands,
        exitStatuses: exitStatuses, environment: environment, files: files, seeAlso: seeAlso,
        examples: examples)
    }
  }

  /// What can be said about the program without knowing its types; made anew each time.
  package var outline: ProgramDescription {
    describe(commands.map { $0.describe() } + [helpDescription])
  }

  /// The names of the commands in the order of output, `help` last.
  package var commandNames: [String] { commands.map(\.name) + [helpName] }

  /// What the words of a command line, without the program's own name, ask for.
  package func parse(_ words: [String]) throws(UsageError) -> Invocation<Context, Answer> {
    let first = words.first ?? ""
    if first == helpName { return try parseHelp(Array(words.dropFirst())) }
    if words == [OptionDescription.version.long] { return .print(versionLine) }
    // `--help check` asks what `check --help` does.
    if words.count == 2, ["--help", "-h"].contains(first),
      commandNames.contains(words[1])
    {
      return try parse([words[1], first])
    }
    if let command = commands.first(where: { $0.name == first }) {
      return try parse(Array(words.dropFirst()), of: command, isNamed: true)
    }
    guard let fallback = commands.first(where: { $0.name == defaultCommand }) else {
      throw unknownCommand(first)
    }
    // To a command without operands the first word can only be a misspelled command.
    if !first.isEmpty, !first.hasPrefix("-"), !fallback.takesOperands() {
      throw unknownCommand(first)
    }
    return try parse(words, of: fallback, isNamed: false)
  }

  /// The help text of a command, or with nil of the program; all there is to say.
  package func help(for command: String?) throws(UsageError) -> String {
    let outline = outline
    guard let command else { return outline.help }
    guard let description = outline.command(named: command) else { throw unknownCommand(command) }
    return outline.help(for: description)
  }

  private func parse(
    _ words: [String], of command: Command<Context, Answer>, isNamed: Bool
  ) throws(UsageError) -> Invocation<Context, Answer> {
    let name = CommandName(program: name, command: command.name)
    switch try command.parse(words, name, !isNamed) {
    case .run(let run): return .run(run)
    case .help(.long): return .print(try help(for: isNamed ? command.name : nil))
    case .help(.short):
      let outline = outline
      return .print(isNamed ? outline.shortHelp(for: command.describe()) : outline.shortHelp)
    case .version: return .print(versionLine)
    }
  }

  private var versionLine: String {
    ([name, version] + (build.isEmpty ? [] : ["(\(build))"])).joined(separator: " ") + "\n"
  }

  private func parseHelp(_ words: [String]) throws(UsageError) -> Invocation<Context, Answer> {
    let name = CommandName(program: name, command: helpName)
    switch try helpSyntax.parse(words, of: name, takesVersion: false) {
    case .options(let topic): return .print(try help(for: topic))
    case .help(.short): return .print(outline.shortHelp(for: helpDescription))
    case .help(.long), .version: return .print(try help(for: helpName))
    }
  }

  private func unknownCommand(_ word: String) -> UsageError {
    .unknownCommand(word: word, program: name, nearest: nearest(to: word, among: commandNames))
  }

  /// The built-in command whose one operand is the name of the command to explain.
  private var helpSyntax: CommandSyntax<String?> {
    CommandSyntax(
      initial: nil,
      operands: Operands(
        placeholder: "COMMAND", help: "the command to explain",
        completing: .words { [names = commands.map(\.name)] in names },
        apply: { word, topic in topic = word }),
      options: [])
  }

  private var helpDescription: CommandDescription {
    helpSyntax.description(
      name: helpName, summary: "print the help of the program or of a command",
      examples: [
        Example(
          command: "\(name) help \(defaultCommand)",
          meaning: "explain the command `\(defaultCommand)`")
      ])
  }
}

/// What a command line asks for.
package enum Invocation<Context, Answer>: Sendable {
  /// Work for the application.
  case run(Command<Context, Answer>.Run)
  /// Help or version text for standard output, line ends included.
  case print(String)
}

let helpName = "help"
