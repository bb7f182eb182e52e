import Facts
import struct FoundationEssentials.Data
import class FoundationEssentials.JSONDecoder
import Platforms
import Readiness
import Repair
import Reports
import Testing
import Text

@testable import Rendering

/// A host whose names are as hostile as names can be.
private func hostileReport(
  _ architectures: [String] = ["arm64"], ignored: [String] = [], variables: [String: String] = [:]
) throws -> Report {
  var facts = HostFacts(
    tool: ToolFacts(name: "crossready", version: "0.1.0", architecture: "amd64"))
  facts.kernel.knowsBinfmtMisc = .seen(true)
  let mount = BinfmtFacts.Mount(device: "0:30", type: "binfmt_misc", options: "rw")
  facts.binfmt.mounts = .seen([mount])
  facts.binfmt.status = .seen("enabled\n")
  facts.process.containerSigns = .seen([])
  facts.process.emulatorVariables = .seen(variables)
  let name: KernelText = "evil\n::error::100%,a:b|`x`<b>&\u{1b}[31m]]>"
  let text =
    "enabled\ninterpreter /q,\nflags: P\noffset 0\nmagic 7f454c460201010000000000000000000200b700\n"
    + "mask ffffffffffffff00fffffffffffffffffeffffff\n"
  facts.binfmt.entries = .seen([
    BinfmtFacts.EntryFile(name: name, text: .seen(KernelText(text)))
  ])
  let platforms = architectures.map { Platform(architecture: $0) }
  return Report.judging(
    facts,
    for: ReadinessRequest(platforms: platforms, isStrict: false, ignored: ignored))
}

struct GitHubTests {
  /// The cases of GitHub's own toolkit (`command.test.ts`).
  @Test func escapesAsGitHubDoes() {
    #expect(GitHubReport.escaped("a%b\r\nc:d,e") == "a%25b%0D%0Ac:d,e")
    #expect(GitHubReport.escaped(property: "a%b\r\nc:d,e") == "a%25b%0D%0Ac%3Ad%2Ce")
  }

  @Test func hostileNamesMakeNoCommands() throws {
    let annotations = GitHubReport(try hostileReport()).annotations
    let lines = annotations.split(separator: "\n")
    #expect(!lines.isEmpty)
    for line in lines {
      #expect(line.hasPrefix("::error title=crossready%3A ") || line.hasPrefix("::notice title="))
      // What stands before the message ends at the first separator, and holds no other.
      let command = line.components(of: "::")[1]
      let title = try #require(command.components(of: "title=").last)
      #expect(!title.contains(",") && !title.contains(":"))
      #expect(!line.contains("\r"))
    }
  }

  /// The runner looks for its old commands anywhere in a line.
  @Test func documentsHoldNoCommandOfGitHub() throws {
    let text = try JSONText.encoding(["a ##[add-path]/evil ##[": 1])
    #expect(!text.contains("##["))
    #expect(
      try JSONDecoder().decode([String: Int].self, from: Data(text.utf8))
        == ["a ##[add-path]/evil ##[": 1])
  }

  /// Nobody's job fails for a platform that it did not ask for.
  @Test func whatNobodyAskedForIsNoError() throws {
    let lines = GitHubReport(try hostileReport([])).annotations.split(separator: "\n")
    let errors = lines.filter { $0.hasPrefix("::error ") }
    #expect(!errors.isEmpty && errors.allSatisfy { $0.contains("linux/arm64") })
    #expect(lines.contains { $0.hasPrefix("::notice title=crossready%3A no-handler") })
  }

  @Test func logIsFenced() throws {
    let log = GitHubReport.fenced("x\n::error::y\n", by: "f00")
    #expect(log == "::stop-commands::f00\nx\n::error::y\n::f00::\n")
    #expect(GitHubReport.fenced("", by: "f00").isEmpty)
  }

  @Test func summaryIsATableWhateverTheNames() throws {
    let summary = GitHubReport(try hostileReport()).summary
    let rows = summary.split(separator: "\n").filter { $0.hasPrefix("|") }
    #expect(rows.count == 3)
    let evidence = summary.split(separator: "\n").filter { $0.hasPrefix("- ") }
    #expect(!evidence.isEmpty && !evidence.contains { $0.contains("<b>") || $0.contains(" |") })
    #expect(GitHubReport.markdown("a|b`c`@user <x>\n") == "a\\|b\\`c\\`&#64;user &lt;x&gt; ")
  }

  @Test func outputsAreThoseOfSetupQemu() throws {
    let appended = GitHubReport(try hostileReport())
      .appended(["GITHUB_OUTPUT": "/o", "GITHUB_STEP_SUMMARY": ""])
    #expect(appended.map(\.path) == ["/o"])
    #expect(appended.first?.text == "platforms=\nverdict=notReady\n")
  }
}

