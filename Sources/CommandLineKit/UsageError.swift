import Text

/// A mistake in the words of a command line.
package enum UsageError: Error, Equatable, Sendable {
  /// No command has this name.
  case unknownCommand(word: String, program: String, nearest: String?)
  /// The command has no such option; `word` and `nearest` have their dashes.
  case unknownOption(word: String, command: CommandName, nearest: String?)
  /// An option lacks its value; `usage` is a spelling that always works: `--timeout=SECONDS`.
  case missingValue(option: String, usage: String, command: CommandName)
  /// A flag was given a value, as in `--strict=yes`.
  case unexpectedValue(option: String, command: CommandName)
  /// The value is none of the few words that the option takes.
  case invalidChoice(option: String, word: String, choices: [String], nearest: String?)
  /// The option takes other values; `expected` completes "give ...", such as `whole seconds`.
  case invalidValue(option: String, word: String, expected: String)
  /// There are more operands than the command takes, which is `limit`.
  case unexpectedOperand(word: String, command: CommandName, limit: Int)
  /// The command needs an operand, or the flag that stands in for operands.
  case missingOperand(placeholder: String, alternative: String?, command: CommandName)
  /// An option that takes one value was given two different ones.
  case repeatedOption(option: String, first: String, second: String)
  /// An option that stands in for operands was given together with some.
  case conflict(option: String, placeholder: String, command: CommandName)
  /// A mistake only the application knows of; `hint` says what to do.
  case custom(problem: String, hint: String)

  /// The problem and what to do about it, without a capital and without a full stop.
  package var message: String { printable("\(problem); \(hint)") }

  private var problem: String {
    switch self {
    case .unknownCommand(let word, _, _): "unknown command \(quoted(word))"
    case .unknownOption(let word, _, _): "unknown option \(quoted(word))"
    case .missingValue(let option, _, _): "option '\(option)' needs a value"
    case .unexpectedValue(let option, _): "option '\(option)' takes no value"
    case .invalidChoice(let option, let word, _, _), .invalidValue(let option, let word, _):
      "invalid value \(quoted(word)) for '\(option)'"
    case .unexpectedOperand(let word, _, _): "unexpected operand \(quoted(word))"
    case .missingOperand(let placeholder, _, _): "missing operand \(placeholder)"
    case .repeatedOption(let option, let first, let second):
      "option '\(option)' is given twice, as \(quoted(first)) and as \(quoted(second))"
    case .conflict(let option, let placeholder, _):
      "option '\(option)' and operand \(placeholder) exclude each other"
    case .custom(let problem, _): problem
    }
  }

  private var hint: String {
    switch self {
    case .unknownCommand(_, let program, let nearest):
      suggestion(nearest) + see(CommandName(program: program))
    case .unknownOption(_, let command, let nearest): suggestion(nearest) + see(command)
    case .missingValue(_, let usage, let command): "give it as '\(usage)', \(see(command))"
    case .unexpectedValue(let option, let command): "give just '\(option)', \(see(command))"
    case .invalidChoice(_, _, let choices, let nearest):
      suggestion(nearest) + "use \(alternatives(choices))"
    case .invalidValue(_, _, let expected): "give \(expected)"
    case .unexpectedOperand(_, let command, let limit):
      "'\(command)' takes \(limit == 0 ? "none" : limit == 1 ? "only one" : "only \(limit)"), \(see(command))"
    case .missingOperand(let placeholder, let alternative, let command):
      (alternative.map { "give \(placeholder) or '\($0)', " } ?? "") + see(command)
    case .repeatedOption: "give it once"
    case .conflict(_, _, let command): "give one of the two, \(see(command))"
    case .custom(_, let hint): hint
    }
  }

  private func suggestion(_ nearest: String?) -> String {
    nearest.map { "did you mean '\($0)'? " } ?? ""
  }

  private func see(_ command: CommandName) -> String { "see '\(command.helpCommand)'" }
}
