import CommandLineKit
import Platforms
import Testing

@testable import crossready

struct PlatformWordsTests {
  private func platforms(_ words: String...) throws -> [String] {
    var platforms: [Platform] = []
    for word in words { try platforms.append(platformsIn: word) }
    return platforms.map(\.description)
  }

  @Test func spellingsAndSeparators() throws {
    #expect(
      try platforms("arm64,linux/arm64/v8 aarch64", "linux/arm", "x86_64", "linux/amd64/v3,armhf")
        == ["linux/arm64", "linux/arm/v7", "linux/amd64", "linux/amd64/v3"])
    #expect(try platforms("i386", "armel") == ["linux/386", "linux/arm/v6"])
  }

  @Test(arguments: [
    ("linux/arm64/v9", "linux/arm64"),
    ("windows/amd64", "linux/amd64"), ("linux/arm/v8", "linux/arm/v7"), ("riscv46", "riscv64"),
    ("chekc", "check"), ("doctor", "crossready check"), ("fix", "crossready register"),
    ("amr64", "arm64"), ("linux/amr64", "linux/arm64"), ("arm/v7", "linux/arm/v7"),
    ("amd64/v3", "linux/amd64/v3"), ("arm32", "linux/arm/v7"), ("linux/risv64", "linux/riscv64"),
  ])
  func nearestIsNamed(_ word: String, _ meant: String) throws {
    let message = usageMessage([word])
    #expect(message.contains("did you mean '\(meant)'?"), "\(message)")
  }

  /// Names of kernels, of Debian and of Docker's own images are understood.
  @Test(arguments: [
    ("i686", "linux/386"), ("armv7l", "linux/arm/v7"), ("ppc64el", "linux/ppc64le"),
    ("linux/ppc64el", "linux/ppc64le"), ("loongarch64", "linux/loong64"),
    ("mips64el", "linux/mips64le"), ("armv6l", "linux/arm/v6"), ("arm64v8", "linux/arm64"),
    ("arm32v7", "linux/arm/v7"), ("arm32v6", "linux/arm/v6"), ("arm32v5", "linux/arm/v5"),
    ("i386", "linux/386"), ("amd64", "linux/amd64"),
  ])
  func namesOfOtherWorlds(_ word: String, _ platform: String) throws {
    #expect(try platforms(word) == [platform])
    #expect(usageMessage(["register", "--platform", word]).isEmpty)
  }

  @Test func optionsOfOtherToolsAreNamed() {
    #expect(usageMessage(["--json"]).contains("did you mean '--format json'?"))
  }

  @Test(arguments: ["", " , ", "linux/*", "a/b/c/d", "linux/sparc64", "linux//v7", "\u{1b}[31m"])
  func noPlatformIsAUsageError(_ word: String) {
    let message = usageMessage([word])
    #expect(!message.isEmpty)
    #expect(!message.unicodeScalars.contains { $0.value < 0x20 })
  }

  /// What all platforms share makes none of them likely.
  @Test func farFetchedIsNotNamed() {
    #expect(usageMessage(["linux/sparc64"]).contains("; platforms: linux/amd64 "))
  }

  /// Each kind of file has one command that reads it, whichever command was given it.
  @Test(arguments: [
    ("image.tar", "an archive, not a platform; run: crossready audit image.tar"),
    ("build.log", "a log, not a platform; run: crossready diagnose build.log"),
    ("Dockerfile", "a Dockerfile, not a platform; run: crossready dockerfile Dockerfile"),
    ("docker/Dockerfile.arm64", "run: crossready dockerfile docker/Dockerfile.arm64"),
    (
      "docker-compose.yml",
      "run: docker compose config --format json | crossready verify --compose -"
    ),
    (
      "ci/compose.yaml",
      "run: docker compose -f ci/compose.yaml config --format json | crossready verify --compose -"
    ),
    ("docker-bake.hcl", "run: docker buildx bake --print | crossready verify --bake -"),
    (".", "a path, not a platform; run: crossready audit ."),
    ("./my app", "run: crossready audit './my app'"),
    ("register Dockerfile", "not a platform; run: crossready dockerfile Dockerfile"),
    ("audit Dockerfile", "a Dockerfile, not an image"), ("audit server.log", "diagnose server.log"),
    (
      "dockerfile docker-compose.yml",
      "docker compose config --format json | crossready dockerfile --compose -"
    ),
    ("dockerfile image.tar", "run: crossready audit image.tar"),
    ("diagnose Dockerfile", "a Dockerfile, not a log; run: crossready dockerfile Dockerfile"),
    ("diagnose image.tar", "run: crossready audit image.tar"),
  ])
  func filesAreReadByTheirCommand(_ line: String, _ hint: String) {
    let words = line.hasPrefix("./") ? [line] : line.split(separator: " ").map(String.init)
    #expect(usageMessage(words).contains(hint), "\(usageMessage(words))")
  }

  @Test(arguments: [
    "audit image.tar", "audit .", "audit docker/dockerfile", "audit docker://a/x.log",
    "audit app.tgz", "diagnose build.log", "diagnose Dockerfile.txt", "diagnose out.txt",
    "dockerfile docker/", "dockerfile ./x.Dockerfile", "dockerfile -", "linux/arm64", "arm64",
  ])
  func itsOwnFilesAreTaken(_ line: String) {
    let message = usageMessage(line.split(separator: " ").map(String.init))
    #expect(message.isEmpty, "\(message)")
  }

  /// What was meant by words that other commands, or no command, take.
  @Test(arguments: [
    ("audit x linux/amd64", "give it as --platform linux/amd64"),
    ("dockerfile d arm64", "give it as --platform arm64"),
    ("--fail-on degraded", "did you mean '--strict'?"), ("check all", "did you mean '--all'?"),
    ("register all", "did you mean '--all'?"),
    ("check --compose x", "did you mean 'crossready verify --compose'?"),
    ("register --bake=x", "did you mean 'crossready verify --bake'?"),
  ])
  func wordsOfOtherPlaces(_ line: String, _ hint: String) {
    let message = usageMessage(line.split(separator: " ").map(String.init))
    #expect(message.contains(hint), "\(message)")
  }

  @Test(arguments: [["--help", "check"], ["help", "check"]])
  func helpOfACommandInEitherOrder(_ words: [String]) throws {
    guard case .print(let text) = try program.parse(words),
      case .print(let usual) = try program.parse(["check", "--help"])
    else {
      Issue.record("\(words) prints no help")
      return
    }
    #expect(text == usual)
  }

  @Test func negativeNumberIsAValue() {
    #expect(usageMessage(["--wait", "-1"]).contains("'-1'"))
  }

  @Test func ignoredFindingsMayStandInOneWord() {
    #expect(usageMessage(["--ignore", "no-handler,handler-disabled"]).isEmpty)
    #expect(usageMessage(["--ignore", "no-handler,"]).contains("unknown finding ''"))
  }

  @Test(arguments: ["0", "-1", "ten", "nan", "inf", ""])
  func timeoutIsANumberOfSeconds(_ word: String) {
    #expect(!usageMessage(["--timeout=\(word)"]).isEmpty)
  }

  private func usageMessage(_ words: [String]) -> String {
    do throws(UsageError) {
      _ = try program.parse(words)
      return ""
    } catch {
      return MeantWords.improving(error).message
    }
  }
}
