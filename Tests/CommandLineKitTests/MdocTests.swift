import CommandLineKit
import Testing

@Suite struct MdocTests {
  /// The lines that blocks make, without the three that open every page.
  private func lines(_ blocks: ManualPage.Block...) -> [String] {
    let page = ManualPage(
      title: "sample", section: 7, date: "2026-01-02", operatingSystem: "sample 1", blocks: blocks)
    return page.rendered().split(separator: "\n").dropFirst(3).map(String.init)
  }

  @Test func pagesStartWithDateTitleAndSystem() {
    let page = ManualPage(
      title: "a-b", section: 7, date: "2026-01-02", operatingSystem: "sample 1", blocks: [])
    #expect(page.rendered() == ".Dd January 2, 2026\n.Dt A-B 7\n.Os \"sample 1\"\n")
    var undated = page
    undated.date = "2026-13-02"
    #expect(undated.rendered().hasPrefix(".Dd 2026-13-02\n"))
  }

  @Test(arguments: [
    (".Sh looks like a macro", "\\&.Sh looks like a macro"),
    ("'tis quoted", "\\(aqtis quoted"),
    ("the host's \"word\"", "the host's \\(dqword\\(dq"),
    ("C:\\fB \\", "C:\\efB \\e"),
    ("well-known --flag 5-10 a-", "well-known \\-\\-flag 5\\-10 a\\-"),
    ("` ^ ~", "\\(ga \\(ha \\(ti"),
    ("cr\u{e8}me \u{1f600}", "cr\\[u00E8]me \\[u1F600]"),
    ("\u{1b}[0m", "\\eu{1b}[0m"),
    ("  spread \n\n out\t", "spread out"),
  ])
  func textIsEscaped(text: String, expected: String) {
    #expect(lines(.paragraph([.text(text)])) == [expected])
  }

  @Test func sentencesStartOnNewLines() {
    #expect(
      lines(.paragraph([.text("One. Two (see e.g. three?) Four... five! ")]))
        == ["One.", "Two (see e.g.\\& three?)", "Four...\\& five!"])
  }

  @Test func macrosKeepWhatTouchesThem() {
    #expect(
      lines(
        .paragraph([
          .text("Give ("), .flag("--all"), .text("), not "), .flag("-a"), .text("x."),
        ]))
        == ["Give", ".No \\&( Ns Fl \\-all ) ,", "not", ".Fl a Ns No x."])
    #expect(
      lines(.paragraph([.flag("--log"), .text("="), .argument("FILE")]))
        == [".Fl \\-log Ns No = Ns Ar FILE"])
  }

  @Test func enclosuresEndWhereTheyShould() {
    #expect(lines(.paragraph([.literal("a b"), .text("; c")])) == [".Ql \"a b\" ;", "c"])
    #expect(lines(.paragraph([.literal("a"), .text("s")])) == [".So Li a Sc Ns No s"])
    #expect(
      lines(.paragraph([.optional([.flag("-m"), .text(" "), .argument("N")]), .text(".")]))
        == [".Op Fl m Ar N ."])
    #expect(
      lines(.taggedList([.init(tag: [.optional([.literal("a")]), .text(" b")], body: [])]))
        == [".Bl -tag -width Ds", ".It Oo So Li a Sc Oc b", ".El"])
  }

  @Test(arguments: [
    ("Fl", "\\&Fl"), ("Bsx", "\\&Bsx"), ("%A", "\\&%A"), (".", "\\&."), ("|", "\\&|"),
    ("(x", "\\&(x"), ("TO", "TO"), ("a b", "\"a b\""), ("", "\"\""), ("a\"b", "a\\(dqb"),
    ("x-y's", "x\\-y\\(aqs"),
  ])
  func argumentsAreNoMacros(argument: String, expected: String) {
    #expect(lines(.paragraph([.argument(argument)])) == [".Ar \(expected)"])
  }

  @Test func displaysShowLinesAsTheyAre() {
    #expect(
      lines(.literal([".a  b", "", "'c' \\ -d"]))
        == [".Bd -literal -offset indent", "\\&.a  b", "\\(aqc\\(aq \\e \\-d", ".Ed"])
  }

  @Test func paragraphsAreSeparatedOnlyFromText() {
    let text = ManualPage.Block.paragraph([.text("a")])
    #expect(
      lines(.section("SEE ALSO"), text, text, .subsection("No Fl"), text, .literal(["b"]), text)
        == [
          ".Sh SEE ALSO", "a", ".Pp", "a", ".Ss \\&No \\&Fl", "a", ".Bd -literal -offset indent",
          "b", ".Ed", ".Pp", "a",
        ])
  }
}
