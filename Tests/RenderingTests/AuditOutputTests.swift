import struct FoundationEssentials.Data
import class FoundationEssentials.JSONDecoder
import Images
import Platforms
import Testing

@testable import Rendering

private let arm64 = Platform(architecture: "arm64")

/// A directory with one program of the wrong CPU.
private func report(
  wanted: [Platform] = [arm64], isAsked: Bool = true, problems: [AuditProblem] = []
) throws -> AuditReport {
  let identity = try #require(Architecture.named("amd64")).identity
  let header = try #require(ELFHeader(prefix: identity.header(type: .executable)))
  var tree = FileTree()
  tree.add(ProgramFile(head: .elf(header), isExecutable: true), at: TreePath("bin/::error::,%"))
  var found = FoundImages()
  found.images = [ImageContents(name: "a,b", tree: tree)]
  for problem in problems { found.problems.add(problem.subject, problem.reason) }
  return AuditReport(found, subject: "a,b", wanted: wanted, isAsked: isAsked)
}

private let plain = TextStyle(isColoured: false, isUnicode: false, isRoot: true)

struct AuditOutputTests {
  @Test func textAnswersFirstAndEndsWithACommand() throws {
    let text = TextAudit(try report(), style: plain).rendered()
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines[0] == "linux/arm64: the content is amd64, not arm64.")
    #expect(text.hasSuffix("\n\nMore about it:\n  crossready explain content-of-other-cpu\n"))
    #expect(text.contains("shows as: exec format error"))
    #expect(lines.allSatisfy { $0.count <= 80 })
  }

  /// Of several images in one archive, each sentence says which it is about.
  @Test func imagesThatLieTogetherAreNamed() throws {
    let identity = try #require(Architecture.named("amd64")).identity
    let header = try #require(ELFHeader(prefix: identity.header(type: .executable)))
    var tree = FileTree()
    tree.add(ProgramFile(head: .elf(header), isExecutable: true), at: TreePath("bin/a"))
    var found = FoundImages()
    found.images = [
      ImageContents(name: "a:1", tree: FileTree()), ImageContents(name: "b:2", tree: tree),
    ]
    let report = AuditReport(found, subject: "x.tar", wanted: [arm64], isAsked: true)
    let text = TextAudit(report, style: plain).rendered()
    #expect(text.hasPrefix("linux/arm64: b:2: the content is amd64, not arm64."))
    #expect(text.contains("CERTAIN content-of-other-cpu: b:2: the content"))
    #expect(report.annotations.contains("linux/arm64: b:2: "))
  }

  @Test func hostIsNamedWhereNobodyAsked() throws {
    let text = TextAudit.conclusion(of: try report(isAsked: false))
    #expect(text == "linux/arm64, this host: the content is amd64, not arm64.")
  }

  @Test func statusOfWhatCannotBeReadIsTwoUnlessSomethingIsWrong() throws {
    let problem = AuditProblem(subject: "l.tar", reason: .missingProgram("zstd"))
    let amd64 = Platform(architecture: "amd64")
    #expect(try report().status == .no)
    #expect(try report(wanted: [amd64]).status == .yes)
    #expect(try report(problems: [problem]).status == .no)
    let unknown = try report(wanted: [amd64], problems: [problem])
    #expect(unknown.status == .couldNotTell)
    #expect(
      TextAudit.conclusion(of: unknown)
        == "linux/amd64: unknown, because not everything could be read: l.tar: zstd, which unpacks it, "
        + "is not installed; install zstd.")
  }

  @Test func ignoredFindingsAreLeftOut() throws {
    var report = try report()
    report.ignore(["content-of-other-cpu"])
    #expect(report.status == .yes && report.allFindings.isEmpty)
  }

  @Test func documentHasItsShape() throws {
    struct Shape: Decodable {
      struct Finding: Decodable {
        let id: String
        let certainty: String
        let paths: [String]
        let count: Int
        let summary: String
        let repair: String
      }
      struct Image: Decodable {
        struct Entrypoint: Decodable { let path: String }
        let name: String
        let platform: String
        let entrypoint: Entrypoint?
        let content: [String: Int]
        let findings: [Finding]
      }
      let kind: String
      let schema: Int
      let images: [Image]
      let missingPlatforms: [String]
      let exitStatus: Int
    }
    let json = try JSONText.encoding(Document(.audit, AuditDocument(report())))
    let document = try JSONDecoder().decode(Shape.self, from: Data(json.utf8))
    #expect(document.kind == "audit" && document.schema == 1 && document.exitStatus == 1)
    let image = try #require(document.images.first)
    #expect(image.content == ["amd64": 1] && image.platform == "linux/arm64")
    #expect(image.findings.map(\.id) == ["content-of-other-cpu"])
    #expect(image.findings[0].paths == ["bin/::error::,%"])
  }

  @Test func annotationsAreAtTheFile() throws {
    let text = try report().annotations
    #expect(
      text.hasPrefix(
        "::error file=a%2Cb/bin/%3A%3Aerror%3A%3A%2C%25,title=crossready%3A content-of-other-cpu::")
    )
    #expect(text.split(separator: "\n").count == 1)
  }

  @Test func codeScanningGetsRulesAndResults() throws {
    struct Shape: Decodable {
      struct Run: Decodable {
        struct Result: Decodable {
          let ruleId: String
          let level: String
        }
        let results: [Result]
      }
      let version: String
      let runs: [Run]
    }
    let json = try JSONText.encoding(SARIFDocument(report()))
    let document = try JSONDecoder().decode(Shape.self, from: Data(json.utf8))
    #expect(document.version == "2.1.0")
    #expect(document.runs[0].results.map(\.ruleId) == ["content-of-other-cpu"])
    #expect(document.runs[0].results[0].level == "error")
  }

  @Test func everyFindingIsExplained() {
    for kind in AuditKind.allCases {
      let text = [AuditText.section].rendered(kind.rawValue) ?? ""
      #expect(text.hasPrefix("\(kind.rawValue): "))
      #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 })
      for sentence in [kind.summary, kind.repair] {
        #expect(sentence.first?.isUppercase == false && sentence.last != ".")
      }
    }
  }

  @Test func everyProblemSaysWhatToDo() {
    let reasons: [AuditProblem.Reason] = [
      .unreadable(errno: 13), .archive(.cutOff), .archive(.damagedHeader), .archive(.oversizedName),
      .archive(.tooManyEntries), .archive(.tooLarge), .missingProgram("zstd"),
      .failed(program: "gzip", words: "no"), .packed("xz"), .absent, .damagedDocument, .tooDeep,
      .tooMany,
    ]
    for reason in reasons {
      #expect(AuditProblem(subject: "s", reason: reason).message.contains("; "))
    }
  }
}
