import Text

/// A command: what it is called, what it takes, and the request that its words make.
package struct Command<Request: Sendable>: Sendable {
  /// What the words of a command ask for.
  enum Outcome: Sendable {
    case request(Request)
    case help
    case version
  }

  let description: CommandDescription
  let parse: @Sendable ([String], CommandName, _ takesVersion: Bool) throws(UsageError) -> Outcome

  /// Declares a command; the type of its options stays inside.
  package init<Options: Sendable>(
    name: String, summary: String, description: [String] = [], initial: Options,
    operands: Operands<Options>? = nil, options: [Option<Options>] = [], examples: [Example],
    request: @escaping @Sendable (Options) throws(UsageError) -> Request
  ) {
    self.description = CommandDescription(
      name: name, summary: summary, description: description,
      operands: operands?.description,
      options: options.map { $0.description(initial: initial) } + [.help],
      examples: examples)
    parse = { words, name, takesVersion throws(UsageError) in
      let parser = OptionParser(
        command: name, options: options, operands: operands, takesVersion: takesVersion)
      switch try parser.parse(words, initial: initial) {
      case .options(let values): return .request(try request(values))
      case .help: return .help
      case .version: return .version
      }
    }
  }
}

/// A command's name together with its program's.
package struct CommandName: Sendable, Equatable, CustomStringConvertible {
  /// The word that starts the program.
  package var program: String
  /// The word that names the command; nil for the program itself.
  package var command: String?

  /// Names a command, or with nil the program itself.
  package init(program: String, command: String? = nil) {
    self.program = program
    self.command = command
  }

  /// The words that start the command, such as `crossready check`.
  package var description: String { [program, command].compactMap { $0 }.joined(separator: " ") }

  /// The words that print its help, such as `crossready help check`.
  package var helpCommand: String {
    [program, "help", command].compactMap { $0 }.joined(separator: " ")
  }
}
