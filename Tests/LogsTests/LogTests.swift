import FoundationEssentials
import Testing

@testable import Logs

private func search(_ bytes: [UInt8], piece: Int = 1 << 16, capacity: Int = 1 << 14) -> LogReport {
  var search = LogSearch(capacity: capacity)
  var rest = bytes[...]
  var isMore = true
  while isMore {
    isMore = search.take { buffer in
      let part = rest.prefix(min(piece, buffer.count))
      buffer.copyBytes(from: part)
      rest = rest.dropFirst(part.count)
      return part.count
    }
  }
  return search.report()
}

private func search(_ text: String, piece: Int = 1 << 16) -> LogReport {
  search(Array(text.utf8), piece: piece)
}

struct LogTests {
  /// A step that crashes, as BuildKit's plain progress prints it.
  static let plain = """
    #5 [linux/arm64 2/3] RUN apt-get install -y libc-bin
    #5 0.512 Setting up libc-bin (2.35-0ubuntu3.8) ...
    #5 1.023 qemu: uncaught target signal 11 (Segmentation fault) - core dumped
    #5 1.105  installed libc-bin package post-installation script subprocess returned error exit status 139
    #5 ERROR: process "/bin/sh -c apt-get install -y libc-bin" did not complete successfully: exit code: 100
    ------
     > [linux/arm64 2/3] RUN apt-get install -y libc-bin:
    1.023 qemu: uncaught target signal 11 (Segmentation fault) - core dumped
    ------
    """

  @Test func causeComesFirstAndItsConsequencesUnderIt() throws {
    let report = search(Self.plain)
    #expect(report.lineCount == 9)
    let cause = try #require(report.findings.first)
    #expect(report.findings.count == 1)
    #expect(cause.signature.id == "guest-segfault")
    #expect(cause.line == 3 && cause.count == 2)
    #expect(cause.step == "[linux/arm64 2/3] RUN apt-get install -y libc-bin")
    #expect(cause.consequences.map(\.signature.id) == ["package-script-failed", "step-failed"])
    #expect(cause.consequences.map(\.line) == [4, 5])
  }

  /// However the bytes arrive, the answer is the same.
  @Test(arguments: [1, 7, 64, 1000])
  func piecesOfAnySize(_ piece: Int) {
    #expect(search(Self.plain, piece: piece) == search(Self.plain))
  }

  @Test(arguments: LogSignature.table)
  func everySignatureIsFound(_ signature: LogSignature) {
    for text in signature.texts {
      let line = "before \(text) \(signature.rest.first ?? "") after"
      let report = search("first\n\(line)\nlast")
      #expect(report.findings.map(\.signature.id) == [signature.id])
      #expect(report.findings.first?.line == 2)
      #expect(report.lineCount == 3)
    }
  }

  /// Every text is recognised for what it is, and takes its place among causes and consequences.
  @Test(arguments: LogText.all)
  func realTexts(_ text: LogText) {
    let findings = search(text.lines).findings
    let found = findings.flatMap { [$0] + $0.consequences }.map(\.signature.id)
    #expect(found == text.signatures, "\(text.source)")
  }

  /// No text is searched for that nobody has ever seen.
  @Test func everyTextHasBeenSeen() {
    let seen = LogText.all.map(\.lines)
    for text in LogSignature.table.flatMap({ $0.texts + $0.signs }) {
      #expect(seen.contains { $0.contains(text) }, "\(text)")
    }
  }

  @Test(arguments: [1, 100, 700, 1 << 16])
  func rawJSONOverManyLines(_ piece: Int) throws {
    let padding = #"{"statuses":[{"id":"extracting"}]}"# + "\n"
    let log = Array((String(repeating: padding, count: 430) + RawJSONText.lines).utf8)
    let report = search(log, piece: piece)
    let finding = try #require(report.findings.first)
    #expect(report.findings.count == 1)
    #expect(finding.signature.id == "guest-segfault")
    #expect(finding.step == #"[3/3] RUN /bin/guest crash; echo "a "b" <c>"; exit 9"#)
    #expect(finding.excerpt == "qemu: uncaught target signal 11 (Segmentation fault) - core dumped")
  }

  @Test(arguments: [
    "#12 [linux/arm64 2/3] RUN make\n#12 0.1 exec /bin/make: exec format error",
    "2026-01-31T12:34:56.1234567Z #12 [linux/arm64 2/3] RUN make\n"
      + "2026-01-31T12:34:57.1234567Z #12 0.1 exec /bin/make: exec format error",
    "\u{1b}[36m#12 [linux/arm64 2/3] RUN make\u{1b}[0m\n#12 0.1 \u{1b}[31mexec /bin/make: exec "
      + "format error\u{1b}[0m",
  ])
  func stepsOfBuildKit(_ text: String) throws {
    let finding = try #require(search(text).findings.first)
    #expect(finding.step == "[linux/arm64 2/3] RUN make")
    #expect(finding.excerpt.contains("exec /bin/make: exec format error"))
    #expect(!finding.excerpt.contains("\u{1b}"))
  }

