import Facts
import Testing

@testable import LinuxHost

/// What `docker buildx history` of buildx 0.29 prints of builds that run.
struct BuildHistoryTests {
  private static let list = """
    {"created_at":"2026-11-28T09:25:28Z","name":"c","ref":"default/default/rzlcz","status":"Running"}
    {"completed_at":"2026-11-28T09:25:20Z","name":"c","ref":"default/default/qckb5","status":"Completed"}
    ERROR: something else
    """

  /// The last line was cut when the follower was ended.
  private static let log = #"""
    {"vertexes":[{"digest":"a","name":"[internal] load build definition from Dockerfile"},{"digest":"b","name":"[linux/arm64 stage-1 2/3] RUN --network=none make   all"}]}
    {"vertexes":[{"digest":"a","name":"[internal] load","started":"2026","completed":"2026"}]}
    {"vertexes":[{"digest":"b","name":"[linux/arm64 stage-1 2/3] RUN --network=none make   all","started":"2026"}],"logs":[{"vertex":"b","stream":1,"data":"YmVnaW4K"}]}
    {"logs":[{"vertex":"b","stream":2,"data":"ZXJyCg=="},{"vertex":"a","data":"bm8K"}]}
    {"vertexes":[{"digest":"b","na
    """#

  @Test func buildsThatRun() {
    #expect(BuildHistory.running(listed: Array(Self.list.utf8)) == ["rzlcz"])
    #expect(BuildHistory.running(listed: Array("Usage:  docker buildx\n".utf8)) == [])
  }

  @Test func stepsThatRun() {
    let steps = BuildHistory.steps(following: Array(Self.log.utf8))
    #expect(
      steps == [
        BuildHistory.Step(
          name: "[linux/arm64 stage-1 2/3] RUN --network=none make   all",
          output: Array("begin\nerr\n".utf8))
      ])
    #expect(BuildHistory(steps).step(running: "make all", for: "arm64", isOnly: false) == steps[0])
    #expect(BuildHistory(steps).step(running: "make all", for: "arm", isOnly: true) == nil)
  }

  /// A step is known by its command; where that has variables in it, by being the only one.
  @Test func stepOfACommand() {
    func step(_ name: String) -> BuildHistory.Step { BuildHistory.Step(name: name, output: []) }
    let make = step("[2/2] RUN make")
    let check = step("[2/3] RUN cd x && make")
    let list = step(#"[2/2] RUN ["/bin/busybox", "sh", "-c", "echo begin; /bin/guest"]"#)
    let history = BuildHistory([make, check, list])
    #expect(history.step(running: "make", for: "arm64", isOnly: true) == make)
    #expect(history.step(running: "cd x &&   make", for: nil, isOnly: false) == check)
    #expect(history.step(running: "echo begin; /bin/guest", for: "arm64", isOnly: false) == list)
    #expect(
      history.step(running: "/bin/busybox sh -c echo begin; /bin/guest", for: nil, isOnly: false)
        == list)
    #expect(history.step(running: "make $WHAT", for: "arm64", isOnly: true) == nil)
    #expect(BuildHistory([make]).step(running: "$WHAT", for: "arm64", isOnly: true) == make)
    #expect(BuildHistory([make]).step(running: "$WHAT", for: "arm64", isOnly: false) == nil)
    let platforms = ["arm64", "amd64", "arm/v7"].map { step("[linux/\($0) 2/2] RUN make") }
    #expect(
      BuildHistory(platforms).step(running: "make", for: "arm", isOnly: true) == platforms[2])
    #expect(BuildHistory(platforms).step(running: "make", for: nil, isOnly: true) == nil)
  }

  @Test func builderOfAStep() {
    var container = Container(maker: .buildkit, id: "x")
    #expect(container.builder == nil)
    container.builderProgram = "dockerd"
    #expect(container.builder == "default")
    container.builderProgram = "buildkitd"
    container.builderName = "buildx_buildkit_cross0"
    #expect(container.builder == "cross")
    container.builderName = "mine"
    #expect(container.builder == nil)
  }

  /// Blank lines tell nothing, and a progress bar only what it was at last.
  @Test func lastLines() {
    #expect(LastLines.last(Array("a\nb\n\n10 %\r20 %\r\n \nd".utf8)) == ["b", "20 %", "d"])
    #expect(LastLines.last(Array("\r\n\n".utf8)) == [])
  }
}
