import Testing
import Text

@Suite struct TextTests {
  @Test func linesFitTheWidthExactly() {
    #expect(wrapped("one two three", width: 7) == ["one two", "three"])
    #expect(wrapped("one two three", width: 6) == ["one", "two", "three"])
    #expect(wrapped("one two three", width: 13) == ["one two three"])
  }

  @Test func indentationCountsTowardsTheWidth() {
    #expect(wrapped("one two three", width: 9, indent: 2) == ["  one two", "  three"])
    #expect(wrapped("one two three", width: 9, indent: 0, hanging: 4) == ["one two", "    three"])
    #expect(wrapped("a b c", width: 4, indent: 3, hanging: 1) == ["   a", " b c"])
  }

  @Test func aLongWordStandsAlone() {
    #expect(
      wrapped("a veryveryverylong b", width: 6, indent: 1) == [" a", " veryveryverylong", " b"])
    #expect(wrapped("toolong", width: 3, hanging: 2) == ["toolong"])
    #expect(wrapped("a b", width: 0) == ["a", "b"])
  }

  @Test func whiteSpaceCollapsesButNoBreakSpaceStays() {
    #expect(wrapped("  a\n\n b\tc\r\n", width: 80) == ["a b c"])
    #expect(wrapped("10\u{a0}km far", width: 5) == ["10\u{a0}km", "far"])
    #expect(wrapped("", width: 80, indent: 4).isEmpty)
    #expect(wrapped(" \n", width: 80).isEmpty)
  }

  @Test func lettersCountNotBytes() {
    #expect(wrapped("\u{e9}t\u{e9} e\u{301}", width: 5) == ["\u{e9}t\u{e9} e\u{301}"])
  }

  @Test(arguments: [
    ("plain text, '\\' and \u{e9}\u{65e5}", "plain text, '\\' and \u{e9}\u{65e5}"),
    ("\u{1b}[2J\u{7}", "\\u{1b}[2J\\u{7}"),
    ("a\tb\r\nc\u{0}", "a\\u{9}b\\u{d}\\u{a}c\\u{0}"),
    ("\u{7f}\u{80}\u{9b}1m", "\\u{7f}\\u{80}\\u{9b}1m"),
    ("\u{202e}\u{2066}\u{200f}\u{61c}", "\\u{202e}\\u{2066}\\u{200f}\\u{61c}"),
    ("\u{2028}\u{2029}\u{feff}\u{200b}", "\\u{2028}\\u{2029}\\u{feff}\\u{200b}"),
    ("\u{200c}\u{200d}", "\u{200c}\u{200d}"),
  ])
  func whatSteersTerminalsIsEscaped(text: String, expected: String) {
    #expect(printable(text) == expected)
    #expect(printable(printable(text)) == expected)
  }

  @Test func quotationsAreCut() {
    let sixty = String(repeating: "x", count: 60)
    #expect(quoted("") == "''")
    #expect(quoted(sixty) == "'\(sixty)'")
    #expect(quoted(sixty + "y") == "'\(sixty)...'")
    let marks = "e" + String(repeating: "\u{301}", count: 10_000)
    #expect(quoted(marks).unicodeScalars.count < 70)
  }

  @Test func choicesReadAsASentence() {
    #expect(alternatives([]) == "")
    #expect(alternatives(["a"]) == "a")
    #expect(alternatives(["a", "b"]) == "a or b")
    #expect(alternatives(["a", "b", "c"]) == "a, b or c")
  }
}
