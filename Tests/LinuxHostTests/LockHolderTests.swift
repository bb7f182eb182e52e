import Glibc
import Testing

@testable import LinuxHost

/// Who holds a lock.
@Suite struct LockHolderTests {
  /// As Linux 6.18 prints it; a waiting process stands behind an arrow.
  private let table = Array(
    """
    1: POSIX  ADVISORY  WRITE 22766 00:39:3 0 EOF
    2: FLOCK  ADVISORY  WRITE 27919 00:40:55 0 EOF
    3: -> FLOCK  ADVISORY  WRITE 4 00:39:1 0 EOF
    4: OFDLCK ADVISORY  READ -1 00:06:3 0 EOF
    5: FLOCK  ADVISORY  WRITE 27906 fe:01:12 0 EOF
    6: FLOCK  ADVISORY  WRITE 81 103:100:3 0 EOF

    """.utf8)

  @Test func isTheProcessThatLockedTheWholeFile() {
    #expect(LockHolder.process(in: table, device: 0x40, inode: 55) == 27919)
    #expect(LockHolder.process(in: table, device: 0xfe01, inode: 12) == 27906)
    // Numbers that do not fit two digits (major 0x103, minor 0x100).
    #expect(LockHolder.process(in: table, device: 0x1_03 << 8 | 0x1 << 20, inode: 3) == 81)
  }

  @Test func isNobodyOfAnotherFileAndNobodyWhoWaits() {
    #expect(LockHolder.process(in: table, device: 0x39, inode: 3) == nil)
    #expect(LockHolder.process(in: table, device: 0x39, inode: 1) == nil)
    #expect(LockHolder.process(in: table, device: 0x40, inode: 5) == nil)
    #expect(LockHolder.process(in: Array("1: FLOCK\n\n:".utf8), device: 0, inode: 0) == nil)
  }
}
