import CommandLineKit
import Testing

@Suite struct UsageErrorTests {
  /// The message for words that are wrong, or nil if they are right.
  private func message(for words: [String]) -> String? {
    do throws(UsageError) {
      _ = try Bakery.program.parse(words)
      return nil
    } catch {
      return error.message
    }
  }

  @Test(arguments: [
    (
      ["--stlye=json"],
      "unknown option '--stlye'; did you mean '--style'? see 'bakery help bake'"
    ),
    (["discard", "--everything"], "unknown option '--everything'; see 'bakery help discard'"),
    (["--stric"], "unknown option '--stric'; did you mean '--strict'? see 'bakery help bake'"),
    (["-strict"], "unknown option '-strict'; did you mean '--strict'? see 'bakery help bake'"),
    (["-sx"], "unknown option '-x'; see 'bakery help bake'"),
    (["-S"], "unknown option '-S'; did you mean '-s'? see 'bakery help bake'"),
    (["--=x"], "unknown option '--'; see 'bakery help bake'"),
    (
      ["--versoin"],
      "unknown option '--versoin'; did you mean '--version'? see 'bakery help bake'"
    ),
    (["bake", "--version"], "unknown option '--version'; see 'bakery help bake'"),
    (
      ["--minutes"],
      "option '--minutes' needs a value; give it as '--minutes=MINUTES', see 'bakery help bake'"
    ),
    (
      ["-m", "--strict"],
      "option '-m' needs a value; give it as '--minutes=MINUTES', see 'bakery help bake'"
    ),
    (
      ["--strict=yes"],
      "option '--strict' takes no value; give just '--strict', see 'bakery help bake'"
    ),
    (
      ["--help=bake"],
      "option '--help' takes no value; give just '--help', see 'bakery help bake'"
    ),
    (
      ["--style", "jsno"],
      "invalid value 'jsno' for '--style'; did you mean 'json'? use plain, json or table"
    ),
    (["-fJSN"], "invalid value 'JSN' for '--style'; did you mean 'json'? use plain, json or table"),
    (["--style="], "invalid value '' for '--style'; use plain, json or table"),
    (["--oven", "coal"], "invalid value 'coal' for '--oven'; use gas or wood"),
    (["-m", "0"], "invalid value '0' for '--minutes'; give whole minutes"),
    (
      ["list", "rye"],
      "unexpected operand 'rye'; 'bakery list' takes none, see 'bakery help list'"
    ),
    (
      ["show", "rye", "spelt"],
      "unexpected operand 'spelt'; 'bakery show' takes only one, see 'bakery help show'"
    ),
    (["show"], "missing operand RECIPE; see 'bakery help show'"),
    (["discard"], "missing operand LOAF; give LOAF or '--all', see 'bakery help discard'"),
    (
      ["discard", "rye", "--all"],
      "option '--all' and operand LOAF exclude each other; give one of the two, "
        + "see 'bakery help discard'"
    ),
    (
      ["--style", "json", "-ftable"],
      "option '--style' is given twice, as 'json' and as 'table'; give it once"
    ),
    (["show", "cake"], "cake is no bread; try 'bakery show brioche'"),
    (["help", "bkae"], "unknown command 'bkae'; did you mean 'bake'? see 'bakery help'"),
    (["help", "pizza"], "unknown command 'pizza'; see 'bakery help'"),
    (
      ["help", "bake", "show"],
      "unexpected operand 'show'; 'bakery help' takes only one, see 'bakery help help'"
    ),
  ])
  func messagesSayWhatToDo(words: [String], expected: String) {
    #expect(message(for: words) == expected)
  }

  @Test func theFirstMistakeIsReported() {
    #expect(
      throws: UsageError.invalidChoice(
        option: "--oven", word: "sun", choices: ["gas", "wood"], nearest: nil)
    ) {
      try Bakery.program.parse(["--oven=sun", "--nonsense"])
    }
  }

  @Test func aDefaultCommandWithoutOperandsSeesMisspelledCommands() {
    let program = Bakery.program(defaultCommand: "list")
    #expect(
      throws: UsageError.unknownCommand(word: "bkae", program: "bakery", nearest: "bake")
    ) {
      try program.parse(["bkae"])
    }
  }

  @Test func hostileWordsCannotReachTheTerminal() throws {
    let word = "\u{1b}[31m\u{202e}\r\n" + String(repeating: "x", count: 100_000)
    let lines = [["list", word], ["--\(word)"], ["--oven", word], ["help", word], ["-m\(word)"]]
    for words in lines {
      let message = try #require(self.message(for: words))
      #expect(message.contains("\\u{1b}[31m\\u{202e}\\u{d}\\u{a}xxx"))
      #expect(message.unicodeScalars.allSatisfy { (0x20..<0x7f).contains($0.value) })
      #expect(message.count < 160)
    }
  }

  @Test func anApplicationsOwnTextIsMadePrintableToo() {
    let error = UsageError.custom(problem: "no \u{7}bell", hint: "ring")
    #expect(error.message == "no \\u{7}bell; ring")
  }
}
