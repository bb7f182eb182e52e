import Facts
import FoundationEssentials
import Testing

/// Facts of processes that another release wrote.
@Suite struct LenientProcessTests {
  private func decode(_ process: String) throws -> SampledProcess {
    let text = """
      {"seconds": 1, "ticksPerSecond": 100, "processes": [\(process)]}
      """
    let sample = try JSONDecoder().decode(Sample.self, from: Data(text.utf8))
    return try #require(sample.processes.first)
  }

  @Test func whatIsMissingWasNotAsked() throws {
    let process = try decode(#"{"pid": 7, "startTime": 1, "parent": 1, "state": "S"}"#)
    #expect(process.unread.isEmpty && process.threads.isEmpty && process.groups.isEmpty)
    #expect(process.faults == nil && process.guest.path == nil && process.guest.arguments == nil)
  }

  @Test func newNamesAreKeptAsTheyAre() throws {
    let process = try decode(
      """
      {"pid": 7, "startTime": 1, "parent": 1, "state": "S", "later": [1],
       "container": {"maker": "nerdctl", "id": "0a", "name": "web"},
       "threads": [{"id": 7, "state": "S", "ticks": 1, "kernelTicks": 0,
                    "targets": [{"descriptor": 3, "kind": "pidfd", "name": "child 9"}]}]}
      """)
    #expect(process.container?.maker.rawValue == "nerdctl")
    #expect(process.container?.maker.isBuilder == false)
    #expect(process.threads.first?.targets?.first?.kind.rawValue == "pidfd")
    #expect(process.threads.first?.targets?.first?.name == "child 9")
  }

  @Test(arguments: [1e-300, 0, -1, 1e300])
  func twoLooksNeedATimeBetweenThem(_ seconds: Double) {
    let first = Sample(seconds: 0, ticksPerSecond: 100)
    let second = Sample(seconds: seconds, ticksPerSecond: 100)
    #expect(ProcessSamples(first: first, second: second).implausiblePlace == "second.seconds")
  }

  @Test func aGroupIsNoDeeperThanThePathsOfTheKernel() {
    let path = String(repeating: "/a", count: 100_000)
    #expect(ControlGroup.enclosing(path).count == 64)
    var second = Sample(seconds: 1, ticksPerSecond: 100)
    second.groups = [ControlGroup(path: path)]
    let samples = ProcessSamples(
      first: Sample(seconds: 0, ticksPerSecond: 100), second: second)
    #expect(samples.implausiblePlace == "second.groups.0.path")
  }
}
