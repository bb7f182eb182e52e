import Facts
import struct FoundationEssentials.Data
import class FoundationEssentials.JSONDecoder
import class FoundationEssentials.JSONEncoder
import Platforms
import Readiness
import Repair
import Reports
import Testing
import Text

struct CodingTests {
  /// What is masked in a facts file must not be what a judge looks for.
  @Test(arguments: Example.all)
  func factsSurviveJSON(_ example: Example) throws {
    let data = try JSONEncoder().encode(example.facts)
    let decoded = try JSONDecoder().decode(HostFacts.self, from: data)
    let request = ReadinessRequest(platforms: Platform.table, isStrict: false)
    let before = Report.judging(example.facts, for: request)
    let after = Report.judging(decoded, for: request)
    #expect(after.platforms == before.platforms)
    #expect(after.findings.map(\.id) == before.findings.map(\.id))
    #expect(after.findings.map(\.severity) == before.findings.map(\.severity))
    #expect(after.findings.map(\.platforms) == before.findings.map(\.platforms))
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    #expect(try encoder.encode(decoded) == encoder.encode(example.facts))
  }

  @Test func missingKeysAreNotAsked() throws {
    let text = """
      {"schema": 1, "tool": {"name": "crossready", "version": "0", "architecture": "amd64"},
       "kernel": {"unheardOf": 1}}
      """
    let facts = try JSONDecoder().decode(HostFacts.self, from: Data(text.utf8))
    #expect(facts.kernel.uname == .notAsked)
    #expect(facts.binfmt.entries == .notAsked)
    #expect(facts.probing.runs.isEmpty)
    #expect(try facts.judged("linux/arm64").exitStatus == .couldNotTell)
  }

  @Test func bytesThatAreNoTextSurvive() throws {
    let facts = Sample.host().with { facts in
      facts.binfmt.entries = .seen([
        BinfmtFacts.EntryFile(name: KernelText([0xff, 0x1b]), text: .seen(KernelText([0xfe])))
      ])
    }
    let data = try JSONEncoder().encode(facts)
    #expect(try JSONDecoder().decode(HostFacts.self, from: data) == facts)
  }
}
