import CommandLineKit
import Testing

@Suite struct DefectsTests {
  private struct Options: Sendable {
    var flag = false
  }

  private func command(
    _ name: String = "go", summary: String = "go somewhere",
    operands: Operands<Options>? = nil, options: [Option<Options>] = [],
    examples: [Example] = [Example(command: "sample", meaning: "just go")]
  ) -> Command<Void, Bool> {
    Command(
      name: name, summary: summary, initial: Options(), operands: operands, options: options,
      examples: examples, run: { options, _ in options.flag })
  }

  private func defects(
    of commands: Command<Void, Bool>..., date: String = "2026-11-21", defaultCommand: String = "go",
    codes: [Int] = [0]
  ) -> [String] {
    Program(
      name: "sample", version: "1", date: date, summary: "go to places",
      defaultCommand: defaultCommand, commands: commands,
      exitStatuses: codes.map { ExitStatusNote(code: $0, meaning: "fine") },
      examples: [Example(command: "sample", meaning: "go")]
    ).defects()
  }

  @Test func aSoundProgramHasNone() {
    #expect(Bakery.program.defects() == [])
    #expect(defects(of: command()) == [])
    #expect(defects(of: command(summary: "JSON of the place")) == [])
  }

  @Test func theProgramItself() {
    #expect(defects(of: command(), date: "today") == ["date 'today' is not of the form 2026-11-21"])
    #expect(defects(of: command(), command()) == ["command 'go' is declared twice"])
    #expect(defects(of: command(), command("help")) == ["command 'help' is declared twice"])
    #expect(defects(of: command(), codes: []) == ["no exit status is documented"])
    #expect(defects(of: command(), codes: [1, 1]) == ["exit status 1 is declared twice"])
    #expect(
      defects(of: command(), defaultCommand: "og").contains("default command 'og' does not exist"))
  }

  @Test func commands() {
    #expect(defects(of: command(summary: "Go")) == ["go: starts with a capital"])
    #expect(defects(of: command(summary: "go.")) == ["go: ends with a full stop"])
    #expect(defects(of: command(summary: "")) == ["go: no help"])
    let long = String(repeating: "x ", count: 30) + "x"
    #expect(defects(of: command(summary: long)) == ["go: longer than 60 columns"])
    #expect(defects(of: command(examples: [])) == ["go: no example"])
    #expect(
      defects(of: command(), command("Go_On")) == ["command 'Go_On': not a lower-case name"])
  }

  @Test func examples() {
    func defects(_ line: String, _ meaning: String = "go") -> [String] {
      self.defects(of: command(examples: [Example(command: line, meaning: meaning)]))
    }
    #expect(defects("sample", "") == ["example 'sample': no meaning"])
    #expect(
      defects("sample go --fast")
        == ["example 'sample go --fast': unknown option '--fast'; see 'sample help go'"])
    #expect(defects("sample go --fast | less") == [])
    let long = "sudo sample " + String(repeating: "x", count: 70)
    #expect(defects(long) == ["wider than 80 columns:   \(long)"])
  }

  @Test func options() {
    func defects(_ options: Option<Options>...) -> [String] {
      self.defects(of: command(options: options))
    }
    #expect(defects(.flag("flag", "", \.flag)) == ["go: option '--flag': no help"])
    #expect(
      defects(.flag("a", "be a", \.flag), .flag("a", "be a", \.flag))
        == ["go: option '--a' is declared twice"])
    #expect(
      defects(.flag("hot", short: "h", "be hot", \.flag)) == ["go: option '-h' is declared twice"])
    #expect(
      defects(.flag("--x", short: "-", "be x", \.flag)) == [
        "go: option '----x': not a lower-case name", "go: option '--': neither letter nor digit",
      ])
    #expect(
      defects(.value("size", "size", "how big", apply: { _, _ in }))
        == ["go: option '--size': placeholder is not in upper case"])
  }

  @Test func operands() {
    let operands = Operands<Options>(
      placeholder: "place", alternative: "all", help: "Where", apply: { _, _ in })
    #expect(
      defects(of: command(operands: operands, examples: [Example(command: "x", meaning: "y")]))
        .filter { $0.hasPrefix("go: operand") } == [
          "go: operand place: starts with a capital",
          "go: operand 'place': placeholder is not in upper case",
          "go: operand place: alternative '--all' is no flag",
        ])
  }
}
