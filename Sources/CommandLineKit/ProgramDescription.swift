import Text

/// Everything that can be said about a program, as plain data for help, man pages and completions.
package struct ProgramDescription: Sendable {
  /// The word that starts the program.
  package var name: String
  /// The version, such as `0.1.0`.
  package var version: String
  /// The day of the last change, as `2026-11-21`.
  package var date: String
  /// One line about the whole, without a capital and without a full stop.
  package var summary: String
  /// Paragraphs of prose.
  package var description: [String]
  /// The name of the command that is meant when the first word names none.
  package var defaultCommand: String
  /// All commands in the order of output, the built-in `help` last.
  package var commands: [CommandDescription]
  /// Options understood without a command.
  package var options: [OptionDescription] = [.help, .version]
  /// All exit statuses in the order of output.
  package var exitStatuses: [ExitStatusNote]
  /// The environment variables that matter.
  package var environment: [ManualEntry]
  /// The files that matter.
  package var files: [ManualEntry]
  /// Other pages of the manual.
  package var seeAlso: [ManualReference]
  /// Command lines to start with.
  package var examples: [Example]

  /// The description of the command with this name.
  package func command(named name: String) -> CommandDescription? {
    commands.first { $0.name == name }
  }
}

/// Everything that can be said about one command.
package struct CommandDescription: Sendable {
  /// The word that names the command.
  package var name: String
  /// One line about the command, without a capital and without a full stop.
  package var summary: String
  /// Paragraphs of prose.
  package var description: [String]
  /// What the command takes besides options; nil for nothing.
  package var operands: OperandsDescription?
  /// All options in the order of output, `--help` last.
  package var options: [OptionDescription]
  /// Command lines that use the command.
  package var examples: [Example]
}

/// What a command takes besides options.
package struct OperandsDescription: Sendable {
  /// What stands for an operand, in upper case.
  package var placeholder: String
  /// Whether there can be several.
  package var repeats: Bool
  /// Whether there must be one.
  package var required: Bool
  /// The flag that stands in for all operands, without its dashes.
  package var alternative: String?
  /// What the operands are.
  package var help: String
  /// What a shell offers for an operand.
  package var completion = Completion.nothing
  /// The words behind `--`, where they are something else; nil where they are operands, too.
  package var trailing: TrailingDescription?
}

/// The words behind `--` that a command passes on.
package struct TrailingDescription: Sendable {
  /// What stands for a word, in upper case.
  package var placeholder: String
  /// What the words are.
  package var help: String

  package init(placeholder: String, help: String) {
    self.placeholder = placeholder
    self.help = help
  }
}

/// One option as its user sees it.
package struct OptionDescription: Sendable {
  /// The long name without dashes.
  package var long: String
  /// The letter that stands for the long name.
  package var short: Character?
  /// What the option does.
  package var help: String
  /// The value that the option takes; nil for a flag.
  package var value: OptionValue?

  /// Whether it is the one that every command has.
  var isHelp: Bool { long == Self.help.long }

  /// The option that every command has.
  package static let help = OptionDescription(
    long: "help", short: "h", help: "print this help and exit", value: nil)
  /// The option that only the program itself has.
  package static let version = OptionDescription(
    long: "version", short: nil, help: "print the version and exit", value: nil)

  /// The help text with the choices of the option's value.
  package var fullHelp: String {
    guard let value, !value.choices.isEmpty else { return help }
    let names = value.choices.map { $0 == value.defaultChoice ? "\($0) (default)" : $0 }
    return "\(help): \(alternatives(names))"
  }
}

/// The value of an option as its user sees it.
package struct OptionValue: Sendable {
  /// What stands for the value, in upper case.
  package var placeholder: String
  /// All words allowed; empty if any word is.
  package var choices: [String] = []
  /// The choice that holds when the option is not given.
  package var defaultChoice: String?
  /// Whether the option may be given several times with different values.
  package var repeats = false
  /// What a shell offers for it, where there are no choices.
  package var completion = Completion.nothing
}
