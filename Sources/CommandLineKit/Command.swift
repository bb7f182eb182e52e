import Text

/// A command: what it is called, what it takes, and what it does.
///
/// It runs in a context that the application gives it, and its answer is the application's.
package struct Command<Context, Answer>: Sendable {
  /// A command together with its words.
  package typealias Run = @Sendable (Context) throws -> Answer

  /// What the words of a command ask for.
  enum Outcome: Sendable {
    case run(Run)
    case help(HelpLength)
    case version
  }

  let name: String
  let takesOperands: @Sendable () -> Bool
  let describe: @Sendable () -> CommandDescription
  let parse: @Sendable ([String], CommandName, _ takesVersion: Bool) throws(UsageError) -> Outcome

  /// Declares a command; the type of its options stays inside.
  ///
  /// What it takes is made when the command is meant: a process runs one, and key paths to the
  /// options of all would be half of its start.
  /// - Parameter check: settles what the options mean together, or refuses them.
  package init<Options: Sendable>(
    name: String, summary: String,
    description: @autoclosure @escaping @Sendable () -> [String] = [],
    initial: Options, operands: @autoclosure @escaping @Sendable () -> Operands<Options>? = nil,
    options: @autoclosure @escaping @Sendable () -> [Option<Options>] = [],
    examples: @autoclosure @escaping @Sendable () -> [Example],
    checking check: @escaping @Sendable (inout Options) throws(UsageError) -> Void = { _ in },
    run: @escaping @Sendable (Options, Context) throws -> Answer
  ) {
    self.name = name
    takesOperands = { operands() != nil }
    let syntax = { @Sendable in
      CommandSyntax(initial: initial, operands: operands(), options: options())
    }
    describe = {
      syntax().description(
        name: name, summary: summary, description: description(), examples: examples())
    }
    parse = { words, name, takesVersion throws(UsageError) in
      switch try syntax().parse(words, of: name, takesVersion: takesVersion) {
      case .options(var values):
        try check(&values)
        return .run { [values] context in try run(values, context) }
      case .help(let length): return .help(length)
      case .version: return .version
      }
    }
  }
}

/// How much help is wanted.
enum HelpLength: Sendable, Equatable {
  /// What a terminal shows whole.
  case short
  /// All there is.
  case long
}

/// What words a command takes.
struct CommandSyntax<Options: Sendable>: Sendable {
  let initial: Options
  let operands: Operands<Options>?
  let options: [Option<Options>]

  /// What can be said about it.
  func description(
    name: String, summary: String, description: [String] = [], examples: [Example]
  ) -> CommandDescription {
    CommandDescription(
      name: name, summary: summary, description: description,
      operands: operands?.description,
      options: options.map { $0.description(initial: initial) } + [.help],
      examples: examples)
  }

  /// What the words of a command line make of the options.
  func parse(
    _ words: [String], of name: CommandName, takesVersion: Bool
  ) throws(UsageError) -> OptionParser<Options>.Outcome {
    let parser = OptionParser(
      command: name, options: options, operands: operands, takesVersion: takesVersion)
    return try parser.parse(words, initial: initial)
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
