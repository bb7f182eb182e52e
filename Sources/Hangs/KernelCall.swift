/// What `/proc/PID/task/TID/syscall` says: the system call that a thread is in.
package struct KernelCall: Codable, Hashable, Sendable {
  /// The call's name; `running` while the thread is on a CPU or wants one.
  package var name: String
  /// Its six arguments.
  package var arguments: [UInt64]

  package init(name: String, arguments: [UInt64] = []) {
    self.name = name
    self.arguments = arguments
  }

  /// What the file says of a thread that runs.
  package static let running = KernelCall(name: "running")

  /// Reads the file's line, on a host of this architecture; nil for a text in another format.
  package init?(parsing line: String, host: String) {
    let words = line.split { $0 == " " || $0 == "\n" }
    guard let first = words.first else { return nil }
    if first == "running" {
      self = .running
      return
    }
    guard let number = Int(first) else { return nil }
    let arguments = words.dropFirst().prefix(6).compactMap { word in
      word.hasPrefix("0x") ? UInt64(word.dropFirst(2), radix: 16) : nil
    }
    // -1: it sleeps in the kernel, but not for a system call, e.g. after a page fault.
    self.init(
      name: number == -1 ? "none" : Self.name(of: number, on: host), arguments: arguments)
  }

  /// The argument at an index, 0 where the line had none.
  func argument(_ index: Int) -> UInt64 {
    index < arguments.count ? arguments[index] : 0
  }

  /// The address of the futex that it waits for, if it lets other processes wake it: without
  /// FUTEX_PRIVATE_FLAG (futex(2)).
  package var sharableFutex: UInt64? {
    guard case .futex(let address?, _) = Wait(self), argument(1) & 128 == 0 else { return nil }
    return address
  }

  private static func name(of number: Int, on host: String) -> String {
    let row = numbers.first { row in
      switch host {
      case "amd64": row.amd64 == number
      case "arm64", "riscv64", "loong64": row.generic == number
      case "ppc64le", "ppc64": row.power == number
      case "s390x": row.s390x == number
      default: false
      }
    }
    return row?.name ?? "call \(number)"
  }

  private typealias Row = (name: String, amd64: Int, generic: Int, power: Int, s390x: Int)

  /// The calls in which a thread may wait, by the architectures that hosts have; -1 where one has
  /// no such call. `arch/*/entry/syscalls/*.tbl` and `include/uapi/asm-generic/unistd.h`.
  private static let numbers: [Row] = [
    ("read", 0, 63, 3, 3), ("write", 1, 64, 4, 4),
    ("pread64", 17, 67, 179, 180), ("pwrite64", 18, 68, 180, 181),
    ("readv", 19, 65, 145, 145), ("writev", 20, 66, 146, 146),
    ("poll", 7, -1, 167, 168), ("ppoll", 271, 73, 281, 302),
    ("select", 23, -1, 82, 142), ("pselect6", 270, 72, 280, 301),
    ("epoll_wait", 232, -1, 238, 251), ("epoll_pwait", 281, 22, 303, 312),
    ("epoll_pwait2", 441, 441, 441, 441),
    ("accept", 43, 202, 330, -1), ("accept4", 288, 242, 344, 364),
    ("connect", 42, 203, 328, 362), ("recvfrom", 45, 207, 337, 371),
    ("recvmsg", 47, 212, 342, 372), ("recvmmsg", 299, 243, 343, 357),
    ("sendto", 44, 206, 335, 369), ("sendmsg", 46, 211, 341, 370),
    ("sendmmsg", 307, 269, 349, 358),
    ("splice", 275, 76, 283, 306), ("sendfile", 40, 71, 186, 187),
    ("copy_file_range", 326, 285, 379, 375),
    ("wait4", 61, 260, 114, 114), ("waitid", 247, 95, 272, 281),
    ("futex", 202, 98, 221, 238), ("futex_waitv", 449, 449, 449, 449),
    ("futex_wait", 455, 455, 455, 455),
    ("flock", 73, 32, 143, 143), ("fcntl", 72, 25, 55, 55),
    ("nanosleep", 35, 101, 162, 162), ("clock_nanosleep", 230, 115, 248, 262),
    ("pause", 34, -1, 29, 29), ("rt_sigsuspend", 130, 133, 178, 179),
    ("rt_sigtimedwait", 128, 137, 176, 177),
    ("fsync", 74, 82, 118, 118), ("fdatasync", 75, 83, 148, 148),
    ("sync", 162, 81, 36, 36), ("syncfs", 306, 267, 348, 338),
    ("openat", 257, 56, 286, 288), ("ioctl", 16, 29, 54, 54),
    ("execve", 59, 221, 11, 11), ("clone", 56, 220, 120, 120), ("vfork", 58, -1, 189, 190),
    ("ptrace", 101, 117, 26, 26), ("semtimedop", 220, 192, 392, 392),
    ("msgrcv", 70, 188, 401, 401), ("mq_timedreceive", 243, 183, 265, 274),
    ("io_uring_enter", 426, 426, 426, 426),
  ]
}
