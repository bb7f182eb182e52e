import CommandLineKit
import Facts
import LinuxHost
import Rendering

/// The words of `list`.
private struct ListOptions: Sendable, Coloured {
  var colour = ColourChoice.auto
  var format = OutputFormat.text
}

let listCommand = Command<Context, Answer>(
  name: "list", summary: "the kernel's entries, decoded, in match order",
  description: [
    "Prints every entry of binfmt_misc in the order in which the kernel asks them: the newest "
      + "first. The platforms are computed from magic and mask, never from the name."
  ],
  initial: ListOptions(),
  options: [.choice("format", "how the entries are written", \.format), .colour],
  examples: [Example(command: "crossready list", meaning: "What is registered?")],
  run: { options, context in try options.answer(context.coloured(by: options)) })

extension ListOptions {
  /// Reads the entries and renders them.
  func answer(_ context: Context) throws -> Answer {
    let facts = BinfmtFacts.readingEntries()
    guard let entries = facts.entries.value else {
      throw Failure.entriesUnreadable(facts.entries.failure)
    }
    return try Answer(in: format, status: .yes) {
      TextList(entries, of: facts, style: context.style).rendered()
    } document: {
      Document(.list, ListDocument(entries, of: facts))
    }
  }
}
