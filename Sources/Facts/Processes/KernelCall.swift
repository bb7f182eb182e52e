import LinuxNames

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
      name: number == -1 ? "none" : SystemCall.numbered(number, on: host)?.name ?? "call \(number)",
      arguments: arguments)
  }

  /// The argument at an index, 0 where the line had none.
  package func argument(_ index: Int) -> UInt64 {
    index < arguments.count ? arguments[index] : 0
  }

  /// Whether a thread that sleeps in it waits for just what it says: for no disk, and for no program that
  /// serves a file system.
  package var saysForWhat: Bool {
    [
      "futex", "futex_wait", "futex_waitv", "nanosleep", "clock_nanosleep", "wait4", "waitid",
      "poll",
      "ppoll", "select", "pselect6", "epoll_wait", "epoll_pwait", "epoll_pwait2", "pause",
      "rt_sigsuspend", "rt_sigtimedwait",
    ].contains(name)
  }

  /// The futex that it waits for, and whether it also ends after a time; nil where it waits for none.
  package var awaitedFutex: (address: UInt64, isTimed: Bool)? {
    switch name {
    case "futex":
      // The lowest seven bits are the operation (futex(2)).
      let waits: Set<UInt64> = [0, 6, 9, 11, 13]
      return waits.contains(argument(1) & 127) ? (argument(0), argument(3) != 0) : nil
    case "futex_waitv": return (argument(0), argument(3) != 0)
    case "futex_wait": return (argument(0), argument(4) != 0)
    default: return nil
    }
  }

  /// The address of the futex that it waits for, if it lets other processes wake it: without
  /// FUTEX_PRIVATE_FLAG (futex(2)).
  package var sharableFutex: UInt64? {
    argument(1) & 128 == 0 ? awaitedFutex?.address : nil
  }

  /// Whether it waits as only a thread of QEMU's own does, for work of the RCU library: by a futex whose
  /// value is -1 (`qemu_event_wait` in QEMU's `util/`, `EV_BUSY`).
  package var isEmulatorEvent: Bool {
    name == "futex" && argument(1) == 0 && argument(3) == 0
      && UInt32(truncatingIfNeeded: argument(2)) == .max
  }
}