  @Test(arguments: [
    "STEP 2/3: RUN make\n{\"msg\":\"exec container process `/bin/sh`: Exec format error\"}",
    "Step 2/3 : RUN make\nexec /bin/sh: exec format error",
  ])
  func stepsOfOtherBuilders(_ text: String) throws {
    let finding = try #require(search(text).findings.first)
    #expect(finding.step?.hasSuffix("RUN make") == true)
  }

  /// What `--progress=rawjson` of BuildKit prints: output in base64, wherever a text begins in it.
  @Test(arguments: ["", "x", "xy", "a line before\n"])
  func rawJSON(_ lead: String) throws {
    let output = Data((lead + "qemu: uncaught target signal 6 (Aborted)\n").utf8)
      .base64EncodedString()
    let log = """
      {"vertexes":[{"digest":"sha256:aa","name":"[linux/arm/v7 2/2] RUN a \\"b\\""}]}
      {"logs":[{"vertex":"sha256:aa","stream":2,"data":"\(output)","timestamp":"2026-01-31T12:34:56Z"}]}
      """
    let finding = try #require(search(log).findings.first)
    #expect(finding.signature.id == "guest-killed")
    #expect(finding.line == 2)
    #expect(finding.step == "[linux/arm/v7 2/2] RUN a \"b\"")
    #expect(finding.excerpt.hasSuffix("qemu: uncaught target signal 6 (Aborted)"))
  }

  /// Colours around the number of a step are none of its name.
  @Test func colouredNumbersOfSteps() {
    let report = search(
      """
      #7 [a 1/1] RUN one
      #8 [b 1/1] RUN two
      \u{1b}[34m#7\u{1b}[0m 1.2 qemu: uncaught target signal 11 (Segmentation fault)
      \u{1b}[1;36m#8 \u{1b}[0m1.3 qemu: uncaught target signal 11 (Segmentation fault)
      """)
    #expect(report.findings.map(\.step) == ["[a 1/1] RUN one", "[b 1/1] RUN two"])
    #expect(report.findings.map(\.count) == [1, 1])
  }

  /// A step keeps its hits, however long its lines are.
  @Test func numbersOfStepsInLongLines() {
    let long = String(repeating: "x", count: 5000)
    let report = search("#7 [a 1/1] RUN one\n#7 1.2 \(long) exec /x: exec format error\n")
    #expect(report.findings.map(\.step) == ["[a 1/1] RUN one"])
  }

  @Test(arguments: [
    "qemu: uncaught target signal 11 (Segmentation fault)\rprogress 100%\r\n",
    "#7 1.2 progress 1%\rqemu: uncaught target signal 11 (Segmentation fault)\r\r\n",
    "#7 1.2 a\rqemu: uncaught target signal 11 (Segmentation fault)\rb\r#7 c\n",
  ])
  func excerptIsWhatWasFound(_ line: String) {
    let expected = ["qemu: uncaught target signal 11 (Segmentation fault)"]
    #expect(search(line).findings.map(\.excerpt) == expected)
    let data = Data(line.utf8).base64EncodedString()
    let json = #"{"logs":[{"vertex":"sha256:aa","data":"\#(data)"}]}"#
    #expect(search(json).findings.map { $0.excerpt.replacing("#7 1.2 ", with: "") } == expected)
  }

  @Test func noLineCountsTwiceForOneSignature() {
    let report = search("exec /x: exec format error: exec format error\nexec /x: exec format error")
    #expect(report.findings.map(\.count) == [2])
  }

  /// What looks like the announcement of a step, but is none.
  @Test(arguments: [
    "[ RUN      ] Suite.Test", "[1/2] RUNNING", "=== RUN   TestMake", "#7 1.5 [x 1/2] RUN other",
    "[INFO] RUN other", "progress: RUN other",
  ])
  func noAnnouncements(_ line: String) {
    let report = search("#7 [a 1/1] RUN make\n\(line)\n#7 2.0 exec /x: exec format error\n")
    #expect(report.findings.map(\.step) == ["[a 1/1] RUN make"])
  }

