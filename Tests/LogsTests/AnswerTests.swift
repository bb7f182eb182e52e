import Testing

@testable import Logs

/// What is said of the texts that people search for most, with and without the warning that an engine
/// prints before them: which platforms, what to change, and which command decides.
struct AnswerTests {
  private static func warning(_ image: String, _ machine: String) -> String {
    "WARNING: The requested image's platform (\(image)) does not match the detected host platform "
      + "(\(machine)) and no specific platform was requested\n"
  }

  private func answer(_ text: String, host: String? = nil) throws -> LogFinding {
    let report = try read(text + "\n", host: host)
    #expect(report.causes.count == 1)
    return try #require(report.findings.first)
  }

  private static let refused = "exec /usr/bin/node: exec format error"

  @Test func refusedProgramAlone() throws {
    let cause = try answer(Self.refused)
    #expect(cause.cause.id == "exec-format-error" && cause.cause.place == .image)
    #expect(cause.reason.contains("/usr/bin/node is for another CPU"))
    #expect(cause.remedy.contains("--platform") && cause.remedy.contains("register a handler"))
    #expect(cause.commands == ["crossready audit IMAGE"])
  }

  /// ENOEXEC is about the CPU or the first bytes; CRLF and a missing interpreter answer ENOENT.
  @Test(arguments: [
    "exec /usr/local/bin/docker-entrypoint.sh: exec format error",
    "standard_init_linux.go:228: exec /entrypoint.sh: exec format error",
    "app-1  | exec /usr/local/bin/docker-entrypoint.sh: exec format error",
    "Nov 28 10:00:01 web1 app[812]: exec /docker-entrypoint.sh: exec format error",
    "2026-11-28T10:00:00.000000000Z stderr F exec /app/run.sh: exec format error",
    "[FATAL tini (7)] exec /entrypoint.sh failed: Exec format error",
  ])
  func refusedScript(_ line: String) throws {
    let cause = try answer(line)
    #expect(cause.cause.id == "exec-format-error" && cause.cause.place == .image)
    #expect(cause.reason.contains("the image of /") && cause.reason.contains("another CPU"))
    #expect(cause.explanation.contains("#!") && cause.explanation.contains("BOM"))
    #expect(cause.commands == ["head -c 16 SCRIPT | od -c", "crossready audit IMAGE"])
    #expect(try !read(line + "\n").isOfBuild)
  }

  /// A container that ended well, or whose machine runs its platform, has a script at fault at most.
  @Test(arguments: [
    ("app-1  | exec /run.sh: exec format error\napp-1 exited with code 0", nil),
    ("docker run --platform linux/arm64 x\nexec /run.sh: exec format error", "linux/arm64"),
  ])
  func refusedScriptOfASoundImage(_ text: String, _ host: String?) throws {
    let report = try read(text + "\n", host: host)
    #expect(report.causes.isEmpty)
    let hint = try #require(report.findings.first)
    #expect(hint.cause == .scriptRefused && hint.reason.contains("#!"))
    #expect(!hint.reason.contains("CRLF"))
  }

