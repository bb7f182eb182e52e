import CommandLineKit
import Platforms
import Targets
import Testing
import Text

@testable import Rendering
@testable import crossready

/// What `verify` takes, and what compose and bake files make of it.
struct VerifyWordsTests {
  private func context(_ environment: [String: String] = [:]) -> Context {
    Context(environment: environment, style: TextStyle(environment: [:]))
  }

  private func complaint(_ words: String...) -> String? {
    do {
      _ = try program.parse(["verify"] + words)
      return nil
    } catch {
      return error.message
    }
  }

  @Test func whatExcludesEachOther() {
    #expect(complaint("--compose", "a", "--bake", "b")?.contains("exclude each other") == true)
    #expect(complaint("--compose", "a", "--image", "b")?.contains("exclude each other") == true)
    #expect(complaint("--compose", "a", "linux/arm64")?.contains("exclude each other") == true)
    #expect(complaint("--compose", "-") == nil && complaint("--bake", "-") == nil)
  }

  @Test(arguments: ["", "-x", "a b"])
  func noBuilder(_ name: String) {
    #expect(complaint("--builder=\(name)", "linux/arm64")?.contains("a builder of buildx") == true)
  }

  private var compose: TargetsFile {
    get throws { try #require(TargetsFile(bake: nil, compose: "file", command: "verify")) }
  }

  private var bake: TargetsFile {
    get throws { try #require(TargetsFile(bake: "a b.hcl", compose: nil, command: "verify")) }
  }

  /// Who gives the file itself is told the command.
  @Test func whatIsNotResolvedIsSaid() throws {
    #expect(
      try bake.message(of: .unresolved)
        == "'a b.hcl' is not the JSON that 'docker buildx bake --print' prints; run: "
        + "docker buildx bake -f 'a b.hcl' --print | crossready verify --bake -")
    #expect(
      try compose.message(of: .unresolved)
        == "'file' is not the JSON that 'docker compose config --format json' prints; run: "
        + "docker compose -f file config --format json | crossready verify --compose -")
    #expect(
      try bake.message(of: .unresolvedValue(of: "app", key: "platforms", value: "${P}"))
        == "platforms of the target app in 'a b.hcl' is '${P}', which only bake resolves; run: "
        + "docker buildx bake -f 'a b.hcl' --print | crossready verify --bake -")
    #expect(
      try bake.message(of: .empty)
        == "'a b.hcl' is empty; see whether 'docker buildx bake --print' fails")
  }

  /// The two options are easily mistaken for each other.
  @Test func aFileOfTheOtherProgramIsToldFromTheFileItself() throws {
    let printed = Array(#"{"target": {"app": {"context": "."}}}"#.utf8)
    let written = Array(#"{"target": {"app": {"inherits": ["x"]}}}"#.utf8)
    #expect(try compose.isOfOther(printed) && !compose.isOfOther(written))
    #expect(
      try compose.messageOfOther == "'file' is a file of bake, not of compose; give it with --bake")
    #expect(try bake.isOfOther(Array(Self.project.utf8)) && !bake.isOfOther([]))
  }

  private static let project = #"""
    {"services": {
      "db": {"image": "a", "platform": "linux/s390x"}, "cache": {"image": "b"},
      "web": {"build": {"platforms": ["linux/arm64", "linux/s390x"]}}}}
    """#

  @Test func servicesAskForPlatforms() throws {
    let demands = try PlatformDemand.reading(compose: Array(Self.project.utf8))
    let native = Platform(architecture: Identity.tool.architecture).normalized
    let asked = ["linux/s390x", "linux/arm64"].map { Platform.meant(by: $0) }
    let own = try demands.platforms(of: compose, context())
    #expect(own == [native] + asked)
    let other = try demands.platforms(
      of: compose, context(["DOCKER_DEFAULT_PLATFORM": "linux/riscv64"]))
    #expect(other == [Platform(architecture: "riscv64")] + asked)
    #expect(throws: UsageError.self) {
      try demands.platforms(
        of: compose, context(["DOCKER_DEFAULT_PLATFORM": "nonsense"]))
    }
  }

  @Test func anEmptyPlatformIsSaid() throws {
    let text = #"{"services": {"web": {"platform": "", "image": "a"}}}"#
    let demands = try PlatformDemand.reading(compose: Array(text.utf8))
    #expect(
      throws: UsageError.custom(
        problem: "the service web in 'file': its platform is empty",
        hint: "is a variable unset? give it a value, or leave out the platform")
    ) { try demands.platforms(of: compose, context()) }
  }

  /// A default that no service needs is not looked at.
  @Test func aDefaultThatNobodyNeedsIsNoMatter() throws {
    let text = #"{"services": {"web": {"platform": "linux/arm64"}}}"#
    let demands = try PlatformDemand.reading(compose: Array(text.utf8))
    let platforms = try demands.platforms(
      of: compose, context(["DOCKER_DEFAULT_PLATFORM": "nonsense"]))
    #expect(platforms == [Platform(architecture: "arm64")])
  }

  /// Bake leaves the platform to the builder.
  @Test func targetsAskForPlatforms() throws {
    let text = #"""
      {"target": {
        "a": {"platforms": ["linux/arm64,linux/arm/v7"]}, "b": {}, "c": {"platforms": ["local"]}}}
      """#
    let demands = try PlatformDemand.reading(bake: Array(text.utf8))
    let platforms = try demands.platforms(
      of: bake, context(["DOCKER_DEFAULT_PLATFORM": "linux/riscv64"]))
    #expect(
      platforms.map(\.description) == [
        "linux/arm64", "linux/arm/v7", "linux/\(Identity.tool.architecture)",
      ])
  }

  /// Buildx's word for the platform of the machine that runs it, in any case and among others.
  @Test(arguments: ["local", "LOCAL", "Local,linux/arm64", "linux/arm64,local"])
  func localIsThePlatformThatBuilds(_ word: String) throws {
    let builds = Platform(architecture: "riscv64")
    let platforms = try bake.platforms([word], of: "app", local: builds)
    #expect(platforms.contains(builds))
    #expect(platforms.count == (word.contains(",") ? 2 : 1))
    var options = DockerfileOptions()
    options.targets = [word]
    options.buildPlatform = builds
    #expect(try options.platforms() == platforms)
    // No host is asked by that name.
    #expect(complaint(word) != nil)
  }

  @Test func aPlatformThatCannotBeJudgedIsNamedWithItsService() throws {
    let text = #"{"services": {"web": {"platform": "windows/amd64"}}}"#
    let demands = try PlatformDemand.reading(compose: Array(text.utf8))
    do {
      _ = try demands.platforms(of: compose, context())
      Issue.record("was taken")
    } catch {
      #expect((error as? UsageError)?.message.contains("web in 'file'") == true)
    }
  }
}