  /// Each of these took minutes where every word was looked at together with its line.
  @Test(
    .timeLimit(.minutes(1)),
    arguments: [#"{"RUN "#, "[ RUN ", #"{"2/3] RUN "#, "[2/3] RUN ", "STEP 2/3: RUN "])
  func wordsOfStepsWithoutEnd(_ piece: String) {
    // More than the buffer holds; a debug build searches two megabytes a second.
    let log = Array(String(repeating: piece, count: (3 << 19) / piece.utf8.count).utf8)
    #expect(search(log, capacity: 1 << 20).findings.isEmpty)
  }

  /// A line that is no rawjson is not tried again for each of its hits.
  @Test(.timeLimit(.minutes(1)))
  func brokenRawJSON() {
    let data = Data("qemu: uncaught target signal 6 (Aborted)\n".utf8).base64EncodedString()
    let hits = String(repeating: data + " ", count: 8000)
    let report = search(
      Array(("{" + hits + "exec /x: exec format error\n").utf8), capacity: 1 << 20)
    #expect(report.findings.map(\.signature.id) == ["exec-format-error"])
  }

  /// One line may hold the name of a step and its output.
  @Test func rawJSONInOneLine() throws {
    let output = Data("qemu: uncaught target signal 6 (Aborted)\n".utf8).base64EncodedString()
    let inputs = String(repeating: #""sha256:bb","#, count: 100) + #""sha256:cc""#
    let report = search(
      #"{"vertexes":[{"digest":"sha256:aa","inputs":[\#(inputs)],"name":"[2/2] RUN a"}],"#
        + #""logs":[{"vertex":"sha256:aa","data":"\#(output)"}]}"# + "\n")
    let finding = try #require(report.findings.first)
    #expect(finding.signature.id == "guest-killed" && finding.count == 1 && finding.line == 1)
    #expect(finding.step == "[2/2] RUN a")
  }

  /// What natively built things print, too, is no error of cross builds.
  @Test(arguments: LogText.native)
  func nativeTroubles(_ text: LogText) {
    let report = search(text.lines)
    #expect(!report.hasErrors, "\(text.source)")
    #expect(report.findings.map(\.signature.id) == text.signatures, "\(text.source)")
    #expect(report.findings.allSatisfy { $0.consequences.isEmpty }, "\(text.source)")
  }

  /// That JSON ends too early tells of handlers only where somebody registers some.
  @Test func registeringFailed() {
    let end = "SyntaxError: Unexpected end of JSON input\n"
    #expect(!search(end).hasErrors)
    #expect(!search("qemu: uncaught target signal 6\n" + end).findings.isEmpty)
    #expect(search("qemu: uncaught target signal 6\n" + end).findings.count == 2)
    let sign = "##[group]Run docker/setup-qemu-action@v3\n"
    #expect(search(sign + end).hasErrors)
    #expect(search(end + sign).hasErrors)
    let mount = "cannot mount binfmt_misc filesystem at /proc/sys/fs/binfmt_misc\n"
    let findings = search(sign + mount + end).findings
    #expect(findings.map(\.signature.id) == ["binfmt-not-mounted"])
    #expect(findings.first?.consequences.map(\.signature.id) == ["registering-failed"])
  }

  @Test func ordinaryLogsHoldNothing() {
    let log = """
      #5 [linux/arm64 2/3] RUN make
      #5 1.0 gcc: warning: no such file or directory
      #5 2.0 RUNNING TESTS, 139 of them
      """
    let report = search(log)
    #expect(report.findings.isEmpty && !report.hasErrors)
    #expect(report.lineCount == 3)
  }

  @Test func longLinesAndNULBytes() throws {
    var log = [UInt8](repeating: UInt8(ascii: "a"), count: 1 << 20)
    log += Array("exec format error".utf8) + [UInt8](repeating: 0, count: 1 << 20)
    log += Array("\nqemu: uncaught target signal 4\u{0}\n#3 exec format error".utf8)
    let report = search(log)
    #expect(report.lineCount == 3)
    #expect(report.findings.map(\.line) == [1, 2])
    #expect(report.findings.first?.count == 2)
    #expect(report.findings.first?.excerpt.contains("exec format error") == true)
  }

  /// Where the buffer ends must not matter.
  @Test func textsAtEveryEdgeOfTheBuffer() {
    for length in stride(from: (1 << 14) - 40, to: (1 << 14) + 40, by: 1) {
      var log = [UInt8](repeating: UInt8(ascii: "b"), count: length)
      log += Array("Exec format error".utf8) + [UInt8](repeating: UInt8(ascii: "c"), count: 3000)
      let report = search(log)
      #expect(report.findings.first?.count == 1, "\(length)")
    }
  }

  @Test func findingsAreBounded() {
    var log = ""
    for step in 1...1200 {
      log += "#\(step) [linux/arm64 1/1] RUN \(step)\n#\(step) 0.1 exec format error\n"
    }
    let report = search(log)
    #expect(report.isCut)
    #expect(report.findings.count == 1000)
  }
}
