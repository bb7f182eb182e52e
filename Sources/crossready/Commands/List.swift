import Binfmt
import CommandLineKit
import LinuxHost
import Readiness

/// The words of `list`.
private struct ListOptions: Sendable {
  var format = OutputFormat.text
}

let listCommand = Command(
  name: "list", summary: "the kernel's entries, decoded, in match order",
  description: [
    "Prints every entry of binfmt_misc in the order in which the kernel asks them: the newest "
      + "first. The platforms are computed from magic and mask, never from the name."
  ],
  initial: ListOptions(),
  options: [.choice("format", "how the entries are written", \.format)],
  examples: [Example(command: "crossready list", meaning: "What is registered?")],
  request: { options in Request.list(options.format) })

/// The answer of `list`.
struct ListAnswer {
  let format: OutputFormat

  func answer(_ context: Context) throws -> Answer {
    let facts = BinfmtFacts.reading()
    let isReadable = facts.entries.value != nil
    let text =
      switch format {
      case .text: TextList(facts, style: context.style).rendered()
      case .json: try JSONText.encoding(ListDocument(facts))
      }
    guard isReadable else {
      throw Failure.entriesUnreadable(facts.entries.failure)
    }
    return Answer(text: text, status: .yes)
  }
}
