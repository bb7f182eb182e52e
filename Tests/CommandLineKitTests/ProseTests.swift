import CommandLineKit
import Testing
import Text

@Suite struct ProseTests {
  @Test func proseMarksWhatToType() {
    #expect(
      [ManualPage.Inline].prose("run `a b`, `-x`, `--y=1` or `/z`") == [
        .text("run "), .literal("a b"), .text(", "), .flag("-x"), .text(", "), .literal("--y=1"),
        .text(" or "), .path("/z"),
      ])
    #expect(plainProse("run `a b` with `-x` on `/z`") == "run 'a b' with -x on /z")
    #expect(plainProse("a lone ` stays") == "a lone ` stays")
  }
}
