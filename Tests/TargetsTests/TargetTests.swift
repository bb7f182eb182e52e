import Targets
import Testing

struct TargetTests {
  @Test func bakeFile() throws {
    let text = #"""
      {"group": {"default": {"targets": ["app"]}}, "target": {
        "app": {"context": "web", "dockerfile": "../docker/App", "args": {"A": "1", "B": null},
          "platforms": ["linux/amd64", "linux/arm64"], "target": "run", "contexts": {"base": "target:x"}},
        "x": {"context": ".", "dockerfile-inline": "FROM alpine\n"}}}
      """#
    let targets = try BuildTarget.reading(bake: Array(text.utf8))
    #expect(targets.map(\.name) == ["app", "x"])
    #expect(targets[0].path == "web/../docker/App")
    #expect(targets[0].arguments == ["A": "1", "B": nil])
    #expect(targets[0].platforms == ["linux/amd64", "linux/arm64"])
    #expect(targets[0].stage == "run" && targets[0].contexts == ["base": "target:x"])
    #expect(targets[1].inline == "FROM alpine\n" && targets[1].path == "Dockerfile")
  }

  @Test func composeFile() throws {
    let text = #"""
      {"name": "p", "services": {
        "db": {"image": "postgres"},
        "web": {"platform": "linux/arm64", "build": {"context": "/srv/web", "dockerfile": "D",
          "args": {"A": "1"}, "target": "run"}}}}
      """#
    let targets = try BuildTarget.reading(compose: Array(text.utf8))
    #expect(targets.map(\.name) == ["web"])
    #expect(targets[0].path == "/srv/web/D" && targets[0].platforms == ["linux/arm64"])
  }

  /// What bake and compose read is not what they print: it has variables, bases and other files.
  @Test(arguments: [
    "{}", "[]", "{\"target\": 1}", "target \"app\" {}",
    #"{"target": {"app": {"inherits": ["base"]}, "base": {"platforms": ["linux/arm64"]}}}"#,
  ])
  func otherTextsAreRefused(_ text: String) {
    #expect(throws: TargetError.unresolved) { try BuildTarget.reading(bake: Array(text.utf8)) }
    #expect(throws: TargetError.unresolved) { try PlatformDemand.reading(bake: Array(text.utf8)) }
  }

  @Test(arguments: ["", "\n"])
  func emptyTextsAreSaidToBe(_ text: String) {
    #expect(throws: TargetError.empty) { try BuildTarget.reading(bake: Array(text.utf8)) }
    #expect(throws: TargetError.empty) { try PlatformDemand.reading(compose: Array(text.utf8)) }
  }

  @Test func servicesThatBuildNothingAskForAPlatform() throws {
    let text = #"""
      {"services": {
        "db": {"image": "postgres", "platform": "linux/amd64"}, "cache": {"image": "redis"},
        "web": {"platform": "linux/arm64", "image": "web",
          "build": {"context": ".", "platforms": ["linux/arm64", "linux/arm/v7"]}}}}
      """#
    let demands = try PlatformDemand.reading(compose: Array(text.utf8))
    #expect(demands.map(\.name) == ["cache", "db", "web"])
    #expect(
      demands.map(\.platforms) == [[], ["linux/amd64"], ["linux/arm64", "linux/arm/v7"]])
    #expect(demands.map(\.image) == ["redis", "postgres", nil])
    #expect(throws: TargetError.withoutTargets) {
      try PlatformDemand.reading(compose: Array("{\"services\": {}}".utf8))
    }
  }

  @Test func nothingToBuildIsSaid() {
    #expect(throws: TargetError.withoutTargets) {
      try BuildTarget.reading(compose: Array("{\"services\": {\"db\": {}}}".utf8))
    }
  }
}
