import Dockerfiles
import Platforms
import Testing

/// The executed steps as `line:platform`.
private func steps(
  _ text: String, for target: Platform = arm64, stage: String? = nil,
  arguments: [String: String] = [:], contexts: [String: String] = [:]
) throws -> [String] {
  try plan(text, for: target, stage: stage, arguments: arguments, contexts: contexts)
    .steps.map { "\($0.line):\($0.platform)" }
}

struct PlanTests {
  @Test func platformsAreInherited() throws {
    let text = """
      FROM --platform=$BUILDPLATFORM golang AS base
      RUN a
      FROM --platform=linux/s390x base AS child
      RUN b
      FROM --platform=linux/arm alpine AS other
      RUN c
      FROM alpine
      COPY --from=child /x /x
      RUN --mount=from=other,target=/y d
      """
    #expect(
      try steps(text) == ["2:linux/amd64", "4:linux/amd64", "6:linux/arm/v7", "9:linux/arm64"])
  }

  @Test func scratchIsAlwaysTheTargets() throws {
    #expect(try steps("FROM --platform=$BUILDPLATFORM scratch\nRUN a") == ["2:linux/arm64"])
  }

  @Test func onlyWhatIsNeededIsExecuted() throws {
    let text = """
      FROM alpine AS a
      RUN a
      FROM alpine AS B
      RUN b
      FROM alpine
      COPY --from=0 /x /x
      RUN c
      """
    #expect(try steps(text) == ["2:linux/arm64", "7:linux/arm64"])
    #expect(try steps(text, stage: "b") == ["4:linux/arm64"])
    #expect(throws: DockerfileError(line: 0, .noTarget("1"))) { try steps(text, stage: "1") }
  }

  /// FROM takes the last stage of a name above it, COPY the last of all.
  @Test func lastStageOfANameCounts() throws {
    let text = """
      FROM alpine AS x
      RUN a
      FROM x AS y
      RUN b
      FROM --platform=linux/386 alpine AS x
      RUN c
      FROM alpine
      COPY --from=X /x /x
      """
    #expect(try steps(text) == ["6:linux/386"])
    #expect(try steps(text, stage: "y") == ["2:linux/arm64", "4:linux/arm64"])
  }

  @Test func whatTakesNothingNeedsNothing() throws {
    let text = """
      FROM alpine AS a
      RUN a
      FROM alpine
      RUN --mount=type=tmpfs,from=a,target=/t b
      COPY --from=a <<X /x
      RUN no instruction
      X
      RUN c
      """
    #expect(try steps(text) == ["4:linux/arm64", "8:linux/arm64"])
  }

  @Test func triggersRunInChildrenOnly() throws {
    let text = """
      FROM alpine AS a
      ONBUILD RUN one
      ONBUILD COPY --from=c /x /x
      FROM alpine AS c
      RUN two
      FROM a AS b
      RUN three
      FROM b
      """
    #expect(try steps(text) == ["5:linux/arm64", "6:linux/arm64", "7:linux/arm64"])
  }

  @Test func namedContextsReplaceStages() throws {
    let text = "FROM alpine AS a\nRUN a\nFROM a\nRUN b\n"
    #expect(try steps(text, contexts: ["A": "docker-image://x"]) == ["4:linux/arm64"])
  }

  @Test(arguments: [
    ("$v", "lib"), ("${v}", "lib"), ("${v:-w}", "lib"), ("${e:-w}", "w"), ("${e-w}", ""),
    ("${u-w}", "w"), ("${u:+w}", ""), ("${v:+w}", "w"), ("${e+w}", "w"), ("${u:-${v}x}", "libx"),
    ("${p#*/}", "b/c"), ("${p##*/}", "c"), ("${p%/*}", "a/b"), ("${p%%/*}", "a"),
    ("${p/b/x}", "a/x/c"), ("${p//[/]/x}", "a/b/c"), ("${p//?b/_}", "a_/c"), ("a\"$v\"", "alib"),
    ("'$v'", "$v"), ("\\$v", "$v"), ("${v:?no}", "lib"), ("$u", ""),
  ])
  func variablesAreReplaced(_ word: String, _ expected: String) throws {
    let text = "FROM alpine\nENV v=lib e= p=a/b/c\nENV r=\(word)\nRUN x\n"
    let planned = try plan(text)
    #expect(planned.stages[0].variables.value(of: "r", before: 3)?.text == expected)
  }

  @Test func argumentsAndEnvironment() throws {
    let text = """
      ARG G=global
      ARG TARGETARCH
      FROM alpine AS a
      ARG G D=default TARGETARCH
      ENV E=one
      ARG E=two
      FROM a
      RUN x
      """
    // Later words of an ARG see the earlier ones, those of an ENV do not.
    let ordered = try plan(
      "FROM a AS last\nARG A=1 B=$A S=$TARGETSTAGE TARGETSTAGE\nENV C=2 D=$C\n")
    let variables = ordered.stages[0].variables
    #expect(variables.value(of: "B", before: 3)?.text == "1")
    #expect(variables.value(of: "D", before: 3)?.text == "")
    #expect(variables.value(of: "TARGETSTAGE", before: 3)?.text == "last")
    let planned = try plan(text, arguments: ["D": "given"])
    func value(_ stage: Int, _ name: String, _ position: Int) -> String? {
      planned.stages[stage].variables.value(of: name, before: position)?.text
    }
    #expect(value(0, "G", 0) == nil)
    #expect(value(0, "G", 1) == "global")
    #expect(value(0, "D", 1) == "given")
    #expect(value(0, "E", 3) == "two")
    #expect(value(1, "E", 0) == "one")
    #expect(value(1, "TARGETARCH", 0) == "arm64")
    #expect(value(1, "TARGETOS", 0) == nil)
  }

  @Test func missingArgumentsAreNamedTogether() throws {
    let text = "ARG A\nARG B\nARG C=c\nFROM $A AS x\nFROM image:$B\nRUN x\n"
    #expect(throws: DockerfileError(line: 4, .emptyBase("$A", missing: ["A", "B"]))) {
      try plan(text)
    }
    #expect(try steps(text, arguments: ["A": "a", "B": "1"]) == ["6:linux/arm64"])
  }
}