struct JUnitTests {
  private static let child: [String: [String]] = [
    "testsuites": ["testsuite"],
    "testsuite": ["properties", "testcase", "system-out", "system-err"],
    "properties": ["property"], "testcase": ["skipped", "error", "failure"],
  ]
  /// What the schema of Ant's JUnit reports, which Jenkins and others derive theirs from, requires.
  private static let required: [String: [String]] = [
    "testsuites": [],
    "testsuite": [
      "package", "id", "name", "timestamp", "hostname", "tests", "failures", "errors", "time",
    ],
    "property": ["name", "value"], "testcase": ["name", "classname", "time"],
    "failure": ["type"], "error": ["type"], "skipped": [], "properties": [], "system-out": [],
    "system-err": [],
  ]

  private func rendered() throws -> String {
    JUnitReport(try hostileReport(), time: 1_795_265_741, isStrict: false).rendered()
  }

  @Test func structureIsThatOfTheSchema() throws {
    let elements = try XMLElement.parsing(try rendered())
    #expect(elements.name == "testsuites")
    var all = [elements]
    while let element = all.popLast() {
      let required = try #require(Self.required[element.name], "\(element.name)")
      #expect(Set(required).isSubset(of: element.attributes.keys), "\(element.name)")
      let order = Self.child[element.name] ?? []
      let places = element.children.map { order.firstIndex(of: $0.name) }
      #expect(!places.contains(nil), "\(element.name)")
      #expect(places.compactMap(\.self) == places.compactMap(\.self).sorted())
      all += element.children
    }
  }

  @Test func countsAreTrue() throws {
    let suites = try XMLElement.parsing(try rendered()).children
    #expect(suites.map { $0.attributes["name"] } == ["linux/arm64"])
    for suite in suites {
      let cases = suite.children.filter { $0.name == "testcase" }
      #expect(cases.map { $0.attributes["name"] } == Link.allCases.map(\.rawValue))
      for (attribute, element) in [
        ("failures", "failure"), ("errors", "error"), ("skipped", "skipped"),
      ] {
        let count = cases.count { $0.children.contains { $0.name == element } }
        #expect(suite.attributes[attribute] == String(count), "\(attribute)")
      }
      #expect(suite.attributes["tests"] == "6")
      #expect(suite.attributes["timestamp"] == "2026-11-21T12:55:41")
    }
  }

  @Test func whatNobodyAskedForIsSkipped() throws {
    let report = JUnitReport(try hostileReport([]), time: 0, isStrict: true).rendered()
    for suite in try XMLElement.parsing(report).children {
      let isEntered = suite.attributes["name"] == "linux/arm64"
      #expect((suite.attributes["failures"] != "0") == isEntered, "\(suite.attributes)")
    }
  }

  @Test(arguments: [
    (0.1504, "0.150"), (-150.4, "0.000"), (.nan, "0.000"), (1e300, "1000000000.000"),
  ])
  func timesOfOthersAreBounded(_ seconds: Double, _ text: String) {
    #expect(JUnitReport.number(seconds) == text)
  }

  @Test func hostileTextIsEscaped() {
    #expect(
      JUnitReport.text("a<b>&\"]]>\u{1}\u{1b}\n") == "a&lt;b&gt;&amp;\"]]&gt;\u{fffd}\u{fffd}\n")
    #expect(JUnitReport.attribute("a\"\n") == "\"a&quot;&#10;\"")
  }
}

struct PrometheusTests {
  @Test func linesAreInTheTextFormat() throws {
    let text = PrometheusReport(try hostileReport(), time: 1_795_265_741.9).rendered()
    var typed: Set<Substring> = []
    for line in text.split(separator: "\n") {
      if line.hasPrefix("# TYPE ") {
        #expect(typed.insert(line.split(separator: " ")[2]).inserted)
        continue
      }
      if line.hasPrefix("# HELP ") { continue }
      let name = line.prefix { $0.isLetter || $0 == "_" }
      #expect(typed.contains(name))
      let value = try #require(line.split(separator: " ").last)
      #expect(Double(value) != nil)
    }
    #expect(text.contains("crossready_run_timestamp_seconds 1795265741\n"))
    #expect(text.contains(#"crossready_platform_ready{platform="linux/arm64"} 0"#))
    #expect(text.contains(#"crossready_link_passed{link="handler",platform="linux/arm64"} 0"#))
    #expect(text.hasSuffix("\n"))
  }

