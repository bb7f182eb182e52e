import CommandLineKit

/// A shell that completions are written for.
enum CompletedShell: String, CaseIterable, Sendable {
  case bash
  case zsh
  case fish
}

/// The words of `completions`.
private struct CompletionsOptions: Sendable {
  var shell = CompletedShell.bash
}

let completionsCommand = Command<Context, Answer>(
  name: "completions", summary: "a script that completes words in a shell",
  description: [
    "Prints a script that offers commands, options, platforms, findings and registered entries. It "
      + "is made of the same declarations as the help, so it is never behind.",
    "bash reads it from /usr/share/bash-completion/completions/crossready, zsh from a directory of "
      + "`fpath` as _crossready, fish from /usr/share/fish/vendor_completions.d/crossready.fish.",
  ],
  initial: CompletionsOptions(),
  operands: .choice("SHELL", of: "shell", \.shell),
  examples: [
    Example(
      command: "eval \"$(crossready completions bash)\"", meaning: "In the shell at hand.")
  ],
  run: { options, context in options.shell.answer() })

extension CompletedShell {
  /// The script.
  func answer() -> Answer {
    let text =
      switch self {
      case .bash: program.outline.bashCompletions
      case .zsh: program.outline.zshCompletions
      case .fish: program.outline.fishCompletions
      }
    return Answer(text: text, status: .yes)
  }
}
