import Text

extension ProgramDescription {
  /// A script that teaches bash to complete the program's words; it needs nothing but bash.
  package var bashCompletions: String {
    let function = "_\(name)"
    let names = commands.map(\.name)
    var lines = [
      "# Completions of \(name) for bash; written by '\(name) completions bash'.",
      "\(function)() {",
      "  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]}",
      "  local command=${COMP_WORDS[1]} offered= lead= is_first=",
      "  # Bash splits '--option=value' into three words.",
      "  if [[ $current == = ]]; then current=",
      "  elif [[ $previous == = ]]; then previous=${COMP_WORDS[COMP_CWORD-2]}; fi",
      "  ((COMP_CWORD == 1)) && is_first=1",
      "  case $command in",
      "    \(names.joined(separator: "|"))) [[ $is_first ]] && command=\(defaultCommand) ;;",
      "    *) command=\(defaultCommand) ;;",
      "  esac",
      "  case \"$command $previous\" in",
    ]
    for command in commands {
      for option in command.options {
        guard let value = option.value else { continue }
        let patterns =
          ["--\(option.long)"] + (option.short.map { ["-\($0)"] } ?? [])
        let pattern = patterns.map { "'\(command.name) \($0)'" }.joined(separator: "|")
        lines += ["    \(pattern))"] + value.offer.bash.map { "      \($0)" } + ["      return ;;"]
      }
    }
    lines += ["  esac", "  case $command in"]
    for command in commands {
      let flags = command.options.flatMap { option in
        ["--\(option.long)"] + (option.short.map { ["-\($0)"] } ?? [])
      }
      lines += [
        "    \(command.name))", "      if [[ $current == -* ]]; then",
        "        offered=\(shellQuoted(flags.joined(separator: " ")))", "      else",
      ]
      lines += (command.operands?.completion ?? .nothing).bashWords.map {
        "        \($0)"
      }
      lines += ["        :", "      fi ;;"]
    }
    let all = shellQuoted((names + options.map { "--\($0.long)" }).joined(separator: " "))
    return
      (lines + [
        "  esac", "  [[ $is_first ]] && offered+=\" \"\(all)",
        "  \(offeringWords)", "}",
        "complete -F \(function) \(name)",
      ]).joined(separator: "\n") + "\n"
  }
}

/// The line that answers with the words that are offered; those of a list follow what stands already.
private let offeringWords =
  "COMPREPLY=($(compgen -P \"$lead\" -W \"$offered\" -- \"${current#\"$lead\"}\"))"

extension Completion {
  /// The lines that answer with what is offered.
  fileprivate var bash: [String] {
    switch self {
    case .nothing: ["COMPREPLY=()"]
    case .files: ["compopt -o filenames", "COMPREPLY=($(compgen -f -- \"$current\"))"]
    case .words, .list:
      bashWords + [offeringWords]
    case .names(let directory, let except):
      // Names are whatever somebody called a file: bash would expand them in a list of words.
      [
        "COMPREPLY=()", "while IFS= read -r offered; do",
        "  [[ $offered == \"$current\"* ]] && COMPREPLY+=(\"$(printf %q \"$offered\")\")",
        "done < <(\(listing(directory, except)))",
      ]
    }
  }

  /// The lines that put words that are offered into a variable.
  fileprivate var bashWords: [String] {
    switch self {
    case .nothing, .files, .names: []
    case .words(let words): ["offered=\(shellQuoted(words().joined(separator: " ")))"]
    case .list(let words):
      [
        "offered=\(shellQuoted(words().joined(separator: " ")))",
        "[[ $current == *,* ]] && lead=${current%,*},",
      ]
    }
  }
}
