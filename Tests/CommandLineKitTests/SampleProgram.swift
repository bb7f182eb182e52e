import CommandLineKit

/// An invented program that has one of everything.
enum Bakery {
  enum Style: String, CaseIterable, Sendable { case plain, json, table }
  enum Oven: String, CaseIterable, Sendable { case gas, wood }

  struct BakeOptions: Equatable, Sendable {
    var strict = false
    var quiet = false
    var style = Style.plain
    var oven: Oven?
    var minutes = 10
    var toppings: [String] = []
    var loaves: [String] = []
  }

  struct DiscardOptions: Equatable, Sendable {
    var all = false
    var loaves: [String] = []
  }

  /// What a command answers: that it was this one, with these words.
  enum Work: Equatable, Sendable {
    case bake(BakeOptions)
    case discard(DiscardOptions)
    case show(String?)
    case list
  }

  static let bake = Command<Void, Work>(
    name: "bake",
    summary: "bake bread and say how it went",
    description: [
      "Bakes every LOAF. Without `--strict` a dark crust is fine, e.g. one that `touch crust` finds."
    ],
    initial: BakeOptions(),
    operands: Operands(
      placeholder: "LOAF", repeats: true, help: "what to bake, such as rye",
      apply: { word, options in options.loaves.append(word) }),
    options: [
      .flag("strict", short: "s", "reject a dark crust", \.strict),
      .flag("quiet", short: "q", "print nothing but errors", \.quiet),
      .choice("style", short: "f", "how to print the result", \.style),
      .choice("oven", "bake in this oven only", \.oven),
      .value(
        "minutes", short: "m", "MINUTES", "give up after this time (default 10)",
        apply: { word, options throws(UsageError) in
          guard let minutes = Int(word), minutes > 0 else {
            throw .invalidValue(option: "--minutes", word: word, expected: "whole minutes")
          }
          options.minutes = minutes
        }),
      .value(
        "with-an-additional-topping", "TOPPING",
        "spread this on top; can be given several times, and the toppings lie in that order",
        repeats: true,
        apply: { word, options in options.toppings.append(word) }),
    ],
    examples: [
      Example(command: "bakery --strict rye spelt", meaning: "are both loaves fine?"),
      Example(command: "bakery bake -f json | jq .loaves", meaning: "read the result elsewhere"),
    ],
    run: { options, _ in .bake(options) })

  static let discard = Command<Void, Work>(
    name: "discard",
    summary: "throw bread away",
    initial: DiscardOptions(),
    operands: Operands(
      placeholder: "LOAF", repeats: true, alternative: "all", help: "what to throw away",
      apply: { word, options in options.loaves.append(word) }),
    options: [.flag("all", "throw away everything", \.all)],
    examples: [Example(command: "bakery discard --all", meaning: "start afresh")],
    run: { options, _ in .discard(options) })

  static let show = Command<Void, Work>(
    name: "show",
    summary: "print a recipe",
    initial: String?.none,
    operands: Operands(
      placeholder: "RECIPE", required: true, help: "the recipe's name",
      apply: { word, recipe in recipe = word }),
    examples: [Example(command: "bakery show rye", meaning: "read before you bake")],
    checking: { recipe throws(UsageError) in
      guard recipe != "cake" else {
        throw .custom(problem: "cake is no bread", hint: "try 'bakery show brioche'")
      }
    },
    run: { recipe, _ in .show(recipe) })

  static let list = Command<Void, Work>(
    name: "list",
    summary: "print the names of all recipes",
    initial: (),
    examples: [Example(command: "bakery list", meaning: "what is there to bake?")],
    run: { _, _ in .list })

  /// What a command line asks for, done.
  enum Outcome: Equatable {
    case run(Work)
    case print(String)
  }

  static func outcome(_ words: [String]) throws -> Outcome {
    switch try program.parse(words) {
    case .run(let command): .run(try command(()))
    case .print(let text): .print(text)
    }
  }

  static let program = program(defaultCommand: "bake")

  static func program(
    defaultCommand: String, summary: String = "bake bread from the command line"
  ) -> Program<Void, Work> {
    Program(
      name: "bakery", version: "1.2.3", date: "2026-11-21", summary: summary,
      description: [
        "The program bakes bread. It reads `/etc/bakery.conf` and never opens the oven's door; "
          + "`bakery list` says what it knows.",
        ".Recipes can be \"odd\" \\(co 'things' of ~5-10 grams, in a cr\u{e8}me-free kitchen.",
      ],
      defaultCommand: defaultCommand,
      commands: [bake, discard, show, list],
      exitStatuses: [
        ExitStatusNote(code: 0, meaning: "the bread is fine"),
        ExitStatusNote(code: 64, meaning: "the command line makes no sense"),
      ],
      environment: [ManualEntry(name: "BAKERY_HOME", meaning: "where the recipes are")],
      files: [ManualEntry(name: "/etc/bakery.conf", meaning: "settings of the oven")],
      seeAlso: [ManualReference(name: "bakery-recipes", section: 7)],
      examples: [Example(command: "bakery rye", meaning: "bake one loaf")])
  }
}
