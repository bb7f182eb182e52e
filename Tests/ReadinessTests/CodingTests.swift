import Facts
import FoundationEssentials
import Testing
import Text

struct CodingTests {
  @Test(arguments: Example.all)
  func factsSurviveJSON(_ example: Example) throws {
    let data = try JSONEncoder().encode(example.facts)
    #expect(try JSONDecoder().decode(HostFacts.self, from: data) == example.facts)
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
