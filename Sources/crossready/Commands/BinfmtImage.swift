import CommandLineKit
import Facts
import LinuxHost
import LinuxNames
import Platforms
import Readiness
import Rendering
import Repair
import Reports
import Text

/// The words of `binfmt-image`, which are those of tonistiigi/binfmt (`cmd/binfmt`).
struct BinfmtImageOptions: Sendable, Equatable {
  /// Platforms separated by commas, or `all`.
  var installed: String?
  /// Platforms, names or patterns of entries, separated by commas.
  var uninstalled: String?
  var asksVersion = false
  /// Where the user says that binfmt_misc is.
  var directory = EntryWriter.directory
  /// The words of another command of ours.
  var command: [String] = []

  /// The name of the command that takes them.
  static let name = "binfmt-image"
}

let binfmtImageCommand = Command<Context, Answer>(
  name: BinfmtImageOptions.name,
  summary: "what the container image starts, as tonistiigi/binfmt",
  description: [
    "Takes the options of the binfmt image and answers with its texts and its JSON, so that what runs "
      + "that image, as docker/setup-qemu-action does, can run crossready's in its place. Other than "
      + "there, each handler is proven by a probe, and the exit status is 1 if one of a list failed; "
      + "with `all`, if none came up or one that CROSSREADY_PLATFORMS names did not.",
    "Only emulators of the image itself are registered, with the flag F. Registering needs a privileged "
      + "container, and the binfmt_misc of its host: what only the container would see is refused.",
    "Without options, or with another command of crossready and its words, it does what that does; "
      + "`register` then takes the image's emulators.",
  ],
  initial: BinfmtImageOptions(),
  operands: Operands(
    placeholder: "COMMAND", repeats: true, help: "a command of crossready, with all its words",
    completing: .words { program.commandNames }, takesRest: true,
    apply: { word, options in options.command.append(word) }),
  options: [
    .value(
      "install", "LIST", "register for platforms, separated by commas, or for `all`",
      apply: { word, options in options.installed = word }),
    .value(
      "uninstall", "LIST", "remove entries, by platforms, names or patterns such as qemu-*",
      apply: { word, options in options.uninstalled = word }),
    .flag("version", "print the releases of crossready and of QEMU", \.asksVersion),
    .value(
      "mount", "DIRECTORY", "where binfmt_misc is; no other than \(EntryWriter.directory)",
      apply: { word, options in options.directory = word }),
  ],
  examples: [
    Example(
      command: "docker run --rm --privileged IMAGE --install arm64,riscv64",
      meaning: "Register on the container's host."),
    Example(
      command: "docker run --rm -v \"$PWD:/w\" IMAGE dockerfile /w",
      meaning: "Judge a Dockerfile without installing anything."),
  ],
  checking: { options throws(UsageError) in
    let isAsked = options.installed != nil || options.uninstalled != nil || options.asksVersion
    if isAsked, let command = options.command.first {
      throw .custom(
        problem: "the image's own options and the command \(quoted(command)) exclude each other",
        hint: "give one of the two")
    }
    guard options.directory == EntryWriter.directory else {
      throw .custom(
        problem: "binfmt_misc cannot be at \(quoted(options.directory))",
        hint: "mount it at \(EntryWriter.directory)")
    }
  },
  run: { options, context in try options.answer(context) })

extension BinfmtImageOptions {
  /// The words of a command line, with the options of `binfmt-image` as ours are written: Go's `flag`
  /// takes them with one dash as with two, before the first word that is none.
  static func translated(_ words: [String]) -> [String] {
    guard words.first == name else { return words }
    var words = words
    var index = 1
    while index < words.count, words[index].first == "-", words[index] != "--" {
      let parts = words[index].split(separator: "=", maxSplits: 1)
      let option = parts.first.map { String($0.drop { $0 == "-" }) } ?? ""
      guard ["install", "uninstall", "mount", "version"].contains(option) else { break }
      if !words[index].hasPrefix("--") { words[index] = "-" + words[index] }
      index += parts.count > 1 || option == "version" ? 1 : 2
    }
    return words
  }

  /// Does what is asked for, in the order of the binfmt image: remove, register, list.
  func answer(_ context: Context) throws -> Answer {
    if let name = command.first { return try answer(of: name, context) }
    if asksVersion {
      say("binfmt/\(Identity.version) qemu/\(release) crossready/\(Identity.version)")
      return Answer(text: "", status: .yes)
    }
    let changes = installed != nil || uninstalled != nil
    do throws(RegisteringError) {
      try HostInstance.reach()
    } catch {
      say("error: cannot mount binfmt_misc filesystem at \(EntryWriter.directory)")
      complain(error.message)
      return Answer(text: "", status: changes ? .no : .couldNotTell)
    }
    let isRemoved = try uninstalled.map { try uninstall($0, context) } ?? true
    let isInstalled = try installed.map { try install($0, context) } ?? true
    let facts = try HostFacts.observing(
      tool: Identity.tool, environment: context.environment, platforms: Platform.judged,
      timeout: Timeout().duration)
    let report = Report.judging(
      facts, for: ReadinessRequest(platforms: Platform.judged, isStrict: false))
    var isWhole = isRemoved && isInstalled
    if installed == "all" {
      for platform in try context.platforms(given: []) where !report.supported.contains(platform) {
        say("installing: \(platform) does not run, and CROSSREADY_PLATFORMS names it")
        isWhole = false
      }
    }
    return Answer(
      text: try JSONText.encoding(BinfmtImageDocument(report)), status: isWhole ? .yes : .no)
  }

  /// Another command does its work; those about the host see the host's entries where they may.
  private func answer(of name: String, _ context: Context) throws -> Answer {
    var words = command
    switch name {
    case "register":
      try HostInstance.reach()
      let isChosen = words.contains { $0.hasPrefix("--method") || $0.hasPrefix("--image") }
      if !isChosen { words.insert("--method=\(MethodName.host)", at: 1) }
    case "unregister": try HostInstance.reach()
    case "dockerfile", "audit", "schema", "explain", "completions", "help": break
    default:
      do throws(RegisteringError) {
        try HostInstance.reach()
      } catch {
        // They change nothing, and say themselves what they cannot see.
      }
    }
    switch try program.parse(words) {
    case .print(let text): return Answer(text: text, status: .yes)
    case .run(let run): return try run(context)
    }
  }

  /// The release of the image's emulators.
  private var release: String {
    for architecture in BinfmtImageEmulators.architectures {
      if let emulator = BinfmtImageEmulators.finding(architecture), let version = emulator.version {
        return version.release.description
      }
    }
    return "none"
  }
}

/// Says on standard error what the binfmt image says there: its readers know the lines.
func say(_ line: String) {
  // There is nowhere left to report that standard error cannot be written.
  try? StandardStream.error.write(printable(line) + "\n")
}
