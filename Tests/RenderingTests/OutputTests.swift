import Facts
import FoundationEssentials
import Platforms
import Readiness
import Repair
import Reports
import Testing
import Text

@testable import Rendering

extension TextStyle {
  /// Plain text, as a file receives it.
  fileprivate static let plain = TextStyle(isColoured: false, isUnicode: false, isRoot: true)
}

struct OutputTests {
  /// A host whose kernel, names and words are as hostile as a kernel permits.
  private var hostile: HostFacts {
    let path = KernelText(Array("/".utf8) + [UInt8](repeating: 0x41, count: 65_000) + [0x1b, 0xff])
    let text = KernelText(
      Array("enabled\ninterpreter ".utf8) + path.bytes
        + Array(
          "\nflags: PZ\u{1b}[31m\noffset 0\nmagic 7f454c460201010000000000000000000200b700\n".utf8))
    var facts = HostFacts(
      tool: ToolFacts(name: "cross\u{1b}]ready", version: "0.1.0\u{9b}", architecture: "amd64"))
    facts.kernel.knowsBinfmtMisc = .seen(true)
    facts.binfmt.status = .seen("enabled\n")
    facts.binfmt.entries = .seen([
      BinfmtFacts.EntryFile(name: "\u{1b}]0;owned\u{7}\u{202e}é", text: .seen(text)),
      BinfmtFacts.EntryFile(
        name: "gone", text: .failed(ReadFailure(path: "gone", errno: 13))),
    ])
    facts.probing.root = .seen("directory")
    facts.probing.runs = [
      ProbeRun(
        architecture: "arm64", purpose: .chain, programs: ["linux/arm64", "linux/arm64 pie"],
        exitStatus: 1, output: "\u{1b}[2J\u{7}",
        errors: OutsideText(KernelText([UInt8](repeating: 7, count: 9000))))
    ]
    return facts
  }

  private func report(_ facts: HostFacts) -> Report {
    Report.judging(facts, for: ReadinessRequest(platforms: [], isStrict: false))
  }

  @Test func textFitsItsColumnsAndIsHarmless() {
    let texts = [
      TextReport(report(hostile), style: .plain).rendered(),
      TextList(hostile.binfmt.entries.value ?? [], of: hostile.binfmt, style: .plain).rendered(),
      CatalogueText.rendered(Check.all), Check.all.map(CatalogueText.rendered).joined(),
    ]
    for text in texts {
      #expect(text.utf8.allSatisfy { $0 == 0x0a || (0x20...0x7e).contains($0) })
    }
    // Commands stand on lines of their own, whatever their length.
    for text in texts {
      for line in text.split(separator: "\n") where line.count > 80 {
        #expect(line.hasPrefix("    ") && line.contains("binfmt"), "\(line)")
      }
    }
  }

  @Test func colourNeedsATerminal() {
    let style = TextStyle(isColoured: true, isUnicode: true, isRoot: false)
    let coloured = TextReport(report(hostile), style: style).rendered()
    #expect(coloured.contains("\u{1b}[31m"))
    #expect(!TextReport(report(hostile), style: .plain).rendered().contains("\u{1b}"))
  }

  @Test func commandsAreWrappedForOthersThanRoot() {
    let style = TextStyle(isColoured: false, isUnicode: false, isRoot: false)
    var facts = hostile
    facts.binfmt.status = .seen("disabled\n")
    let text = TextReport(report(facts), style: style, detail: TextDetail(isVerbose: true))
      .rendered()
    #expect(text.contains("    sudo sh -c 'echo 1 > /proc/sys/fs/binfmt_misc/status'\n"))
  }

  @Test func jsonHasEveryKey() throws {
    struct Shape: Decodable {
      let schema: Int
      let tool: [String: String]
      let verdict: String
      let supported: [String]
      let emulators: [String]
      let exitStatus: Int
    }
    let text = try JSONText.encoding(Document(.check, ReportDocument(report(hostile))))
    let shape = try JSONDecoder().decode(Shape.self, from: Data(text.utf8))
    #expect(shape.schema == 1)
    #expect(shape.supported.isEmpty)
    #expect(shape.emulators.count == 1)
    for key in [
      "\"brokenLink\" : null", "\"emulator\" : null", "\"handler\" : null", "\"machine\" : null",
      "\"required\" : false", "\"emptyRoot\" : \"directory\"", "\"remedy\" : {",
    ] {
      #expect(text.contains(key), "\(key)")
    }
  }

  @Test func equalReportsAreEqualBytes() throws {
    let first = try JSONText.encoding(Document(.check, ReportDocument(report(hostile))))
    let facts = try JSONDecoder().decode(
      HostFacts.self, from: Data(try JSONText.encoding(hostile).utf8))
    #expect(try JSONText.encoding(Document(.check, ReportDocument(report(facts)))) == first)
  }
}
