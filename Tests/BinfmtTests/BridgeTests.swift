import Binfmt
import Platforms
import Testing
import Text

struct BridgeTests {
  private func entry(_ name: String, flags: String) throws -> Entry {
    let arm64 = try #require(Architecture.named("arm64"))
    return Entry(
      name: KernelText(name), isEnabled: true,
      interpreter: "/usr/libexec/qemu-binfmt/aarch64-binfmt-P",
      flags: Flags(flags), match: .magic(arm64.magic))
  }

  /// A bridge may have no P, as its emulator does not know by its name that it gets one.
  @Test(arguments: ["OCF", "OCPF", "OCFPX"])
  func whatIsLeftOfItTellsTheOldFlags(flags: String) throws {
    let old = try entry("qemu-aarch64", flags: flags)
    let arm64 = try #require(old.architectures.first)
    let bridge = Bridge(for: old, of: arm64)
    #expect(Bridge.isName(bridge.name))
    let left = Entry(
      name: bridge.name, isEnabled: true, interpreter: "/proc/17/exe",
      flags: old.flags.removing("P"), match: old.match)
    let found = try #require(Bridge(leftBehind: left))
    #expect(found.name == bridge.name)
    #expect(found.old.name == old.name)
    #expect(Set(found.old.flags.letters) == Set(flags))
  }

  @Test func otherEntriesAreNone() throws {
    for name in ["qemu-aarch64", "crossready", "crossready-old-", "crossready-oldP-"] {
      #expect(try Bridge(leftBehind: entry(name, flags: "F")) == nil)
    }
  }
}
