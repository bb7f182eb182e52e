import CommandLineKit
import Testing

@Suite struct HelpTests {
  @Test func theProgramsHelp() throws {
    #expect(
      try Bakery.program.help(for: nil) == """
        usage: bakery [bake] [OPTION...] [LOAF...]
               bakery COMMAND [ARGUMENT...]

        Bake bread from the command line.

        Commands:
          bake     bake bread and say how it went (default)
          discard  throw bread away
          show     print a recipe
          list     print the names of all recipes
          help     print the help of the program or of a command

        Options:
          -h, --help     print this help and exit
              --version  print the version and exit

        Examples:
          bakery rye
              bake one loaf

        Exit status:
          0   the bread is fine
          64  the command line makes no sense

        See also: 'bakery help COMMAND', bakery(1), bakery-recipes(7)

        """)
  }

  @Test func aCommandsHelp() throws {
    #expect(
      try Bakery.program.help(for: "bake") == """
        usage: bakery [bake] [OPTION...] [LOAF...]

        Bake bread and say how it went.

        Bakes every LOAF. Without --strict a dark crust is fine, e.g. one that 'touch
        crust' finds.

        Operands:
          LOAF...  what to bake, such as rye

        Options:
          -s, --strict           reject a dark crust
          -q, --quiet            print nothing but errors
          -f, --style STYLE      how to print the result: plain (default), json or table
              --oven OVEN        bake in this oven only: gas or wood
          -m, --minutes MINUTES  give up after this time (default 10)
              --with-an-additional-topping TOPPING
                                 spread this on top; can be given several times, and the
                                 toppings lie in that order
          -h, --help             print this help and exit

        Examples:
          bakery --strict rye spelt
              are both loaves fine?
          bakery bake -f json | jq .loaves
              read the result elsewhere

        Exit status:
          0   the bread is fine
          64  the command line makes no sense

        See also: 'bakery help', bakery(1), bakery-recipes(7)

        """)
  }

  @Test(arguments: [
    ("discard", "usage: bakery discard [OPTION...] (LOAF... | --all)"),
    ("show", "usage: bakery show RECIPE"),
    ("list", "usage: bakery list"),
    ("help", "usage: bakery help [COMMAND]"),
  ])
  func usageLines(command: String, usage: String) throws {
    let help = try Bakery.program.help(for: command)
    #expect(help.split(separator: "\n").first.map(String.init) == usage)
  }

  @Test func everyLineFitsTheTerminal() throws {
    for command in [nil, "bake", "discard", "show", "list", "help"] {
      let lines = try Bakery.program.help(for: command).split(separator: "\n")
      #expect(lines.allSatisfy { $0.count <= 80 && $0.last != " " })
    }
  }

  @Test func shortHelpNamesTheCommands() throws {
    #expect(
      try Bakery.outcome(["-h"])
        == .print(
          """
          usage: bakery [COMMAND] [ARGUMENT...]

          Bake bread from the command line.

          Commands:
            bake     bake bread and say how it went (default)
            discard  throw bread away
            show     print a recipe
            list     print the names of all recipes

          Examples:
            bakery rye  bake one loaf

          'bakery COMMAND -h' tells a command's options, 'bakery --help' all.

          """))
  }

  /// As many options, the first first, as a terminal of 24 lines has room for.
  @Test(arguments: [["bake", "-h"], ["bake", "rye", "-sh"]])
  func shortHelpOfACommand(_ words: [String]) throws {
    guard case .print(let text) = try Bakery.outcome(words) else {
      Issue.record("no help")
      return
    }
    #expect(
      text.hasPrefix(
        """
        usage: bakery [bake] [OPTION...] [LOAF...]

        Bake bread and say how it went.

        Examples:
          bakery --strict rye spelt
              are both loaves fine?
          bakery bake -f json | jq .loaves
              read the result elsewhere

        Operands:
          LOAF...  what to bake, such as rye

        Options:
          -s, --strict           reject a dark crust

        """), "\(text)")
    #expect(text.hasSuffix("\n\n'bakery bake --help' has everything.\n"), "\(text)")
  }
}
