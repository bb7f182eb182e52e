import Text

/// Turns the words of one command into its options.
///
/// The first mistake ends parsing. `--help` does not: it is remembered, so that it is answered only
/// when the words around it are in order.
struct OptionParser<Options> {
  /// What the words ask for.
  enum Outcome {
    case options(Options)
    case help(HelpLength)
    case version
  }

  /// What a name on the command line stands for.
  private enum Match {
    case option(Option<Options>)
    case question(Outcome)
  }

  /// What the words have said so far.
  private struct State {
    var values: Options
    var remaining: ArraySlice<String>
    var operandCount = 0
    var flags: Set<String> = []
    var texts: [String: String] = [:]
    var question: Outcome?
  }

  let command: CommandName
  let options: [Option<Options>]
  let operands: Operands<Options>?
  let takesVersion: Bool

  func parse(_ words: [String], initial: Options) throws(UsageError) -> Outcome {
    var state = State(values: initial, remaining: words[...])
    var optionsEnded = false
    while let word = state.remaining.popFirst() {
      if optionsEnded, let apply = operands?.applyTrailing {
        try apply(word, &state.values)
      } else if optionsEnded || state.operandCount > 0 && operands?.takesRest == true
        || word == "-" || !word.hasPrefix("-")
      {
        try takeOperand(word, &state)
      } else if word == "--" {
        optionsEnded = true
      } else if word.hasPrefix("--") {
        try takeLong(word, &state)
      } else {
        try takeShorts(word, &state)
      }
    }
    if let question = state.question { return question }
    try checkOperands(state)
    return .options(state.values)
  }

  private func takeOperand(_ word: String, _ state: inout State) throws(UsageError) {
    guard let operands, operands.description.repeats || state.operandCount == 0 else {
      throw .unexpectedOperand(word: word, command: command, limit: state.operandCount)
    }
    try operands.apply(word, &state.values)
    state.operandCount += 1
  }

  private func takeLong(_ word: String, _ state: inout State) throws(UsageError) {
    let parts = word.dropFirst(2).split(
      separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let name = String(parts[0])
    guard let match = match(long: name) else {
      throw .unknownOption(
        word: "--\(name)", command: command,
        nearest: nearest(to: name, among: longNames).map { "--\($0)" })
    }
    let attached = parts.count == 2 ? String(parts[1]) : nil
    try apply(match, spelled: "--\(name)", attached: attached, &state)
  }

  private func takeShorts(_ word: String, _ state: inout State) throws(UsageError) {
    var letters = word.dropFirst()
    while let letter = letters.popFirst() {
      guard let match = match(short: letter) else { throw unknownShort(letter, in: word) }
      var attached: String?
      if case .option(let option) = match, case .value = option.effect, !letters.isEmpty {
        attached = String(letters)
        letters = ""
      }
      try apply(match, spelled: "-\(letter)", attached: attached, &state)
    }
  }

  private func apply(
    _ match: Match, spelled: String, attached: String?, _ state: inout State
  ) throws(UsageError) {
    switch match {
    case .question(let question):
      guard attached == nil else { throw .unexpectedValue(option: spelled, command: command) }
      state.question = state.question ?? question
    case .option(let option):
      switch option.effect {
      case .flag(let set):
        guard attached == nil else { throw .unexpectedValue(option: spelled, command: command) }
        set(&state.values)
        state.flags.insert(option.long)
      case .value(let value, let apply):
        guard let word = attached ?? detachedValue(&state) else {
          throw .missingValue(
            option: spelled, usage: "--\(option.long)=\(value.placeholder)", command: command)
        }
        if let earlier = state.texts[option.long], earlier != word, !value.repeats {
          throw .repeatedOption(option: "--\(option.long)", first: earlier, second: word)
        }
        state.texts[option.long] = word
        try apply(word, &state.values)
        if option.isOperand { state.operandCount += 1 }
      }
    }
  }

  /// The next word, unless it looks like an option: `--log --strict` is a forgotten value far
  /// more often than a file of that name, for which `--log=--strict` remains. A negative number is
  /// no option.
  private func detachedValue(_ state: inout State) -> String? {
    guard let next = state.remaining.first,
      next == "-" || !next.hasPrefix("-") || next.dropFirst().first?.isNumber == true
    else { return nil }
    return state.remaining.popFirst()
  }

  private func checkOperands(_ state: State) throws(UsageError) {
    guard let description = operands?.description else { return }
    let standIn = description.alternative.flatMap { state.flags.contains($0) ? $0 : nil }
    if let standIn, state.operandCount > 0 {
      throw .conflict(
        option: "--\(standIn)", placeholder: description.placeholder, command: command)
    }
    let isRequired = description.required || description.alternative != nil
    guard isRequired, standIn == nil, state.operandCount == 0 else { return }
    throw .missingOperand(
      placeholder: description.placeholder,
      alternative: description.alternative.map { "--\($0)" }, command: command)
  }
}

extension OptionParser {
  private var longNames: [String] {
    options.map(\.long) + ["help"] + (takesVersion ? ["version"] : [])
  }

  private func match(long name: String) -> Match? {
    switch name {
    case OptionDescription.help.long: .question(.help(.long))
    case OptionDescription.version.long where takesVersion: .question(.version)
    default: options.first { $0.long == name }.map(Match.option)
    }
  }

  private func match(short letter: Character) -> Match? {
    if letter == OptionDescription.help.short { return .question(.help(.short)) }
    return options.first { $0.short == letter }.map(Match.option)
  }

  /// The error for a letter that is no option: `-strict` most likely means `--strict`.
  private func unknownShort(_ letter: Character, in word: String) -> UsageError {
    let letters = word.dropFirst()
    if letters.count > 1, let long = nearest(to: String(letters), among: longNames) {
      return .unknownOption(word: word, command: command, nearest: "--\(long)")
    }
    let shorts = options.compactMap(\.short).map(String.init)
    return .unknownOption(
      word: "-\(letter)", command: command,
      nearest: nearest(to: String(letter), among: shorts).map { "-\($0)" })
  }
}
