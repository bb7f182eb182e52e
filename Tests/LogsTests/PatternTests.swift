import Testing

@testable import Logs

struct PatternTests {
  static func captures(_ pattern: String, _ line: String) -> [String]? {
    line.withLog { bytes in
      LinePattern(pattern).match(bytes)?.map { bytes[part: $0].text }
    }
  }

  @Test(arguments: [
    ("exec *: exec format error$", "exec /bin/sh: exec format error", ["/bin/sh"]),
    ("exec *: exec format error$", "docker: exec /x: exec format error: unknown.", ["/x"]),
    ("~a * b *", "xx a 1 b 2", ["1", "2"]), ("^a*$", "  a12", ["12"]),
    ("a(*)b", "x: a(1)b2", ["1"]),
    ("exec *error$", "exec a error b error", ["a error b "]),
  ])
  func matches(_ pattern: String, _ line: String, _ captures: [String]) {
    #expect(Self.captures(pattern, line) == captures)
  }

  @Test(arguments: [
    ("exec *: exec format error$", "Fix exec /x: exec format error"),
    ("exec *: exec format error$", "exec /x: exec format error on arm64"),
    ("^a", "b: a"), ("a*b", "a"), ("~ab", "a b"),
  ])
  func doesNotMatch(_ pattern: String, _ line: String) {
    #expect(Self.captures(pattern, line) == nil)
  }

  /// Short texts would be found everywhere, and make the search slow.
  @Test func everyRuleHasATextToSearch() {
    for rule in Rule.table {
      #expect(
        rule.pattern.needle.count >= 6, "\(String(decoding: rule.pattern.needle, as: UTF8.self))")
      #expect(rule.pattern.needle.count < LineSplitter.overlap)
    }
  }

  /// All places of all texts, as a search that knows no better finds them.
  @Test func matcherFindsEveryText() {
    let texts = ["abcdef", "bcdefg", "defghi", "abcdefgh", "xxxxxx"]
    let matcher = TextMatcher(texts.map { Array($0.utf8) })
    for line in ["abcdefghi", "xxabcdefgxxxxxxx", "abcde", "", "defghiabcdef"] {
      var found: Set<[Int]> = []
      line.withLog { bytes in
        matcher.forEach(in: bytes) { text, place in
          found.insert([text, place])
          return true
        }
      }
      var expected: Set<[Int]> = []
      for (index, text) in texts.enumerated() {
        for range in line.ranges(of: text) {
          expected.insert([index, line.utf8.distance(from: line.startIndex, to: range.lowerBound)])
        }
      }
      #expect(expected.isSubset(of: found))
    }
  }
}
