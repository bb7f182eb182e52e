import Platforms
import Testing

@testable import Logs

/// What a container's last words and its status tell, where its platform is known.
struct ContainerEndTests {
  private func cause(
    _ text: String, status: Int? = 1, of platform: String = "arm64", on machine: String = "amd64",
    startsPrograms: Bool = false
  ) -> LogFinding? {
    ContainerEnd(
      text: text, status: status, image: "app:1", platform: Platform(architecture: platform),
      machine: Platform(architecture: machine), startsPrograms: startsPrograms
    ).cause
  }

  @Test func refusedProgram() throws {
    let refused = "exec /usr/bin/node: exec format error\n"
    let found = try #require(cause(refused))
    #expect(found.cause == .noHandlerThere && found.platform?.description == "linux/arm64")
    #expect(
      found.reason.hasPrefix("the machine that runs it (linux/amd64) cannot start programs of"))
    #expect(found.commands.last == "sudo crossready register linux/arm64")
    #expect(found.commands.first == "crossready audit app:1 --platform linux/arm64")
    // Where other programs of the platform start, it is the image.
    let mislabelled = try #require(cause(refused, startsPrograms: true))
    #expect(mislabelled.cause == .execUndecided)
    #expect(cause(refused, of: "amd64")?.cause == .execUndecided)
  }

  @Test func missingLoader() throws {
    let missing = "exec /app/tool: no such file or directory\n"
    #expect(cause(missing)?.cause == .notFound)
    #expect(cause(missing, startsPrograms: true)?.cause == .loaderMissing)
    #expect(cause(missing, of: "amd64")?.cause == .loaderMissing)
    #expect(cause("exec /bin/sh: no such file or directory\n", of: "amd64")?.cause == .notFound)
  }

  /// A crash may leave nothing but the status of a signal.
  @Test func crashes() {
    let words = "qemu: uncaught target signal 11 (Segmentation fault) - core dumped\n"
    #expect(cause(words, status: nil)?.cause == .segfault)
    #expect(cause("", status: 139)?.cause == .segfault)
    #expect(cause("", status: 139)?.excerpt == "it exited with 139")
    #expect(cause("", status: 132)?.cause == .illegalInstruction)
    #expect(cause("", status: 139, of: "amd64") == nil)
    #expect(cause("", status: 137)?.cause == .outOfMemory)
  }

  @Test func failuresOfOtherKinds() {
    #expect(cause("1 failing\n") == nil)
    #expect(cause("", status: 0) == nil)
    let end = ContainerEnd(text: "1 failing\n", status: 3, image: nil, platform: nil, machine: nil)
    #expect(end.report.failure?.status == 3 && !end.report.hasErrors)
  }
}
