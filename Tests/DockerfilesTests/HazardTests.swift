import Dockerfiles
import Platforms
import Testing

let amd64 = Platform(architecture: "amd64")
let arm64 = Platform(architecture: "arm64")

/// The plan of a text for one platform, built on linux/amd64.
func plan(
  _ text: String, for target: Platform = arm64, on build: Platform = amd64, stage: String? = nil,
  arguments: [String: String] = [:], contexts: [String: String] = [:]
) throws -> BuildPlan {
  try Dockerfile(parsing: Array(text.utf8)).plan(
    for: BuildRequest(
      target: target, build: build, stage: stage, arguments: arguments, contexts: contexts))
}

/// The hazards of a text as `line:kind:certainty`.
func hazards(
  _ text: String, for targets: [Platform] = [arm64], on build: Platform = amd64,
  evidence: [String: Evidence] = [:], ignored: Set<String> = []
) throws -> [String] {
  let file = try Dockerfile(parsing: Array(text.utf8))
  let plans = try targets.map { try file.plan(for: BuildRequest(target: $0, build: build)) }
  return file.hazards(plans, evidence: evidence, ignored: ignored).map {
    "\($0.line):\($0.kind.rawValue):\($0.certainty.rawValue)"
  }
}

struct HazardTests {
  @Test(arguments: HazardCase.native + HazardCase.other)
  func findsWhatIsWrong(_ example: HazardCase) throws {
    let found = try hazards(example.text)
    let certain = found.filter { $0.hasSuffix(":certain") }
    if let expected = example.expected {
      #expect(found.contains(expected))
      #expect(certain.allSatisfy { $0 == expected })
    } else {
      #expect(certain.isEmpty)
    }
  }

  /// What is wrong for arm64 only is no word about a build for the CPU that builds.
  @Test(arguments: HazardCase.native)
  func nothingIsWrongForTheBuildersOwnCPU(_ example: HazardCase) throws {
    let found = try hazards(example.text, for: [amd64])
    #expect(found.allSatisfy { !$0.hasSuffix(":certain") })
  }

  @Test func lockFileIsTheEvidence() throws {
    let text = """
      FROM --platform=$BUILDPLATFORM node:22 AS d
      WORKDIR /t
      COPY package.json package-lock.json ./
      RUN npm ci --omit=dev
      FROM node:22-slim
      COPY --from=d /t/node_modules /t/node_modules
      """
    let name = "package-lock.json"
    let hazard = "4:native-code-in-build-stage"
    #expect(try hazards(text) == [hazard + ":possible"])
    #expect(try hazards(text, evidence: [name: .native(["sharp"])]) == [hazard + ":certain"])
    #expect(try hazards(text, evidence: [name: .possible(["x"])]) == [hazard + ":possible"])
    #expect(try hazards(text, evidence: [name: .none]) == [])
  }

  /// Who is told of a hazard is told what it is because of.
  @Test func packagesAreNamed() throws {
    let text = """
      FROM --platform=$BUILDPLATFORM node:22 AS d
      WORKDIR /t
      COPY package.json package-lock.json ./
      RUN npm ci
      FROM node:22-slim
      COPY --from=d /t/node_modules /t/node_modules
      """
    func reason(_ evidence: [String: Evidence]) throws -> String? {
      let file = try Dockerfile(parsing: Array(text.utf8))
      let plan = try file.plan(for: BuildRequest(target: arm64, build: amd64))
      return try #require(file.hazards([plan], evidence: evidence).first).reason
    }
    let name = "package-lock.json"
    #expect(
      try reason([name: .native(["better-sqlite3 11.1.2"])])
        == "better-sqlite3 11.1.2 (package-lock.json) compiles or downloads code for the CPU")
    #expect(
      try reason([name: .possible(["a", "b"])])
        == "a, b (package-lock.json) may compile or download code for the CPU")
    #expect(try reason([:])?.hasPrefix("no lock file beside the Dockerfile says") == true)
  }

  @Test func lockFilesOfTextAreRead() {
    #expect(
      Evidence(lockFile: "a/requirements.txt", text: "numpy==2 # regex\nflask\n")
        == .native(["numpy"]))
    #expect(Evidence(lockFile: "requirements.txt", text: "flask # numpy\n") == nil)
    #expect(Evidence(lockFile: "uv.lock", text: "name = \"lxml\"\n") == .possible(["lxml"]))
    #expect(Evidence(lockFile: "yarn.lock", text: "left-pad@^1:\n") == Evidence.none)
    #expect(Evidence(lockFile: "yarn.lock", text: "sharp@^0.33:\n") == .possible(["sharp"]))
    #expect(Evidence(lockFile: "Gemfile.lock", text: "    pg (1.5)\n") == .native(["pg"]))
    #expect(Evidence(lockFile: "package-lock.json", text: "{}") == nil)
  }

  @Test func lockFilesThatAreCopiedAreNamed() throws {
    let text = "FROM a\nCOPY ui/package*.json ui/yarn.lock ./\nCOPY --from=b uv.lock ./\n"
    let file = try Dockerfile(parsing: Array(text.utf8))
    #expect(file.lockFiles == ["ui/package-lock.json", "ui/yarn.lock"])
  }

  @Test func mountedCacheIsSharedOnlyByPlatformsOfOneBuild() throws {
    let text = """
      FROM rust:1 AS b
      WORKDIR /w
      RUN --mount=type=cache,target=/w/target cargo build --release && cp target/release/x /x
      FROM debian
      COPY --from=b /x /x
      """
    let hazard = "3:shared-cache-between-platforms:possible"
    #expect(try hazards(text, for: [amd64, arm64]).contains(hazard))
    #expect(try !hazards(text, for: [arm64]).contains(hazard))
  }

  @Test func hazardsAreMuted() throws {
    let text = "FROM --platform=linux/amd64 node\nRUN npm ci\nCMD node\n"
    #expect(try hazards(text) == ["1:constant-platform:certain"])
    #expect(try hazards(text, ignored: ["constant-platform"]) == [])
    #expect(try hazards("# check=skip=constant-platform\n" + text) == [])
    #expect(try hazards("# check=skip=all\n" + text) == [])
    #expect(try hazards("\n# check=skip=Other\n" + text) == ["3:constant-platform:certain"])
  }

  @Test func platformsOfOneCauseAreOneHazard() throws {
    let text = "FROM arm64v8/alpine\nRUN true\n"
    let file = try Dockerfile(parsing: Array(text.utf8))
    let targets = [amd64, arm64, Platform(architecture: "s390x")]
    let found = file.hazards(
      try targets.map { try file.plan(for: BuildRequest(target: $0, build: amd64)) })
    #expect(found.map(\.kind) == [.imagePinsArchitecture])
    #expect(found.first?.platforms == [amd64, Platform(architecture: "s390x")])
  }

  @Test func kindsAreExplained() {
    for kind in HazardKind.allCases {
      #expect(HazardKind(rawValue: kind.rawValue) == kind)
      #expect(kind.explanation.hasSuffix("."))
      #expect(!kind.summary.hasSuffix(".") && !kind.repair.hasSuffix("."))
    }
  }
}
