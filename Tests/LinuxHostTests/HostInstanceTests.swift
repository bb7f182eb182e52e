import Facts
import LinuxHost
import Testing
import Text

/// When a container may mount binfmt_misc, and what becomes of its entries.
@Suite struct HostInstanceTests {
  private func refusal(_ map: Fact<KernelText>) -> RegisteringError? {
    var process = ProcessFacts()
    process.userNamespaceMap = map
    return HostInstance.refusal(in: process)
  }

  /// A map that cannot be read is not that of the host.
  @Test func aUserNamespaceHasNoInstanceOfTheHost() {
    #expect(refusal(.seen("         0          0 4294967295\n")) == nil)
    guard case .inUserNamespace = refusal(.seen("0 100000 65536\n")) else {
      Issue.record("not told of the namespace")
      return
    }
    let failure = ReadFailure(path: "/proc/self/uid_map", errno: 13)
    guard case .userNamespaceUnknown(failure) = refusal(.failed(failure)) else {
      Issue.record("not told that it is unknown")
      return
    }
  }

  @Test func newKernelsTakeEntriesAlong() {
    #expect(HostInstance.keepsEntries(on: [6, 7, 0]) == false)
    #expect(HostInstance.keepsEntries(on: [6, 12, 48]) == false)
    #expect(HostInstance.keepsEntries(on: [7, 0]) == false)
    // Stable releases do as newer ones, some since a release of theirs.
    for release in [[6, 6, 40], [6, 1, 112], [5, 10], [2, 6, 78], []] {
      #expect(HostInstance.keepsEntries(on: release) == nil, "\(release)")
    }
  }
}
