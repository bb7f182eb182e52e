import Emulators
import Platforms
import Testing

@testable import Logs

/// A short log, and what is to be said of it.
struct LogCase: Sendable, CustomTestStringConvertible {
  let name: String
  /// The id of the first cause; nil for none.
  let cause: String?
  /// The platform that it is about; nil if that does not matter.
  let platform: String?
  /// The id of a hint that is to be there.
  let hint: String?
  let text: String

  init(
    _ name: String, _ cause: String?, on platform: String? = nil, hint: String? = nil,
    _ text: String
  ) {
    self.name = name
    self.cause = cause
    self.platform = platform
    self.hint = hint
    self.text = text + "\n"
  }

  var testDescription: String { name }

  /// A failed step, as BuildKit prints it.
  static func step(_ platform: String?, _ command: String, _ status: Int, _ output: String)
    -> String
  {
    let title = "[\(platform.map { $0 + " " } ?? "")build 3/5] RUN \(command)"
    let process =
      "process \"/bin/sh -c \(command)\" did not complete successfully: exit code: \(status)"
    let lines = output.split(separator: "\n", omittingEmptySubsequences: false).map {
      "#7 1.21 \($0)"
    }
    return
      (["#7 \(title)"] + lines + [
        "#7 ERROR: \(process)", "------", " > \(title):", "------",
        "ERROR: failed to solve: \(process)",
      ]).joined(separator: "\n")
  }
}

struct CauseTests {
  @Test(arguments: LogCase.crashes + LogCase.programs + LogCase.packages + LogCase.healthy)
  func kinds(_ log: LogCase) throws {
    let report = try read(log.text)
    #expect(report.causes.first == log.cause)
    let first = report.findings.first { $0.role == .cause }
    if let platform = log.platform { #expect(first?.platform?.description == platform) }
    if let hint = log.hint { #expect(report.findings.contains { $0.cause.id == hint }) }
  }

  /// What went before: causes come first, consequences are under that of their own step.
  @Test func consequencesStandUnderTheirStep() throws {
    let report = try read(
      """
      #7 [linux/arm64 3/5] RUN make
      #7 9.1 exec /bin/sh: exec format error
      #7 ERROR: process "/bin/sh -c make" did not complete successfully: exit code: 255
      #8 [linux/amd64 3/5] RUN npm test
      #8 1.2 1 failing
      #8 ERROR: process "/bin/sh -c npm test" did not complete successfully: exit code: 1
      """)
    #expect(report.causes == ["exec-format-error"])
    let cause = try #require(report.findings.first)
    #expect(cause.consequences.map(\.line) == [3])
    #expect(cause.commands.contains("sudo crossready register linux/arm64"))
    let other = try #require(report.findings.last)
    #expect(other.cause == .stepFailed && other.line == 6 && other.subject == "status 1")
    #expect(report.failure == nil)
  }

  @Test func aFailureOfAnotherKindIsNamed() throws {
    let report = try read(LogCase.step(nil, "npm test", 1, "1 failing"))
    #expect(report.failure?.step == "[build 3/5] RUN npm test")
    #expect(report.failure?.status == 1)
    #expect(try read("##[error]Process completed with exit code 3.").failure?.status == 3)
  }

  /// The same log means something else on another machine.
  @Test func theMachineDecides() throws {
    let text = LogCase.step("linux/arm64", "make", 139, "x")
    #expect(try read(text).causes == ["guest-segfault"])
    #expect(try read(text, host: "linux/amd64").causes == ["guest-segfault"])
    #expect(try read(text, host: "linux/arm64").causes.isEmpty)
    let other = LogCase.step("linux/amd64", "make", 139, "x")
    #expect(try read(other).causes.isEmpty)
    #expect(try read(other, host: "linux/arm64").causes == ["guest-segfault"])
    #expect(
      try read("Linux host 6.8 #1 SMP aarch64 GNU/Linux\n" + other).causes == ["guest-segfault"])
  }

  @Test(arguments: LogCause.table)
  func everyCauseSaysWhatToChange(_ cause: LogCause) {
    #expect(!cause.reason.isEmpty && !cause.remedy.isEmpty)
    #expect(!cause.reason.hasSuffix("."))
  }

  /// To run a step natively changes what it makes, unless that is the same for every CPU.
  @Test func nativeStepsHaveACondition() {
    let texts =
      LogCause.table.flatMap { [$0.reason, $0.explanation, $0.remedy] }
      + Trouble.table.flatMap { [$0.consequence, $0.explanation, $0.remedy] }
    let sentences = texts.joined(separator: " ").replacing(". ", with: ".\n").split(separator: "\n")
    let ofNativeSteps = sentences.filter { sentence in
      ["BUILDPLATFORM", "natively"].contains { sentence.contains($0) }
    }
    #expect(ofNativeSteps.count > 10)
    for sentence in ofNativeSteps {
      let conditions = ["same for every CPU", "same on every builder"]
      #expect(conditions.contains { sentence.contains($0) }, "\(sentence)")
    }
  }

  /// The ids that others rely on.
  @Test func namesOfCauses() {
    let ids = Set(LogCause.table.map(\.id))
    for id in [
      "image-for-another-cpu", "program-for-another-cpu", "package-for-another-cpu",
      "lock-file-lacks-platform", "cross-compiler-missing", "old-seccomp", "kernel-too-old",
      "no-handler-for-nix", "step-hung", "dotnet", "crossready-verdict", "step-cancelled",
      "too-slow",
      "script-interpreter", "loader-missing", "exec-format-error", "guest-segfault",
    ] {
      #expect(ids.contains(id), "\(id)")
    }
  }
}
