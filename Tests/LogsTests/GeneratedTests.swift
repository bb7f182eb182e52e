import Testing

@testable import Logs

/// Logs that nobody wrote, made of pieces that mean something.
struct GeneratedTests {
  /// Marsaglia's xorshift: the same numbers everywhere.
  struct Generator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return state
    }
  }

  static let pieces: [String] = [
    "#7 ", "#8 ", "#0 ", "#7 [linux/arm64 2/3] RUN make", "[linux/amd64->arm64 1/2] ", "1.25 ",
    "DONE 1.0s",
    "ERROR: process \"/bin/sh -c x\" did not complete successfully: exit code: 139", "CANCELED",
    "------",
    " > [linux/arm64 2/3] RUN make:", "STEP 2/3: RUN x", "Step 2/3 : RUN x",
    " => [2/2] RUN x   1.0s",
    " => => # ", "{\"vertexes\":[{\"digest\":\"a\",\"name\":\"", "\"}]}",
    "{\"logs\":[{\"vertex\":\"a\",\"data\":\"",
    "cWVtdTog", "{\"log\":\"", "\\n\"}", "<a>", "&lt;", "\u{1b}[31m", "\u{1b}]", "\r", "\t", " ",
    ": ",
    "2026-01-31T12:34:56.1234567Z ", "x-1  | ", "exec /bin/sh: exec format error", "*",
    "qemu-aarch64: ",
    "qemu: uncaught target signal 11", "Segmentation fault", "##[error]The operation was canceled.",
    "é", "\0",
    " --platform linux/arm64,linux/amd64 ", "Unsupported platform for x: wanted {", "}", "(", "'",
    "\"",
  ]

  static func log(_ generator: inout Generator, pieces count: Int) -> String {
    (0..<count).map { _ in
      Self.pieces.randomElement(using: &generator).map {
        UInt8.random(in: 0...3, using: &generator) == 0 ? $0 + "\n" : $0
      } ?? ""
    }.joined()
  }

  /// However the bytes arrive, the answer is the same, and nothing stops the reader.
  @Test(arguments: 1...40)
  func anyLog(_ seed: Int) throws {
    var generator = Generator(state: UInt64(seed) &* 0x9e37_79b9_7f4a_7c15)
    for _ in 0..<10 {
      let text = "a log\n" + Self.log(&generator, pieces: 60)
      let whole = try read(text)
      #expect(try read(text, piece: 1 + seed % 17) == whole, "\(text)")
      #expect(
        whole.lineCount == text.utf8.split(separator: 0x0a, omittingEmptySubsequences: false).count
          - (text.utf8.last == 0x0a ? 1 : 0))
    }
  }

  /// Twice the log takes about twice the time: what is kept of it does not slow down the rest.
  @Test(
    .timeLimit(.minutes(1)),
    arguments: [
      "{\"2/3] RUN {", "#7 [linux/arm64 1/1] RUN x ", "{\"log\":\"", "\u{1b}[31m", "<a&lt;",
      "exec /x: exec format error ",
      "qemu-aarch64: * : ../x.c:", "2026-01-31T12:34:56Z ",
      "#7 1.0 qemu: uncaught target signal 11\n", "-----",
      "#7 [linux/arm64 1/1] RUN x\n#7 DONE 1.0s\n", " => [1/1] RUN x 1.0s\n",
      "{\"vertexes\":[{\"digest\":\"a\",\n",
    ])
  func linesWithoutEnd(_ piece: String) throws {
    let text = String(repeating: piece, count: (1 << 19) / piece.utf8.count)
    _ = try read(Array(text.utf8))
  }

  @Test func findingsAreBounded() throws {
    var log = ""
    for step in 1...1200 {
      log += "#\(step) [linux/arm64 1/1] RUN \(step)\n#\(step) 0.1 exec /x: exec format error\n"
    }
    let report = try read(log)
    #expect(report.isCut)
    #expect(report.findings.count == 1000)
  }
}