  @Test func scriptNotFound() throws {
    let hint = try #require(
      try read("exec /run.sh: no such file or directory\n").findings.first)
    #expect(hint.role == .hint && hint.reason.contains("CRLF"))
    #expect(!hint.reason.contains("no #! line"))
  }

  @Test func refusedProgramOnAKnownMachine() throws {
    let cause = try answer(Self.refused, host: "linux/arm64")
    #expect(cause.reason.contains("the machine that runs it (linux/arm64)"))
    #expect(cause.remedy.contains("--platform linux/arm64"))
    #expect(cause.commands == ["crossready audit IMAGE --platform linux/arm64"])
  }

  /// The level of a machine's CPU is no platform to build for.
  @Test(arguments: [
    ("linux/arm64", "linux/amd64", "linux/amd64"), ("linux/amd64", "linux/arm64/v8", "linux/arm64"),
    ("linux/arm64/v8", "linux/amd64/v3", "linux/amd64"),
  ])
  func refusedProgramWithWarning(_ image: String, _ machine: String, _ target: String) throws {
    let cause = try answer(Self.warning(image, machine) + Self.refused)
    #expect(cause.cause.id == "image-for-another-cpu")
    let platform = try #require(cause.platform?.description)
    #expect(image.hasPrefix(platform))
    #expect(cause.reason.contains(platform) && cause.reason.contains(target))
    #expect(
      cause.commands == [
        "sudo crossready register \(platform)", "docker build --platform \(target) .",
        "crossready audit IMAGE --platform \(target)",
      ])
  }

  private static let module = "/app/node_modules/better-sqlite3/build/Release/better_sqlite3.node"

  private static let modules = [
    "\(module): cannot open shared object file: No such file or directory",
    "Error: \(module): invalid ELF header",
  ]

  @Test(arguments: modules)
  func moduleOfAnotherCPU(_ text: String) throws {
    let alone = try answer(text)
    #expect(alone.commands == ["crossready dockerfile"])
    let warned = try answer(Self.warning("linux/arm64", "linux/amd64") + text)
    #expect(warned.platform?.description == "linux/arm64")
    #expect(
      warned.commands == [
        "docker build --platform linux/arm64 --no-cache .",
        "crossready dockerfile --platform linux/arm64",
      ])
    for cause in [alone, warned] {
      #expect(cause.cause.id == "foreign-library" && cause.cause.place == .dockerfile)
      #expect(cause.reason.contains(Self.module))
      #expect(cause.remedy.contains("npm ci") && cause.remedy.contains(".dockerignore"))
    }
  }

  /// In a step of a build the machine that builds lacks a handler, and its platform is filled in.
  @Test func refusedProgramOfAStep() throws {
    let cause = try answer(
      LogCase.step("linux/arm64", "make", 255, "exec /bin/sh: exec format error"))
    #expect(cause.cause.id == "exec-format-error" && cause.cause.place == .builder)
    #expect(cause.commands == ["sudo crossready register linux/arm64"])
  }

  /// What a log names is not taken for a placeholder.
  @Test func namesOfFilesAreLeftAlone() {
    let words = CauseWords(platform: "linux/arm64", host: nil, file: "/x/{platform}")
    #expect(words.command("file {file}") == "file /x/{platform}")
    #expect(words.sentence("{file} of {platform}") == "/x/{platform} of linux/arm64")
  }

  static let named = [
    (
      "Unable to find image 'app/x:1' locally\nexec /usr/bin/node: exec format error",
      ["crossready audit app/x:1"]
    ),
    (
      "Failed to pull image \"r.example:5000/a/b:v2\": rpc error: no match for platform in manifest: "
        + "not found", ["docker buildx imagetools inspect r.example:5000/a/b:v2"]
    ),
    // Of two, neither is meant for sure.
    (
      "Unable to find image 'a:1' locally\nUnable to find image 'b:1' locally\n"
        + "exec /usr/bin/node: exec format error", ["crossready audit IMAGE"]
    ),
    // It would be an option, or another command.
    (
      "Unable to find image '--privileged' locally\nexec /usr/bin/node: exec format error",
      ["crossready audit IMAGE"]
    ),
    (
      "Unable to find image 'a;reboot' locally\nexec /usr/bin/node: exec format error",
      ["crossready audit IMAGE"]
    ),
  ]

  @Test(arguments: named)
  func theImageIsNamedWhereTheLogDoes(_ text: String, _ commands: [String]) throws {
    #expect(try answer(text).commands == commands)
  }

  @Test func theDecisivePartOfALongLineIsKnown() throws {
    let long = String(repeating: "x ", count: 400)
    let cause = try answer(long + "no match for platform in manifest " + long)
    let rest = String(decoding: cause.excerpt.utf8.dropFirst(cause.focus), as: UTF8.self)
    #expect(rest.hasPrefix("no match") || rest.hasPrefix(" no match"), "\(rest.prefix(40))")
  }

  /// HotSpot's own words; npm and pip have nothing to do with it.
  @Test func aLibraryOfAJarIsOne() throws {
    let cause = try answer(
      "java.lang.UnsatisfiedLinkError: /tmp/n/libx.so: /tmp/n/libx.so: cannot open shared object file: "
        + "No such file or directory (Possible cause: can't load AMD 64 .so on a AARCH64 platform)")
    #expect(cause.cause.id == "foreign-library")
    #expect(cause.remedy.contains("jar") && !cause.remedy.contains("npm"))
  }
}
