/// A system call in which a thread may wait.
package struct SystemCall: Sendable {
  /// The kernel's name of it.
  package let name: String
  private let amd64: Int
  private let generic: Int
  private let power: Int
  private let s390x: Int
  /// Whether it moves bytes or connections: its first argument is the descriptor that it waits for.
  package let isTransfer: Bool

  private init(
    _ name: String, _ amd64: Int, _ generic: Int, _ power: Int, _ s390x: Int,
    isTransfer: Bool = false
  ) {
    self.name = name
    self.amd64 = amd64
    self.generic = generic
    self.power = power
    self.s390x = s390x
    self.isTransfer = isTransfer
  }

  /// The row of a call's name; nil for one in which nobody waits.
  package static func named(_ name: String) -> SystemCall? { table.first { $0.name == name } }

  /// The row of a number on a host of an OCI architecture.
  package static func numbered(_ number: Int, on architecture: String) -> SystemCall? {
    table.first { $0.number(on: architecture) == number }
  }

  private func number(on architecture: String) -> Int? {
    switch architecture {
    case "amd64": amd64
    case "arm64", "riscv64", "loong64": generic
    case "ppc64le", "ppc64": power
    case "s390x": s390x
    default: nil
    }
  }

  /// By the architectures that hosts have; -1 where one has no such call.
  /// `arch/*/entry/syscalls/*.tbl` and `include/uapi/asm-generic/unistd.h`.
  private static let table: [SystemCall] =
    transfers + [
      SystemCall("poll", 7, -1, 167, 168), SystemCall("ppoll", 271, 73, 281, 302),
      SystemCall("select", 23, -1, 82, 142), SystemCall("pselect6", 270, 72, 280, 301),
      SystemCall("epoll_wait", 232, -1, 238, 251), SystemCall("epoll_pwait", 281, 22, 303, 312),
      SystemCall("epoll_pwait2", 441, 441, 441, 441),
      SystemCall("wait4", 61, 260, 114, 114), SystemCall("waitid", 247, 95, 272, 281),
      SystemCall("futex", 202, 98, 221, 238), SystemCall("futex_waitv", 449, 449, 449, 449),
      SystemCall("futex_wait", 455, 455, 455, 455),
      SystemCall("flock", 73, 32, 143, 143), SystemCall("fcntl", 72, 25, 55, 55),
      SystemCall("nanosleep", 35, 101, 162, 162),
      SystemCall("clock_nanosleep", 230, 115, 248, 262),
      SystemCall("pause", 34, -1, 29, 29), SystemCall("rt_sigsuspend", 130, 133, 178, 179),
      SystemCall("rt_sigtimedwait", 128, 137, 176, 177),
      SystemCall("fsync", 74, 82, 118, 118), SystemCall("fdatasync", 75, 83, 148, 148),
      SystemCall("sync", 162, 81, 36, 36), SystemCall("syncfs", 306, 267, 348, 338),
      SystemCall("openat", 257, 56, 286, 288), SystemCall("statx", 332, 291, 383, 379),
      SystemCall("newfstatat", 262, 79, 291, 293), SystemCall("readlinkat", 267, 78, 296, 298),
      SystemCall("ioctl", 16, 29, 54, 54),
      SystemCall("execve", 59, 221, 11, 11), SystemCall("clone", 56, 220, 120, 120),
      SystemCall("vfork", 58, -1, 189, 190), SystemCall("ptrace", 101, 117, 26, 26),
      SystemCall("semop", 65, 193, -1, -1), SystemCall("semtimedop", 220, 192, 392, 392),
      SystemCall("msgrcv", 70, 188, 401, 401),
      SystemCall("mq_timedreceive", 243, 183, 265, 274),
      SystemCall("io_uring_enter", 426, 426, 426, 426),
    ]

  private static let transfers: [SystemCall] = [
    SystemCall("read", 0, 63, 3, 3, isTransfer: true),
    SystemCall("write", 1, 64, 4, 4, isTransfer: true),
    SystemCall("pread64", 17, 67, 179, 180, isTransfer: true),
    SystemCall("pwrite64", 18, 68, 180, 181, isTransfer: true),
    SystemCall("readv", 19, 65, 145, 145, isTransfer: true),
    SystemCall("writev", 20, 66, 146, 146, isTransfer: true),
    SystemCall("accept", 43, 202, 330, -1, isTransfer: true),
    SystemCall("accept4", 288, 242, 344, 364, isTransfer: true),
    SystemCall("connect", 42, 203, 328, 362, isTransfer: true),
    SystemCall("recvfrom", 45, 207, 337, 371, isTransfer: true),
    SystemCall("recvmsg", 47, 212, 342, 372, isTransfer: true),
    SystemCall("recvmmsg", 299, 243, 343, 357, isTransfer: true),
    SystemCall("sendto", 44, 206, 335, 369, isTransfer: true),
    SystemCall("sendmsg", 46, 211, 341, 370, isTransfer: true),
    SystemCall("sendmmsg", 307, 269, 349, 358, isTransfer: true),
    SystemCall("splice", 275, 76, 283, 306, isTransfer: true),
    SystemCall("sendfile", 40, 71, 186, 187, isTransfer: true),
    SystemCall("copy_file_range", 326, 285, 379, 375, isTransfer: true),
  ]
}
