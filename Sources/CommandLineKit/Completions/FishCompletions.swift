import Text

extension ProgramDescription {
  /// A script that teaches fish to complete the program's words.
  package var fishCompletions: String {
    let names = commands.map(\.name).joined(separator: " ")
    let isUsing = "__\(name)_is_using"
    var lines = [
      "# Completions of \(name) for fish; written by '\(name) completions fish'.",
      "function \(isUsing) --argument-names command",
      "  set -l words (commandline -opc)",
      "  if set -q words[2]; and contains -- $words[2] \(names)",
      "    test $words[2] = $command",
      "  else",
      "    test \(defaultCommand) = $command",
      "  end",
      "end",
      "complete -c \(name) -f",
    ]
    lines += commands.map { command in
      let help = fishQuoted(plainProse(command.summary))
      return "complete -c \(name) -n 'test (count (commandline -opc)) -eq 1' -a \(command.name)"
        + " -d \(help)"
    }
    for command in commands {
      let start = "complete -c \(name) -n '\(isUsing) \(command.name)'"
      lines += command.options.map { option in
        let short = option.short.map { " -s \($0)" } ?? ""
        return "\(start) -l \(option.long)\(short)\(option.value?.offer.fish ?? "")"
          + " -d \(fishQuoted(plainProse(option.help)))"
      }
      if let words = command.operands?.completion.fishWords { lines.append("\(start) -a \(words)") }
    }
    return lines.joined(separator: "\n") + "\n"
  }
}

extension Completion {
  /// The options of `complete` for a value.
  fileprivate var fish: String {
    switch self {
    case .nothing: " -x"
    case .files: " -r -F"
    case .words, .list, .names: " -x -a \(fishWords ?? "")"
    }
  }

  fileprivate var fishWords: String? {
    switch self {
    case .nothing, .files: nil
    case .words(let words): fishQuoted(words().joined(separator: " "))
    case .list(let words): fishQuoted("(__fish_append , \(words().joined(separator: " ")))")
    case .names(let directory, let except): "'(\(listing(directory, except)))'"
    }
  }
}

private func fishQuoted(_ text: String) -> String {
  "'" + text.map { $0 == "'" || $0 == "\\" ? "\\\($0)" : String($0) }.joined() + "'"
}
