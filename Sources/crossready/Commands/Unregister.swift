import CommandLineKit
import LinuxHost
import Platforms
import Rendering
import Repair
import Text

/// The words of `unregister`.
struct UnregisterOptions: Sendable, Equatable {
  var platforms: [Platform] = []
  var isEverything = false
  /// Entries to remove whatever they are.
  var entries: [String] = []
  var engine: String?
  var image: String?
  /// Whether to remove what `register --persist` wrote.
  var persists = false
  var isDryRun = false
  var format = OutputFormat.text
  var timeout = Timeout()
}

let unregisterCommand = Command<Context, Answer>(
  name: "unregister", summary: "remove handlers",
  description: [
    "Removes these platforms' handlers if their emulator is QEMU, no matter who registered them; "
      + "those of a package come back at the next boot. Any other entry, such as Rosetta's, "
      + "WSLInterop or those for scripts, is left alone; `--entry` removes one by its name.",
    "With `--all` also the probe images that `verify` keeps are removed, from every engine that "
      + "answers.",
    "Needs root, or access to root's container engine.",
  ],
  initial: UnregisterOptions(),
  operands: Operands(
    placeholder: "PLATFORM", repeats: true, help: "a platform such as `linux/arm64`",
    completing: .platforms,
    apply: { word, options throws(UsageError) in
      try options.platforms.append(platformsIn: word, orAll: true)
    }),
  options: [
    .platform(\.platforms),
    .flag("all", "the handlers of all platforms", \.isEverything),
    .value(
      "entry", "NAME", "an entry by its name, whatever it is; may be repeated", repeats: true,
      completing: .names(directory: EntryWriter.directory, except: ["register", "status"]),
      apply: { word, options in options.entries.append(word) }),
    .flag("persist", "also what `register --persist` wrote", \.persists),
    .flag("dry-run", "print what would be removed, and end", \.isDryRun),
    .engine(\.engine), .image(\.image), .choice("format", "how the answer is written", \.format),
    .timeout(\.timeout),
  ],
  examples: [
    Example(command: "crossready unregister linux/arm64", meaning: "Remove one handler."),
    Example(
      command: "crossready unregister --all --persist",
      meaning: "Remove all that crossready ever made, and every other QEMU handler."),
    Example(
      command: "crossready unregister --entry rosetta",
      meaning: "Remove an entry that is not QEMU's."),
  ],
  checking: { options throws(UsageError) in
    if options.isEverything, !options.platforms.isEmpty {
      throw .custom(
        problem: "--all and PLATFORM exclude each other", hint: "give one of the two")
    }
    if !options.isEverything, options.platforms.isEmpty, options.entries.isEmpty {
      throw .custom(
        problem: "nothing to unregister is named", hint: "name PLATFORM..., --all or --entry NAME")
    }
  },
  run: { options, context in try options.answer(context) })
