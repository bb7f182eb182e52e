import CommandLineKit
import Testing

@Suite struct NearestTests {
  private let candidates = [
    "check", "verify", "list", "register", "unregister", "--format", "arm64",
  ]

  @Test(arguments: [
    ("chekc", "check"), ("hceck", "check"), ("CHECK", "check"), ("check", "check"),
    ("lsit", "list"), ("lst", "list"), ("lists", "list"), ("regsiter", "register"),
    ("unregistr", "unregister"), ("reg", "register"), ("ve", "verify"), ("--fromat", "--format"),
    ("arm46", "arm64"), ("amr64", "arm64"),
  ])
  func misspellingsAreRecognised(word: String, expected: String) {
    #expect(nearest(to: word, among: candidates) == expected)
  }

  @Test(arguments: ["", "x", "c", "l", "zzz", "mips", "diagnose", "completely different"])
  func strangersAreNot(word: String) {
    #expect(nearest(to: word, among: candidates) == nil)
  }

  @Test func theClosestWinsAndThenTheFirst() {
    #expect(nearest(to: "checck", among: ["checks", "check"]) == "check")
    #expect(nearest(to: "bat", among: ["cat", "hat"]) == "cat")
    #expect(nearest(to: "form", among: ["from", "form-feed"]) == "from")
    #expect(nearest(to: "x", among: ["y", "X"]) == "X")
    #expect(nearest(to: "x", among: [String]()) == nil)
  }

  @Test func enormousWordsCostNothing() {
    let word = String(repeating: "a", count: 1_000_000)
    #expect(nearest(to: word, among: [word, "a"]) == nil)
  }
}
