import Testing

@testable import Logs

struct EventTests {
  /// What a log tells, in a word for each event.
  static func events(_ text: String) -> [String] {
    var reader = EventReader()
    var result: [String] = []
    for line in text.split(separator: "\n") {
      String(line).withLog { bytes in
        reader.read(bytes) { event in
          switch event {
          case .begins(_, let title): result.append("begins \(title.text)")
          case .ends(_, .done): result.append("done")
          case .ends(_, .cancelled): result.append("cancelled")
          case .ends(_, .failed(let message)):
            result.append("failed \(FailureLine.status(in: message) ?? -1)")
          case .prints(let step, let text): result.append("\(step == nil ? "-" : "+") \(text.text)")
          case .cancels(let reason): result.append("\(reason)")
          case .finishes: result.append("finishes")
          }
        }
      }
    }
    return result
  }

  @Test func buildKit() {
    let text = """
      #5 [linux/arm64 2/3] RUN make
      #5 0.512 text
      #5 DONE 1.0s
      #6 [linux/arm64 3/3] RUN false
      #6 CANCELED
      #7 ERROR: process "/bin/sh -c x" did not complete successfully: exit code: 3
      ------
       > [linux/arm64 3/3] RUN false:
      1.2 last words
      ------
      Dockerfile:3
      --------------------
         2 |     # exec format error
         3 | >>> RUN false
      --------------------
      """
    #expect(
      Self.events(text) == [
        "begins [linux/arm64 2/3] RUN make", "+ text", "done", "begins [linux/arm64 3/3] RUN false",
        "cancelled", "failed 3", "+ last words", "- Dockerfile:3",
      ])
  }

  /// A capture of what BuildKit shows on a terminal.
  @Test func terminals() {
    let text = """
      [+] Building 0.3s (4/5)                      docker:default
       => [internal] load .dockerignore                      0.0s
       => [2/2] RUN make && x                               12.2s
       => => # text of it
       => ERROR [2/2] RUN make && x                         12.3s
      [+] Building 12.3s (5/5) FINISHED
      """
    #expect(
      Self.events(text) == [
        "begins [internal] load .dockerignore", "begins [2/2] RUN make && x", "+ text of it",
        "begins [2/2] RUN make && x", "failed -1", "finishes",
      ])
  }

  /// A narrow terminal cuts titles, and earlier where a word stands before them.
  @Test func titlesThatAreCut() throws {
    let text = """
      [+] Building 0.3s (4/5)
       => [linux/arm64 2/2] RUN make it and more of   0.3s
       => => # qemu: uncaught target signal 11 (Segmentation faul
       => => # t) - core dumped
      [+] Building 3.5s (5/5) FINISHED
       => CANCELED [linux/arm64 2/2] RUN make it      3.5s
      """
    let report = try read(text)
    #expect(report.causes == ["guest-segfault"])
    #expect(report.findings.first?.step == "[linux/arm64 2/2] RUN make it and more of")
    let done = text.split(separator: "\n").dropLast().joined(separator: "\n")
    #expect(try read(done).findings.map(\.role) == [.hint])
  }

  @Test func builtOneStepAtATime() {
    #expect(
      Self.events("Step 2/3 : RUN make\n ---> Running in 12ab\ntext\n ---> 34cd") == [
        "begins RUN make", "+ text", "done",
      ])
    #expect(
      Self.events(
        "[1/2] STEP 2/3: RUN make\ntext\n--> 12ab\nError: building at STEP \"RUN x\": exit status 4"
      )
        == ["begins RUN make", "+ text", "done", "failed 4"])
  }

  @Test(arguments: [
    ("##[error]The operation was canceled.", "job"),
    ("ERROR: Job failed: execution took longer than 1h0m0s seconds", "timeout"),
    ("ERROR: failed to build: failed to solve: Canceled: context canceled", "builder"),
    ("Too long with no output (exceeded 10m0s): context deadline exceeded", "timeout"),
  ])
  func endedFromOutside(_ line: String, _ event: String) {
    #expect(Self.events(line) == [event])
  }

  /// Old releases number all output with 0: what only emulators print belongs to the foreign step.
  @Test func outputWithoutNumbers() throws {
    let report = try read(
      """
      #7 [linux/arm64 3/5] RUN npm ci
      #8 [linux/amd64 3/5] RUN npm ci
      #0 9.1 qemu: uncaught target signal 4 (Illegal instruction) - core dumped
      """)
    #expect(report.findings.first?.step == "[linux/arm64 3/5] RUN npm ci")
  }

  /// A second build in the same log counts from 1 again.
  @Test func numbersAreUsedAgain() throws {
    let report = try read(
      """
      #7 [linux/arm64 2/2] RUN one
      #7 DONE 1.0s
      #7 [linux/arm/v7 2/2] RUN two
      #7 1.0 qemu: uncaught target signal 11 (Segmentation fault)
      #7 ERROR: process "/bin/sh -c two" did not complete successfully: exit code: 139
      """)
    #expect(report.findings.first?.step == "[linux/arm/v7 2/2] RUN two")
    #expect(report.causes == ["guest-segfault"])
  }

  @Test(arguments: [
    "+ grep 'exec format error' x", "✓ explains \"exec format error\"", "* Fix exec format error",
    "ok 1 - x",
    "   3 | >>> RUN make", "> app@1.0.0 test", "PASS src/x.test.ts", "// see qemu", "- a list",
  ])
  func mentions(_ line: String) { #expect(line.withLog { Mention.isOne($0) }) }

  @Test(arguments: [
    "exec /bin/sh: exec format error", "* execve: No such file or directory",
    "qemu: uncaught target signal 6",
    "12.3 seconds", "/bin/sh: x", "ok",
  ])
  func noMentions(_ line: String) { #expect(line.withLog { !Mention.isOne($0) }) }
}
