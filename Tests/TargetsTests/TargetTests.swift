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
    #"{"target": {"app": {}}, "variable": {"P": {"default": "linux/arm64"}}}"#,
    #"{"target": {"app": {}}, "function": {"f": {"params": []}}}"#,
    #"{"target": {"app": {"matrix": {"p": ["linux/arm64"]}, "name": "app-${p}"}}}"#,
    #"{"target": {"app": {"platforms": "${P}"}}}"#,
    #"{"target": {"app": {"inherits": ["base"]}, "base": {"platforms": ["linux/arm64"]}}}"#,
  ])
  func otherTextsAreRefused(_ text: String) {
    #expect(throws: TargetError.unresolved) { try BuildTarget.reading(bake: Array(text.utf8)) }
    #expect(throws: TargetError.unresolved) { try PlatformDemand.reading(bake: Array(text.utf8)) }
  }

  @Test(arguments: [
    #"{"services": {"web": {"extends": {"service": "base"}, "build": {"context": "."}}}}"#,
    #"{"services": {"web": {"build": {"context": "."}}}, "include": ["other.yaml"]}"#,
    #"{"services": {"web": {"build": "."}}}"#, "services:\n  web:\n    platform: linux/arm64\n",
  ])
  func otherTextsOfComposeAreRefused(_ text: String) {
    let bytes = Array(text.utf8)
    #expect(throws: TargetError.unresolved) { try BuildTarget.reading(compose: bytes) }
    #expect(throws: TargetError.unresolved) { try PlatformDemand.reading(compose: bytes) }
  }

  /// An expression that is left is not the text that is meant; the key and the text are told.
  @Test(arguments: [
    (#""platforms": ["linux/amd64", "${P}"]"#, "platforms", "${P}"),
    (
      #""platforms": ["%{ if X }linux/arm64%{ endif }"]"#, "platforms",
      "%{ if X }linux/arm64%{ endif }"
    ),
    (#""context": "${DIR}/web""#, "context", "${DIR}/web"),
    (#""target": "${STAGE}""#, "target", "${STAGE}"),
    (#""contexts": {"base": "docker-image://${BASE}"}"#, "contexts.base", "docker-image://${BASE}"),
    (#""args": {"BASE": "alpine:${VERSION}"}"#, "args.BASE", "alpine:${VERSION}"),
    (#""dockerfile-inline": "FROM ${BASE}\n""#, "dockerfile-inline", "FROM ${BASE}\n"),
  ])
  func expressionsOfBakeAreRefused(_ entry: String, _ key: String, _ value: String) {
    let bytes = Array("{\"target\": {\"app\": {\(entry)}}}".utf8)
    let error = TargetError.unresolvedValue(of: "app", key: key, value: value)
    #expect(throws: error) { try BuildTarget.reading(bake: bytes) }
    #expect(throws: error) { try PlatformDemand.reading(bake: bytes) }
  }

  @Test(arguments: [
    (#""platform": "${P:-linux/arm64}""#, "platform", "${P:-linux/arm64}"),
    (#""platform": "linux/$ARCH""#, "platform", "linux/$ARCH"),
    (#""build": {"context": ".", "platforms": ["$P"]}"#, "build.platforms", "$P"),
    (#""image": "app:${TAG}""#, "image", "app:${TAG}"),
  ])
  func expressionsOfComposeAreRefused(_ entry: String, _ key: String, _ value: String) {
    let bytes = Array("{\"services\": {\"web\": {\(entry)}}}".utf8)
    #expect(throws: TargetError.unresolvedValue(of: "web", key: key, value: value)) {
      try PlatformDemand.reading(compose: bytes)
    }
  }

  @Test(arguments: [
    (#"{"context": "${DIR}"}"#, "build.context", "${DIR}"),
    (#"{"args": {"A": "$$${B}"}}"#, "build.args.A", "$$${B}"),
  ])
  func expressionsInABuildOfComposeAreRefused(_ build: String, _ key: String, _ value: String) {
    let bytes = Array("{\"services\": {\"web\": {\"build\": \(build)}}}".utf8)
    #expect(throws: TargetError.unresolvedValue(of: "web", key: key, value: value)) {
      try BuildTarget.reading(compose: bytes)
    }
  }

  /// Buildx doubles the signs of texts that it prints since 0.23, and did not before.
  @Test func whatBakePrintsIsMeantAsItIs() throws {
    let text = #"""
      {"target": {"app": {"context": ".", "dockerfile": "Dockerfile",
        "args": {"NEW": "$${HOME}/%%{x}", "OLD": "${HOME}", "COST": "$$5", "NONE": null},
        "dockerfile-inline": "FROM alpine\nRUN echo $${A} ${B} $C $$\n"}}}
      """#
    let target = try #require(try BuildTarget.reading(bake: Array(text.utf8)).first)
    #expect(
      target.arguments == ["NEW": "${HOME}/%{x}", "OLD": "${HOME}", "COST": "$$5", "NONE": nil])
    #expect(target.inline == "FROM alpine\nRUN echo ${A} ${B} $C $$\n")
  }

  /// `compose config` doubles every dollar sign.
  @Test func whatComposePrintsIsMeantWithSingleSigns() throws {
    let text = #"""
      {"services": {"web": {"build": {"context": "/srv/a$$b", "args": {"A": "$${HOME}", "B": "5$"},
        "dockerfile_inline": "FROM alpine\nRUN echo $$A $$$$\n"}}}}
      """#
    let target = try #require(try BuildTarget.reading(compose: Array(text.utf8)).first)
    #expect(target.context == "/srv/a$b" && target.arguments == ["A": "${HOME}", "B": "5$"])
    #expect(target.inline == "FROM alpine\nRUN echo $A $$\n")
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
