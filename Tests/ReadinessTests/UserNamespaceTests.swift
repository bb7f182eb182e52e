import Facts
import Readiness
import Testing
import Text

/// Which instance is seen, where the user namespace may be unknown.
struct UserNamespaceTests {
  private static let unreadable: Fact<KernelText> = .failed(
    ReadFailure(path: "/proc/self/uid_map", errno: 13))
  private static let whole: Fact<KernelText> = .seen("0 0 4294967295\n")
  private static let part: Fact<KernelText> = .seen("0 1000 1\n")

  private func instance(_ map: Fact<KernelText>, _ initial: Fact<[String]>) throws -> String? {
    let facts = Sample.host().with { facts in
      facts.process.userNamespaceMap = map
      facts.binfmt.mounts = .seen([mount("0:30")])
      facts.binfmt.initMounts = initial.value.map { .seen($0.map(mount)) } ?? .notAsked
    }
    let report = try facts.judged("linux/arm64")
    let isSaid = report.findings.contains { $0.id == "binfmt-private-instance" }
    #expect(isSaid == (report.host.instance == "private"))
    return report.host.instance
  }

  private func mount(_ device: String) -> BinfmtFacts.Mount {
    BinfmtFacts.Mount(device: device, type: "binfmt_misc", options: "rw")
  }

  @Test func theInstanceOfAUserNamespace() throws {
    #expect(try instance(Self.whole, .notAsked) == "host")
    #expect(try instance(Self.part, .seen(["0:30"])) == "host")
    #expect(try instance(Self.part, .seen(["0:29"])) == "private")
    #expect(try instance(Self.part, .seen([])) == "private")
    #expect(try instance(Self.part, .notAsked) == nil)
  }

  /// A map that cannot be read is no whole map; the mounts may tell all the same.
  @Test func anUnknownUserNamespace() throws {
    #expect(try instance(Self.unreadable, .notAsked) == nil)
    #expect(try instance(Self.unreadable, .seen([])) == nil)
    #expect(try instance(Self.unreadable, .seen(["0:30"])) == "host")
    #expect(try instance(Self.unreadable, .seen(["0:29"])) == "private")
  }
}
