import CommandLineKit
import Testing

@Suite struct ParsingTests {
  /// The options that the words make of the default command.
  private func bake(_ words: String...) throws -> Bakery.BakeOptions {
    guard case .run(.bake(let options)) = try Bakery.outcome(words) else {
      throw UnexpectedInvocation()
    }
    return options
  }

  private struct UnexpectedInvocation: Error {}

  @Test(arguments: [
    ["--minutes", "5"], ["--minutes=5"], ["-m", "5"], ["-m5"], ["bake", "-m5"], ["-m5", "-m", "5"],
  ])
  func valuesAreAttachedOrFollow(words: [String]) throws {
    let expected = Bakery.BakeOptions(minutes: 5)
    #expect(try Bakery.outcome(words) == .run(.bake(expected)))
  }

  @Test func valuesKeepEverythingAfterTheFirstEqualsSign() throws {
    #expect(try bake("--with-an-additional-topping=a=b").toppings == ["a=b"])
    #expect(try bake("--with-an-additional-topping=").toppings == [""])
    #expect(try bake("--with-an-additional-topping=--strict").toppings == ["--strict"])
    #expect(try bake("--with-an-additional-topping", "-").toppings == ["-"])
  }

  @Test func shortFlagsCanBeGrouped() throws {
    #expect(try bake("-sq") == Bakery.BakeOptions(strict: true, quiet: true))
    let options = Bakery.BakeOptions(strict: true, quiet: true, style: .json)
    #expect(try bake("-sqfjson") == options)
    #expect(try bake("-sqf", "json") == options)
  }

  @Test func optionsAndOperandsMix() throws {
    let options = try bake("rye", "--strict", "spelt", "--oven=wood", "")
    #expect(options.loaves == ["rye", "spelt", ""])
    #expect(options.strict)
    #expect(options.oven == .wood)
  }

  @Test func twoDashesEndOptions() throws {
    #expect(try bake("--strict", "--", "--quiet", "--", "-h").loaves == ["--quiet", "--", "-h"])
    #expect(try bake("--", "list").loaves == ["list"])
  }

  /// All words behind the first operand are another command's.
  @Test func theRestIsAnothersWhereTheFirstOperandEndsOptions() throws {
    struct Options: Sendable {
      var isLoud = false
      var rest: [String] = []
    }
    let call = Command<Void, [String]>(
      name: "call", summary: "call another bakery", initial: Options(),
      operands: Operands(
        placeholder: "WORD", repeats: true, help: "what to say", takesRest: true,
        apply: { word, options in options.rest.append(word) }),
      options: [.flag("loud", "shout", \.isLoud)],
      examples: [Example(command: "bakery call hello", meaning: "say hello")],
      run: { options, _ in (options.isLoud ? ["loud"] : []) + options.rest })
    let program = Program(
      name: "bakery", version: "1", date: "2026-11-21", summary: "call bakeries",
      defaultCommand: "call", commands: [call], exitStatuses: [], examples: [])
    func said(_ words: String...) throws -> [String] {
      guard case .run(let run) = try program.parse(["call"] + words) else {
        throw UnexpectedInvocation()
      }
      return try run(())
    }
    let words = ["bake", "--loud", "-x", "--", "--help"]
    #expect(
      try said("--loud", words[0], words[1], words[2], words[3], words[4]) == ["loud"] + words)
    #expect(try said("bake", "--help") == ["bake", "--help"])
    #expect(throws: UsageError.self) { try said("-x", "bake") }
  }

  @Test func aLoneDashIsAnOperand() throws {
    #expect(try bake("-", "-s", "-").loaves == ["-", "-"])
  }

  @Test func theFirstWordNamesTheCommand() throws {
    #expect(try Bakery.outcome(["list"]) == .run(.list))
    #expect(try Bakery.outcome(["show", "rye"]) == .run(.show("rye")))
    #expect(try Bakery.outcome([]) == .run(.bake(Bakery.BakeOptions())))
    #expect(try bake("rye", "list").loaves == ["rye", "list"])
    #expect(try bake("--strict", "list").loaves == ["list"])
    #expect(try bake("LIST").loaves == ["LIST"])
  }

  @Test func anOptionCanRepeatIfItSaysSoOrSaysTheSame() throws {
    let toppings = try bake(
      "--with-an-additional-topping", "jam", "--with-an-additional-topping", "salt")
    #expect(toppings.toppings == ["jam", "salt"])
    #expect(try bake("-f", "json", "--style=json", "-ss").style == .json)
  }

  @Test func aFlagCanStandInForOperands() throws {
    let all = Bakery.DiscardOptions(all: true)
    #expect(try Bakery.outcome(["discard", "--all"]) == .run(.discard(all)))
    let rye = Bakery.DiscardOptions(loaves: ["rye"])
    #expect(try Bakery.outcome(["discard", "rye"]) == .run(.discard(rye)))
  }

  @Test(arguments: [
    ["bake", "--help"], ["bake", "rye", "-s", "--help", "--style=json"], ["help", "bake"],
  ])
  func aCommandExplainsItself(words: [String]) throws {
    let help = try Bakery.program.help(for: "bake")
    #expect(try Bakery.outcome(words) == .print(help))
  }

  @Test(arguments: [["--help"], ["help"], ["rye", "--strict", "--help"]])
  func theProgramExplainsItself(words: [String]) throws {
    #expect(try Bakery.outcome(words) == .print(try Bakery.program.help(for: nil)))
  }

  @Test func helpNeedsNoOperandsButOtherwiseSoundWords() throws {
    #expect(
      try Bakery.outcome(["show", "--help"]) == .print(try Bakery.program.help(for: "show")))
    #expect(
      try Bakery.outcome(["discard", "x", "--all", "--help"])
        == .print(try Bakery.program.help(for: "discard")))
    #expect(throws: UsageError.self) { try Bakery.program.parse(["--help", "--strickt"]) }
    #expect(throws: UsageError.self) { try Bakery.program.parse(["--strickt", "--help"]) }
  }

  @Test func helpExplainsItself() throws {
    let help = try Bakery.program.help(for: "help")
    #expect(try Bakery.outcome(["help", "help"]) == .print(help))
    #expect(try Bakery.outcome(["help", "--help"]) == .print(help))
  }

  @Test func theVersionIsThePrograms() throws {
    #expect(try Bakery.outcome(["--version"]) == .print("bakery 1.2.3\n"))
    #expect(try Bakery.outcome(["--strict", "--version"]) == .print("bakery 1.2.3\n"))
    #expect(throws: UsageError.self) { try Bakery.program.parse(["list", "--version"]) }
  }
}
