import FoundationEssentials
import Testing

@testable import Logs

struct DecodingTests {
  static let log = """
    #7 [linux/arm64 2/2] RUN make
    #7 1.2 qemu: uncaught target signal 11 (Segmentation fault) - core dumped
    #7 ERROR: process "/bin/sh -c make" did not complete successfully: exit code: 139
    """

  static func utf16(_ text: String, isBigEndian: Bool) -> [UInt8] {
    text.utf16.flatMap { unit -> [UInt8] in
      let bytes = [UInt8(unit >> 8), UInt8(unit & 0xff)]
      return isBigEndian ? bytes : bytes.reversed()
    }
  }

  @Test(arguments: [1, 3, 1000])
  func encodings(_ piece: Int) throws {
    let expected = try read(Self.log)
    #expect(expected.causes == ["guest-segfault"])
    for isBigEndian in [true, false] {
      let bytes = Self.utf16(Self.log, isBigEndian: isBigEndian)
      #expect(try read(bytes, piece: piece) == expected)
      let mark: [UInt8] = isBigEndian ? [0xfe, 0xff] : [0xff, 0xfe]
      #expect(try read(mark + bytes, piece: piece) == expected)
    }
    #expect(try read([0xef, 0xbb, 0xbf] + Array(Self.log.utf8), piece: piece) == expected)
    #expect(try read(Array(Self.log.replacing("\n", with: "\r\n").utf8), piece: piece) == expected)
  }

  @Test func charactersBeyondTheFirstPlane() {
    var decoder = UTF16Decoder(isBigEndian: true)
    var result: [UInt8] = []
    Self.utf16("a\u{1f600}é", isBigEndian: true).withUnsafeBytes {
      decoder.decode($0, into: &result)
    }
    #expect(String(decoding: result, as: UTF8.self) == "a\u{1f600}é")
  }

  @Test(arguments: [
    ([], UnusableLog.empty),
    ([0x1f, 0x8b, 8, 0], .compressed(name: "gzip", command: "gzip -dc")),
    ([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0], .compressed(name: "xz", command: "xz -dc")),
    ([0x28, 0xb5, 0x2f, 0xfd, 1], .compressed(name: "zstd", command: "zstd -dc")),
    ([0x50, 0x4b, 3, 4, 1], .compressed(name: "zip", command: "unzip -p")),
    ([0x7f, 0x45, 0x4c, 0x46, 2], .binary),
    // More than the beginning that tells.
    ([0x7f, 0x45, 0x4c, 0x46] + [UInt8](repeating: 0, count: 9000), .binary),
    ([0, 1, 2, 3, 65, 0, 1, 2], .binary),
    (Array("\n <!DOCTYPE html><html>".utf8), .page),
  ])
  func unusableInput(_ bytes: [UInt8], _ problem: UnusableLog) {
    #expect(throws: problem) { try read(bytes) }
    #expect(throws: problem) { try read(bytes, piece: 1) }
  }

  /// A NUL here and there makes no log unreadable.
  @Test func nulBytes() throws {
    let text = "a\0b\0 some text of a log, and more of it\nexec /bin/sh: exec format error\0\n"
    #expect(try read(text).causes == ["exec-format-error"])
  }

  @Test(arguments: [
    (#"{"log":"a \"b\"\n","stream":"stderr"}"#, "a \"b\"\n"),
    (#"{"level":"error","message":"caf\u00e9 \ud83d\ude00"}"#, "café \u{1f600}"),
    (#"time="2024-05-29" level=error msg="exec \"x\"""#, "exec \"x\""),
    ("<failure>a &lt;b&gt; &#39;c&#39;</failure>", "\na <b> 'c'\n"),
  ])
  func escapedLines(_ line: String, _ text: String) {
    #expect(line.withLog { EscapedLine.decoded($0) } == Array(text.utf8))
  }

  @Test(arguments: ["plain text", "{", "{x}", "[a]", "<b", ""])
  func otherLines(_ line: String) {
    #expect(line.withLog { EscapedLine.decoded($0) } == nil)
  }

  @Test func base64() {
    for text in ["", "a", "ab", "abc", "exec format error\n"] {
      let digits = Array(Data(text.utf8).base64EncodedString().utf8)
      #expect(base64Decoded(digits) == Array(text.utf8))
    }
  }

  /// What buildx prints with `--progress=rawjson`: in one line, or spread over many.
  @Test(arguments: [1, 100, 1 << 16])
  func rawJSON(_ piece: Int) throws {
    let report = try read(Array(RawJSONText.lines.utf8), piece: piece)
    let finding = try #require(report.findings.first)
    #expect(finding.cause == .segfault)
    #expect(finding.step == #"[3/3] RUN /bin/guest crash; echo "a "b" <c>"; exit 9"#)
    let output = Data("x\nqemu: uncaught target signal 6 (Aborted)\n".utf8).base64EncodedString()
    let log = """
      {"vertexes":[{"digest":"sha256:aa","name":"[linux/arm/v7 2/2] RUN a \\"b\\""}]}
      {"logs":[{"vertex":"sha256:aa","stream":2,"data":"\(output)","timestamp":"2026"}]}
      {"vertexes":[{"digest":"sha256:aa","name":"[linux/arm/v7 2/2] RUN a","completed":"2026","error":"exit code: 134"}]}
      """
    let other = try #require(try read(Array(log.utf8), piece: piece).findings.first)
    #expect(other.cause == .killed && other.line == 2)
    #expect(other.step == "[linux/arm/v7 2/2] RUN a \"b\"")
    #expect(other.platform?.description == "linux/arm/v7")
    #expect(other.consequences.map(\.cause) == [.stepFailed])
  }

  /// Lines longer than what is looked at as a whole are looked at in parts, and nothing is lost.
  @Test func longLines() throws {
    for length in stride(from: (1 << 14) - 60, to: (1 << 14) + 60, by: 7) {
      var log = Array("#7 [linux/arm64 2/2] RUN make\n#7 1.2 ".utf8)
      log += [UInt8](repeating: UInt8(ascii: "b"), count: length)
      log += Array(": qemu: uncaught target signal 11 (Segmentation fault)".utf8)
      log += [UInt8](repeating: UInt8(ascii: "c"), count: 40_000) + Array("\nlast".utf8)
      let report = try read(log, piece: 1000)
      #expect(report.causes == ["guest-segfault"], "\(length)")
      #expect(report.lineCount == 3 && report.findings.first?.line == 2)
      #expect(report.findings.first?.step == "[linux/arm64 2/2] RUN make")
    }
  }
}
