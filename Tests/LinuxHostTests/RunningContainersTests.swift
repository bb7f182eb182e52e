import Facts
@testable import LinuxHost
import Testing

/// What `audit --running` says of engines that do not answer beside one that does.
struct RunningContainersTests {
  private func noting(_ change: (inout EngineFacts) -> Void) -> RunningContainers {
    var engine = EngineFacts(program: "docker", path: "/usr/bin/docker")
    engine.call = EngineCall(words: "Cannot connect to the Docker daemon")
    change(&engine)
    var running = RunningContainers()
    running.note(engine)
    return running
  }

  @Test func anEngineThatRefusesUsMayHaveContainers() {
    let denied = noting { $0.call?.words = "permission denied while trying to connect" }
    #expect(denied.problems.first.map(\.subject) == ["the containers of docker"])
    let late = noting { $0.call?.timedOut = true }
    #expect(late.problems.count == 1)
  }

  @Test func aServiceThatIsDownIsSaid() {
    let down = noting { _ in }
    #expect(down.problems.count == 0)
    #expect(down.remarks.count == 1)
    #expect(noting { $0.path = nil }.remarks.isEmpty)
  }
}
