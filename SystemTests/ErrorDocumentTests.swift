import FoundationEssentials
import Testing

/// Whoever asks for JSON gets a document, whatever happens.
@Suite(.onPreparedHost)
struct ErrorDocumentTests {
  /// A constant of its own: Swift 6.0 does not compile a closure among a test's arguments.
  private static let failures: [[String]] =
    [
      ["list", "--bogus"], ["list", "operand"], ["--bogus"], ["check", "linux/sparc64"],
      ["check", ""],
      ["check", "--wait", "never", "arm64"], ["check", "--ignore", "nonsense"],
      ["check", "--format", "json", "--format", "text"], ["check", "--output"], ["doctor"],
      ["verify", "--engine", "rkt"], ["verify", "--image", "-x"],
      ["verify", "--bake", "no/such"],
      ["verify", "--compose", "/etc/passwd"], ["verify", "arm64", "--bake", "x"],
      ["register"], ["register", "--all", "arm64"], ["register", "linux/nonsense"],
      ["register", "--method", "magic", "arm64"], ["diagnose", "--pid", "1"],
      ["diagnose", "--pid", "x"], ["diagnose", "no/such/log"], ["diagnose", "/dev/null"],
      ["diagnose", "/bin/sh"], ["diagnose", "--facts", "/etc/passwd"],
      ["diagnose", "--watch", "/etc/passwd"], ["dockerfile", "no/such/Dockerfile"],
      ["dockerfile", "/dev/null"], ["dockerfile", "/etc/passwd"],
      ["dockerfile", "--platform", "nonsense"], ["dockerfile", "--bake", "/etc/passwd"],
      ["audit"], ["audit", "no/such/path"], ["audit", "/etc/passwd"],
      ["audit", "--platform", "x", "/"], ["audit", "--running", "/"], ["nonsense"],
    ] + ["no/such/file", "/", "/etc/passwd", "/dev/null"].map { ["check", "--facts", $0] }

  @Test(arguments: failures)
  func isWritten(_ words: [String]) throws {
    let outcome = try execute(TestHost.program, words + ["--format=json"])
    try expect(outcome.output, outcome)
  }

  private static let commands = [
    "check", "verify", "list", "register", "diagnose", "dockerfile", "audit",
  ]
  private static let mistakes = [
    ["--bogus"], ["-Z"], ["--timeout"], ["--timeout", "0"], ["--timeout=nan"],
    ["--color", "maybe"],
    ["--color"], ["--help=x"], ["--platform", "nonsense"], ["--format", "text"], ["--strict=yes"],
  ]

  /// Ten ways to mistake the words of each command.
  @Test(arguments: commands, mistakes)
  func mistakesAreDocuments(_ command: String, _ mistake: [String]) throws {
    let outcome = try execute(TestHost.program, [command, "--format=json"] + mistake)
    try expect(outcome.output, outcome)
  }

  /// The file that is named holds it; where that cannot be had, standard output does.
  @Test func standsInTheFile() throws {
    let directory = FileManager.default.temporaryDirectory
      .appendingPathComponent("crossready-\(UInt64.random(in: 0 ... .max))")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    let file = directory.appendingPathComponent("report.json")
    let refused = try execute(
      TestHost.program,
      ["check", "--format", "json", "--output", file.path, "--facts", "no/such/file"])
    #expect(refused.output == "")
    try expect(try String(decoding: Data(contentsOf: file), as: UTF8.self), refused)
    let place = directory.appendingPathComponent("none/report.json").path
    let unwritten = try execute(
      TestHost.program, ["check", "--format", "json", "--output=\(place)", "linux/amd64"])
    try expect(unwritten.output, unwritten)
  }

  private func expect(_ text: String, _ outcome: Outcome) throws {
    struct Parts: Decodable {
      let kind: String
      let message: String
      let exitStatus: Int32
    }
    let parts = try JSONDecoder().decode(Parts.self, from: Data(text.utf8))
    #expect(parts.kind == "error")
    #expect(parts.exitStatus == outcome.status)
    #expect(outcome.status != 0 && outcome.status != 70, "\(parts.message)")
    #expect(outcome.errors.contains("crossready: "), "\(outcome.errors)")
    try expectSchema(of: text)
  }
}
