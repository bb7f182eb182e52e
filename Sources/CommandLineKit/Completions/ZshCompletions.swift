import Text

extension ProgramDescription {
  /// A script that teaches zsh to complete the program's words, for a directory of `fpath`.
  package var zshCompletions: String {
    var lines = [
      "#compdef \(name)",
      "# Completions of \(name) for zsh; written by '\(name) completions zsh'.",
      "_\(name)() {",
      "  local -a subcommands=(",
    ]
    lines += commands.map { "    \(shellQuoted("\($0.name):\(plainProse($0.summary))"))" }
    lines += [
      "  )",
      "  local command=$words[2]",
      "  if (( CURRENT == 2 )); then",
      "    _describe -t commands command subcommands",
      "    command=",
      "  fi",
      "  case $command in",
      "    \(commands.map(\.name).joined(separator: "|"))) shift words; (( CURRENT-- )) ;;",
      "    *) command=\(defaultCommand) ;;",
      "  esac",
      "  case $command in",
    ]
    for command in commands {
      let arguments = command.options.flatMap(\.zsh) + (command.operands.map { [$0.zsh] } ?? [])
      lines.append("    \(command.name))")
      lines.append("      _arguments -s \\")
      lines += arguments.map { "        \($0) \\" }
      lines.append("        && return ;;")
    }
    return (lines + ["  esac", "}", "_\(name) \"$@\""]).joined(separator: "\n") + "\n"
  }
}

extension OptionDescription {
  /// The arguments of `_arguments` for the option, one for each of its names.
  fileprivate var zsh: [String] {
    let help = zshEscaped(plainProse(self.help))
    let mark = value?.repeats == true ? "*" : ""
    let names = ["--\(long)"] + (short.map { ["-\($0)"] } ?? [])
    return names.map { name in
      guard let value else { return shellQuoted("\(mark)\(name)[\(help)]") }
      let joint = name.hasPrefix("--") ? "=" : "+"
      return shellQuoted(
        "\(mark)\(name)\(joint)[\(help)]:\(value.placeholder):\(value.offer.zsh)")
    }
  }
}

extension OperandsDescription {
  fileprivate var zsh: String {
    shellQuoted("\(repeats ? "*" : "1"):\(placeholder):\(completion.zsh)")
  }
}

extension Completion {
  /// The action of `_arguments`.
  fileprivate var zsh: String {
    switch self {
    case .nothing: " "
    case .files: "_files"
    case .words(let words): "(\(words().joined(separator: " ")))"
    case .list(let words): "_sequence -s , compadd - \(words().joined(separator: " "))"
    case .names(let directory, let except):
      "{local -a names=(${(f)\"$(\(listing(directory, except)))\"}); compadd -a names}"
    }
  }
}

/// Text between brackets.
private func zshEscaped(_ text: String) -> String {
  text.map { "[]:\\".contains($0) ? "\\\($0)" : String($0) }.joined()
}