  /// An alert on what nobody wants would never end.
  @Test func whatNobodyAskedForIsNotMeasured() throws {
    let text = PrometheusReport(try hostileReport([]), time: 0).rendered()
    #expect(text.contains(#"crossready_platform_ready{platform="linux/arm64"} 0"#))
    #expect(!text.contains(#"crossready_platform_ready{platform="linux/s390x"}"#))
  }

  @Test func labelsAreEscaped() {
    #expect(PrometheusReport.escaped("a\"b\\c\nd") == #"a\"b\\c\nd"#)
  }
}

struct IgnoringTests {
  @Test func whatIsIgnoredIsANoteThatSaysSo() throws {
    let before = try hostileReport()
    let blocking = before.findings.filter { $0.severity == .blocks }.map(\.id)
    #expect(!blocking.isEmpty)
    let report = try hostileReport(ignored: blocking)
    let finding = try #require(report.findings.first { $0.id == blocking[0] })
    #expect(finding.severity == .note)
    #expect(finding.ignored == .blocks)
    #expect(report.platforms.first?.brokenLink == nil)
    let text = TextReport(
      report, style: TextStyle(isColoured: false, isUnicode: false, isRoot: true),
      detail: TextDetail(isVerbose: true)
    ).rendered()
    let mark = "\(blocking[0]) (ignored, it blocks otherwise)"
    #expect(text.contains("NOTE \(mark): "))
    let title = "crossready%3A \(blocking[0]) (ignored%2C it blocks otherwise)"
    #expect(GitHubReport(report).annotations.contains("::notice title=\(title)::"))
    #expect(GitHubReport(report).summary.contains("**note: \(mark)**"))
    #expect(JUnitReport(report, time: 0, isStrict: false).rendered().contains("note \(mark): "))
    #expect(
      PrometheusReport(report, time: 0).rendered()
        .contains("crossready_finding{finding=\"\(blocking[0])\",ignored=\"blocks\","))
  }

  /// The word was understood, though it changes nothing.
  @Test func noteThatIsIgnoredSaysSoToo() throws {
    let note = "environment-overrides-emulator"
    let report = try hostileReport(ignored: [note], variables: ["QEMU_CPU": "max"])
    let finding = try #require(report.findings.first { $0.id == note })
    #expect(finding.severity == .note && finding.ignored == .note)
    let text = TextReport(
      report, style: TextStyle(isColoured: false, isUnicode: false, isRoot: true),
      detail: TextDetail(isVerbose: true)
    ).rendered()
    #expect(text.contains("NOTE \(note) (ignored): "), "\(text)")
  }
}

extension StringProtocol {
  /// The parts between a separator.
  fileprivate func components(of separator: String) -> [SubSequence] {
    split(separator: separator, omittingEmptySubsequences: false)
  }
}

/// A host of which nothing could be read: every output says so, not only with its status.
struct UnknownTests {
  private func report() -> Report {
    var facts = HostFacts(
      tool: ToolFacts(name: "crossready", version: "0.1.0", architecture: "amd64"))
    facts.binfmt.entries = .failed(ReadFailure(path: "/proc/sys/fs/binfmt_misc", errno: 13))
    let platform = Platform(architecture: "arm64")
    return Report.judging(facts, for: ReadinessRequest(platforms: [platform], isStrict: false))
  }

  private let reason = "not read: /proc/sys/fs/binfmt_misc: permission denied (EACCES)"

  @Test func quietText() {
    #expect(report().exitStatus == .couldNotTell)
    let text = TextReport(
      report(), style: TextStyle(isColoured: false, isUnicode: false, isRoot: true)
    ).renderedFindings()
    #expect(text.hasPrefix("linux/arm64 is unknown: not read: "))
    #expect(text.contains(reason))
  }

  @Test func annotationAndSummary() {
    let github = GitHubReport(report())
    #expect(github.annotations.contains("::error title=crossready%3A unknown::"))
    #expect(github.annotations.contains(reason))
    #expect(github.summary.contains("not read: /proc/sys/fs/binfmt\\_misc"))
  }

  @Test func errorsOfCases() {
    let text = JUnitReport(report(), time: 0, isStrict: false).rendered()
    #expect(text.contains("message=\"unknown\">\(reason)"))
  }

  /// Who runs commands of a document decides how root is had.
  @Test func commandsOfALogAreWithoutSudo() throws {
    let report = try read(
      log: "#7 [linux/arm64 3/5] RUN make\n#7 9.1 exec /bin/sh: exec format error\n")
    let finding = try #require(report.findings.first)
    #expect(finding.commands.contains("sudo crossready register linux/arm64"))
    let part = LogDocument.FindingPart(finding)
    #expect(part.commands.contains("crossready register linux/arm64") && part.needsRoot)
  }
}
