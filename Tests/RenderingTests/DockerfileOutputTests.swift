import Dockerfiles
import struct FoundationEssentials.Data
import class FoundationEssentials.JSONDecoder
import Platforms
import Testing

@testable import Rendering

private let text = """
  FROM --platform=$BUILDPLATFORM golang AS b
  RUN go build -o /x,% . # ::error::
  FROM alpine
  COPY --from=b /x,% /x
  RUN a
  """

private func report(_ text: String = text, path: String = "a,b/Dockerfile") throws
  -> DockerfileReport
{
  let build = Platform(architecture: "amd64")
  let file = try Dockerfile(parsing: Array(text.utf8))
  let plans = try ["amd64", "arm64"].map {
    try file.plan(for: BuildRequest(target: Platform(architecture: $0), build: build))
  }
  return DockerfileReport(
    path: path, build: build, stage: nil, plans: plans, hazards: file.hazards(plans), host: nil,
    requiresHost: false)
}

struct DockerfileOutputTests {
  @Test func documentHasItsShape() throws {
    struct Shape: Decodable {
      struct Target: Decodable {
        struct Step: Decodable {
          let line: Int
          let stage: String
          let platform: String
          let emulated: Bool?
        }
        let platform: String
        let steps: [Step]
        let handlersNeeded: [String]
      }
      struct Hazard: Decodable {
        struct Link: Decodable { let line: Int }
        let id: String
        let line: Int
        let certainty: String
        let platforms: [String]
        let chain: [Link]
      }
      let kind: String
      let schema: Int
      let buildPlatform: String
      let targets: [Target]
      let hazards: [Hazard]
      let exitStatus: Int
    }
    let json = try JSONText.encoding(Document(.dockerfile, DockerfileDocument(report())))
    let document = try JSONDecoder().decode(Shape.self, from: Data(json.utf8))
    #expect(document.kind == "dockerfile" && document.schema == 1)
    #expect(document.targets.map(\.handlersNeeded) == [[], ["linux/arm64"]])
    #expect(document.targets[1].steps.map(\.emulated) == [false, true])
    #expect(document.targets[1].steps.map(\.stage) == ["b", "1"])
    let hazard = try #require(document.hazards.first)
    #expect(document.hazards.count == 1 && document.exitStatus == 1)
    #expect(hazard.id == "cross-env-missing" && hazard.certainty == "certain")
    #expect(hazard.platforms == ["linux/arm64"] && hazard.chain.map(\.line) == [2, 4])
  }

  @Test func annotationsNameFileAndLine() throws {
    let lines = try report().annotations.split(separator: "\n")
    #expect(lines.count == 1)
    #expect(
      lines.first?.hasPrefix("::error file=a%2Cb/Dockerfile,line=2,title=crossready%3A ") == true)
    #expect(try !report(path: "-").annotations.contains("file="))
  }

  @Test func codeScanningGetsRulesAndPlaces() throws {
    let json = try JSONText.encoding(SARIFDocument([report()]))
    #expect(json.contains("\"startLine\" : 2") && json.contains("\"$schema\""))
    #expect(json.contains("\"ruleId\" : \"cross-env-missing\""))
  }

  /// What is only possible stands in the first sentence, too.
  @Test func possibleHazardsAreInTheHeadline() throws {
    let text = TextDockerfile(
      try report(
        """
        FROM --platform=$BUILDPLATFORM node:22 AS d
        WORKDIR /t
        COPY package.json ./
        RUN npm ci
        FROM node:22-slim
        COPY --from=d /t/node_modules /t/node_modules
        """), style: TextStyle(isColoured: false, isUnicode: false, isRoot: true)
    ).rendered()
    let headline = text.split(separator: "\n\n")[0].replacing("\n  ", with: " ")
    #expect(
      headline.contains("possible for linux/arm64: code for the build platform's CPU is copied"))
    #expect(text.contains("because: no lock file beside the Dockerfile"))
  }

  @Test func textFitsAndAnswersFirst() throws {
    let style = TextStyle(isColoured: false, isUnicode: false, isRoot: true)
    let lines = TextDockerfile(try report(), style: style).rendered().split(separator: "\n")
    #expect(lines.first?.hasPrefix("linux/arm64: the compiler is not told") == true)
    #expect(lines.last == "  crossready explain cross-env-missing")
    #expect(lines.allSatisfy { $0.count <= 80 })
    let clean = TextDockerfile(try report("FROM scratch\n"), style: style).rendered()
    #expect(
      clean.hasPrefix("No RUN step of a,b/Dockerfile is emulated on linux/amd64, and no hazard"))
  }

  /// A CPU may run 32-bit programs, and nobody knows before it is tried.
  @Test func compatibleProgramsAreNotPresumedEmulated() throws {
    let build = Platform(architecture: "amd64")
    let file = try Dockerfile(parsing: Array("FROM a\nRUN b\n".utf8))
    let plan = try file.plan(for: BuildRequest(target: Platform(architecture: "386"), build: build))
    let report = DockerfileReport(
      path: "-", build: build, stage: nil, plans: [plan], hazards: [], host: nil,
      requiresHost: true)
    #expect(report.targets[0].steps[0].isEmulated == nil)
    #expect(report.status == .couldNotTell)
  }

  @Test func refusalsSayWhatToDo() {
    let error = DockerfileError(line: 3, .emptyBase("$A", missing: ["A", "B"]))
    #expect(
      error.message == "line 3: build arguments without a value: A, B; add --build-arg A=VALUE "
        + "--build-arg B=VALUE")
    for kind in HazardKind.allCases {
      #expect([HazardText.section].rendered(kind.rawValue)?.contains(kind.rawValue) == true)
    }
  }
}
