import CommandLineKit
import Testing

@Suite struct ManualTests {
  private let lines = Bakery.program.manualPage.rendered().split(separator: "\n").map(String.init)

  @Test func sectionsAreInTheOrderThatReadersExpect() {
    #expect(
      lines.filter { $0.hasPrefix(".Sh") || $0.hasPrefix(".Ss") } == [
        ".Sh NAME", ".Sh SYNOPSIS", ".Sh DESCRIPTION", ".Ss Examples", ".Sh COMMANDS", ".Ss bake",
        ".Ss discard", ".Ss show", ".Ss list", ".Ss help", ".Sh OPTIONS", ".Sh ENVIRONMENT",
        ".Sh FILES", ".Sh EXIT STATUS", ".Sh SEE ALSO",
      ])
  }

  @Test func theSynopsisNamesEveryCommandAndOption() throws {
    let start = try #require(lines.firstIndex(of: ".Sh SYNOPSIS"))
    let end = try #require(lines.firstIndex(of: ".Sh DESCRIPTION"))
    #expect(
      lines[start + 1..<end].joined(separator: "\n") == """
        .Nm bakery
        .Op Cm bake
        .Op Fl \\-strict
        .Op Fl \\-quiet
        .Op Fl \\-style Ar STYLE
        .Op Fl \\-oven Ar OVEN
        .Op Fl \\-minutes Ar MINUTES
        .Op Fl \\-with\\-an\\-additional\\-topping Ar TOPPING
        .Op Ar LOAF \\&...
        .Nm bakery
        .Cm discard
        .Ar LOAF
        \\&...\\& |
        .Fl \\-all
        .Nm bakery
        .Cm show
        .Ar RECIPE
        .Nm bakery
        .Cm list
        .Nm bakery
        .Cm help
        .Op Ar COMMAND
        .Nm bakery
        .Fl \\-help
        .Nm bakery
        .Fl \\-version
        """)
  }

  @Test func aCommandIsExplainedInFull() throws {
    let start = try #require(lines.firstIndex(of: ".Ss discard"))
    let end = try #require(lines.firstIndex(of: ".Ss show"))
    #expect(
      lines[start..<end].joined(separator: "\n") == """
        .Ss discard
        Throw bread away.
        .Bl -tag -width Ds
        .It Ar LOAF \\&...
        What to throw away.
        .It Fl \\-all
        Throw away everything.
        .El
        .Pp
        Start afresh:
        .Bd -literal -offset indent
        bakery discard \\-\\-all
        .Ed
        """)
  }

  @Test(arguments: [
    ".It Fl f , Fl \\-style Ar STYLE", "How to print the result: plain (default), json or table.",
    ".It Ev BAKERY_HOME", ".It Pa /etc/bakery.conf", ".It 64", ".Xr bakery-recipes 7",
    "This is the command if the first word names none.", ".Ql \"touch crust\"",
    ".Nd bake bread from the command line", ".Dt BAKERY 1",
  ])
  func thePageSays(line: String) {
    #expect(lines.contains(line))
  }
}
