import Testing

@testable import Logs

struct StrippingTests {
  static let log = """
    #7 [linux/arm64 3/5] RUN npm ci
    #8 [linux/amd64 3/5] RUN npm ci
    #8 1.2 added 10 packages
    #7 9.1 qemu: uncaught target signal 4 (Illegal instruction) - core dumped
    #8 DONE 3.0s
    #7 ERROR: process "/bin/sh -c npm ci" did not complete successfully: exit code: 132
    ------
     > [linux/arm64 3/5] RUN npm ci:
    9.1 qemu: uncaught target signal 4 (Illegal instruction) - core dumped
    ------
    """

  /// What CI systems and engines put before lines, known or not.
  @Test(arguments: [
    "2026-01-31T12:34:56.1234567Z ", "2024-05-22T12:12:24.123456Z 01O ",
    "[2024-05-29T10:11:12.345Z] ",
    "2024-05-29T10:11:12.345678901Z stderr F ", "builder-1  | ", "[Build/build]   | ", "    ", "\t",
    "Nov 25 08:00:00 host build.sh[812]: ", "build\tpush\t2024-01-31T12:34:56.1234567Z ",
    "Step #0 - \"build\": ", "[Container] 2024/05/29 10:11:12.345678 ", "[pod/build-x/kaniko] ",
    "[build : push] ", "[build:12] ", "\u{1b}_bk;t=1716977472345\u{7}",
    "\u{1b}[36mx-1  |\u{1b}[0m ",
    "[10:11:12]W:\t [exec] ", "[2024-05-29T10:11:12.345Z] [arm64] ", "app:build: ", "| ",
    "  +build | ",
    "some words that nobody knows: ", "<14>1 2024-05-29T10:11:12.345Z host build 812 - - ",
    "x-1  | 2024-05-29T10:11:12.345678901Z ",
  ])
  func prefixes(_ prefix: String) throws {
    let text = Self.log.split(separator: "\n").map { prefix + $0 }.joined(separator: "\n")
    let report = try read(text)
    #expect(try report == read(Self.log))
    #expect(report.findings.first?.platform?.description == "linux/arm64")
    #expect(report.findings.first?.count == 2)
  }

  @Test(arguments: [
    ("\u{1b}[31mred\u{1b}[0m", "red"), ("\u{1b}]0;title\u{7}x", "x"), ("\u{1b}_bk;t=1\u{7}y", "y"),
    ("\u{1b}(Bz", "z"), ("a\u{1b}", "a"), ("a\u{1b}[", "a"), ("\u{1b}]never", ""),
    ("a\u{8}b", "a b"),
  ])
  func escapeSequences(_ line: String, _ text: String) {
    var result: [UInt8] = []
    line.withLog { EscapeSequences.strip($0, into: &result) }
    #expect(String(decoding: result, as: UTF8.self) == text)
  }

  /// What looks like a prefix and is none.
  @Test(arguments: ["   3 | >>> RUN make", "12:34 is a time of day", "a: b", "[info] x", "- - | x"])
  func noPrefixes(_ line: String) {
    var stripper = PrefixStripper()
    #expect(line.withLog { stripper.strip($0) } == 0)
  }

  @Test(arguments: [
    ("1970-01-01T00:00:10Z x", 10), ("2024-02-29 00:00:00,5 x", 1_709_164_800),
    ("2000/01/01 00:00:01.25 x", 946_684_801),
  ])
  func times(_ line: String, _ seconds: Int) {
    #expect(line.withLog { TimeStamp.read($0, at: 0, hasDate: true)?.seconds } == seconds)
  }

  @Test(arguments: ["1970-01-01", "1970-13-01T00:00:00Z", "12:3:4", "x", ""])
  func noTimes(_ line: String) {
    #expect(line.withLog { TimeStamp.read($0, at: 0, hasDate: true) } == nil)
  }
}
