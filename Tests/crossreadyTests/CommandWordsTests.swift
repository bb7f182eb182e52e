import Platforms
import Rendering
import Testing

@testable import crossready

/// What words and variables mean to commands.
struct CommandWordsTests {
  @Test func formatFollowsTheRunner() {
    func context(_ environment: [String: String]) -> Context {
      Context(environment: environment, style: TextStyle(environment: environment))
    }
    #expect(context(["GITHUB_ACTIONS": "true"]).chosen("auto").name == "github")
    #expect(context(["GITHUB_ACTIONS": "true"]).chosen("json").name == "json")
    #expect(context(["GITHUB_ACTIONS": "false"]).chosen("auto").name == "text")
  }

  @Test func variablesStandInForWords() throws {
    let context = Context(
      environment: ["CROSSREADY_PLATFORMS": "arm64, linux/arm/v7", "CROSSREADY_ENGINE": "podman"],
      style: TextStyle(environment: [:]))
    let arm64 = Platform(architecture: "arm64")
    #expect(try context.platforms(given: []).map(\.description) == ["linux/arm64", "linux/arm/v7"])
    #expect(try context.platforms(given: [arm64]) == [arm64])
    #expect(try context.engine(given: nil) == "podman")
    #expect(try context.engine(given: "docker") == "docker")
  }

  @Test(arguments: [
    ("90", 90.0), ("90s", 90), ("15m", 900), ("2h", 7200), ("0.5h", 1800), ("1d", 86400),
  ])
  func durationsAreRead(_ word: String, _ seconds: Double) {
    #expect(DiagnoseOptions.seconds(word) == seconds)
  }

  @Test(arguments: ["", "0", "-1", "m", "5x", "nan", "1e300", "15 m"])
  func otherWordsAreNoDuration(_ word: String) {
    #expect(DiagnoseOptions.seconds(word) == nil)
  }
}
