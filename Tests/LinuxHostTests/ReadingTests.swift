import Glibc
import Testing

@testable import LinuxHost

/// Which paths may never answer, and which files are opened at all.
struct ReadingTests {
  private static func line(_ point: String, _ type: String) -> String {
    "1 0 0:1 / \(point) rw - \(type) none rw\n"
  }

  private static let table = MountTable(
    mountinfo: Array(
      (line("/", "ext4") + line("/far", "fuse.sshfs") + line("/far/near", "tmpfs")
        + line("/home", "nfs4") + line("/home", "ext4") + line("/auto", "autofs")).utf8))

  @Test(arguments: [
    ("/usr/bin/qemu", nil), ("/far", "/far"), ("/far/x", "/far"), ("/farther/x", nil),
    ("/far/../usr/x", "/far"), ("/home/x", nil), ("/auto/x", "/auto"), ("relative", nil),
    // Whoever walks to what is mounted below it asks it first.
    ("/far/near/x", "/far"),
  ])
  func theFirstMountOnTheWayThatMayStall(_ path: String, _ point: String?) {
    let mount = Self.table.stalling(on: Array(path.utf8))
    #expect(mount.map { String(decoding: $0.point, as: UTF8.self) } == point)
  }

  @Test func linksAreFollowedWithoutTouchingWhereTheyLead() throws {
    let scratch = try ScratchDirectory()
    #expect(symlink("/far/emulator", scratch.path + "/one") == 0)
    #expect(symlink("one", scratch.path + "/two") == 0)
    #expect(symlink("loop", scratch.path + "/loop") == 0)
    #expect(Self.table.stalling(on: Array((scratch.path + "/two").utf8)) != nil)
    #expect(Self.table.stalling(on: Array((scratch.path + "/loop").utf8)) == nil)
  }

  @Test func onlyRegularFilesAreOpened() throws {
    let scratch = try ScratchDirectory()
    let (pipe, link, file) = (scratch.path + "/p", scratch.path + "/l", scratch.path + "/f")
    #expect(mkfifo(pipe, 0o600) == 0 && symlink(pipe, link) == 0)
    try AtomicFile.write(Array("0123456789".utf8), to: file)
    for path in [pipe, link, scratch.path, "/dev/null", "/proc/version"] {
      #expect(throws: SystemCallError(call: "open", path: path, errno: EINVAL)) {
        let opened = try RegularFile(opening: Array(path.utf8))
        _ = try opened.read(at: 0, count: 1)
      }
    }
    let opened = try RegularFile(opening: Array(file.utf8))
    #expect(try opened.read(at: 7, count: 10) == Array("789".utf8))
    #expect(try opened.read(at: .max, count: 10) == [])
  }
}
