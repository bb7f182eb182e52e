import Facts
import LinuxHost
import Testing

@Suite struct MountinfoTests {
  private static let directory = "/proc/sys/fs/binfmt_misc"

  private func mounts(_ text: String, at directory: String = directory) -> [BinfmtFacts.Mount] {
    Mountinfo.mounts(in: Array(text.utf8), at: directory)
  }

  // Debian 12 with systemd; the autofs trigger has been touched.
  private static let automounted = """
    24 30 0:22 / /proc rw,nosuid,nodev,noexec,relatime shared:13 - proc proc rw
    31 24 0:27 / /proc/sys/fs/binfmt_misc rw,relatime shared:14 - autofs systemd-1 rw,fd=29
    72 31 0:39 / /proc/sys/fs/binfmt_misc rw,nosuid shared:30 - binfmt_misc binfmt_misc rw

    """

  @Test func theTopmostIsLast() {
    #expect(
      mounts(Self.automounted) == [
        BinfmtFacts.Mount(device: "0:27", type: "autofs", options: "rw,relatime"),
        BinfmtFacts.Mount(device: "0:39", type: "binfmt_misc", options: "rw,nosuid"),
      ])
    #expect(mounts(Self.automounted, at: "/proc").map(\.type) == ["proc"])
    #expect(mounts(Self.automounted, at: "/sys") == [])
    #expect(mounts("") == [])
  }

  @Test(arguments: ["", "shared:1 ", "shared:1 master:2 propagate_from:3 unbindable new:9 "])
  func optionalFieldsAreSkipped(fields: String) {
    let text = "72 31 0:39 / \(Self.directory) ro \(fields)- binfmt_misc none rw\n"
    #expect(mounts(text).map(\.type) == ["binfmt_misc"])
    #expect(mounts(text).map(\.options) == ["ro"])
  }

  @Test func escapesAreUndone() {
    let text = "7 1 0:3 / /a\\040b\\011\\012\\134\\043 rw - fuse.x\\040y none rw\n"
    #expect(mounts(text, at: "/a b\t\n\\#").map(\.type) == ["fuse.x y"])
    let strange = "7 1 0:3 / /a\\04\\999\\777\\ rw - x none rw\n"
    #expect(mounts(strange, at: "/a\\04\\999\\777\\").map(\.type) == ["x"])
  }

  // A privileged container that binds the directory: /proc/sys is bound again over it.
  @Test func aMountHiddenByAnotherOnTheWayIsLeftOut() {
    let text = """
      10 9 0:50 / /proc rw - proc proc rw
      11 10 0:39 / /proc/sys/fs/binfmt_misc rw - binfmt_misc none rw
      12 10 0:50 /sys /proc/sys ro - proc proc rw
      """
    #expect(mounts(text) == [])
    let bound = text + "\n13 12 0:39 / /proc/sys/fs/binfmt_misc ro - binfmt_misc none rw\n"
    #expect(mounts(bound).map(\.options) == ["ro"])
    let newProc = """
      10 9 0:50 / /proc rw - proc proc rw
      11 10 0:39 / /proc/sys/fs/binfmt_misc rw - binfmt_misc none rw
      12 10 0:51 / /proc rw - proc proc rw
      """
    #expect(mounts(newProc) == [])
    let neighbour = text.replacing(" /proc/sys ro", with: " /proc/sys/fs/binfmt ro")
    #expect(mounts(neighbour).count == 1)
  }

  @Test(arguments: [
    "\n", "garbage\n", "72 31 0:39\n", "72 x 0:39 / /proc/sys/fs/binfmt_misc rw - a b c\n",
    "72 31 0:39 / /proc/sys/fs/binfmt_misc rw binfmt_misc none rw x y\n",
    "72 31 0:39 / /proc/sys/fs/binfmt_misc rw shared:1 x y z -\n",
    "72 31 0:39 / - - - - - - -\n", "- - - - - - - - - - -\n", "\\\\\\\\\\ \\ \\0 \\08 \\1\n",
    "99999999999999999999 99999999999999999999 0:39 / /proc/sys/fs/binfmt_misc rw - a b c\n",
  ])
  func hostileLinesAreSkipped(line: String) {
    #expect(mounts(line + Self.automounted).count == 2)
    #expect(mounts(Self.automounted + line.dropLast()).count == 2)
  }

  @Test func bytesThatAreNoTextAreHarmless() {
    let text = [0xff, 0x20, 0x0a] + Array(Self.automounted.utf8) + [0xfe]
    #expect(Mountinfo.mounts(in: text, at: Self.directory).count == 2)
  }
}
