import Facts
import LinuxNames

/// What a thread waits for, as one look at it shows.
enum Wait: Hashable {
  /// Nothing: it runs, or wants to.
  case nothing
  /// Another thread's word, at an address of its process.
  case futex(address: UInt64?, isTimed: Bool)
  /// The end of a child.
  case child
  /// A file that has nothing to read, or takes nothing.
  case files([WaitTarget], isTimed: Bool)
  /// A lock on a file.
  case lock([WaitTarget])
  /// A time that has not come, or a signal.
  case sleep(isTimed: Bool)
  /// Something in the kernel that has no name here.
  case kernel(String)
  /// It could not be read.
  case unknown

  init(_ thread: SampledThread) {
    // To open a named pipe is to wait for who opens its other end (fifo(7)): nobody has.
    if thread.isOpeningPipe {
      let target = thread.targets?.first
      self = .files(
        [WaitTarget(descriptor: -1, kind: .pipe, name: target?.name, peers: [])], isTimed: false)
      return
    }
    if thread.isAskingFileSystem {
      self = .kernel("file system")
      return
    }
    guard let call = thread.call else {
      self = thread.state == "R" ? .nothing : Self(channel: thread.waitChannel ?? "")
      return
    }
    self.init(call, thread.targets ?? [])
  }

  init(_ call: KernelCall, _ targets: [WaitTarget] = []) {
    switch call.name {
    case "running": self = .nothing
    case "futex", "futex_waitv", "futex_wait":
      self = call.awaitedFutex.map { .futex(address: $0.address, isTimed: $0.isTimed) } ?? .nothing
    case "wait4", "waitid": self = .child
    case "flock": self = .lock(targets)
    // F_SETLKW and F_OFD_SETLKW.
    case "fcntl": self = [7, 38].contains(call.argument(1)) ? .lock(targets) : .kernel("fcntl")
    case "poll": self = .files(targets, isTimed: Self.isTimed(milliseconds: call.argument(2)))
    case "ppoll": self = Self.polling(targets, isTimed: call.argument(2) != 0)
    case "select", "pselect6": self = Self.polling(targets, isTimed: call.argument(4) != 0)
    case "epoll_wait", "epoll_pwait":
      self = .files(targets, isTimed: Self.isTimed(milliseconds: call.argument(3)))
    case "epoll_pwait2": self = .files(targets, isTimed: call.argument(3) != 0)
    case "nanosleep", "clock_nanosleep": self = .sleep(isTimed: true)
    case "pause", "rt_sigsuspend": self = .sleep(isTimed: false)
    case "rt_sigtimedwait": self = .sleep(isTimed: call.argument(2) != 0)
    case let name where SystemCall.named(name)?.isTransfer == true:
      self = .files(targets, isTimed: false)
    default: self = .kernel(call.name)
    }
  }

  /// Whether it ends by itself, after a time.
  var isTimed: Bool {
    switch self {
    case .futex(_, let isTimed), .files(_, let isTimed), .sleep(let isTimed): isTimed
    case .nothing, .child, .lock, .kernel, .unknown: false
    }
  }

  /// To wait for no file at all is the portable way to sleep, or to pause.
  private static func polling(_ targets: [WaitTarget], isTimed: Bool) -> Wait {
    targets.isEmpty ? .sleep(isTimed: isTimed) : .files(targets, isTimed: isTimed)
  }

  /// A timeout in milliseconds, as a C int; a negative one is none.
  private static func isTimed(milliseconds: UInt64) -> Bool {
    Int32(truncatingIfNeeded: milliseconds) >= 0
  }

  /// By the kernel's function alone, where `/proc/PID/syscall` is missing (`fs/proc/base.c` has it
  /// only with CONFIG_HAVE_ARCH_TRACEHOOK) or may not be read.
  private init(channel: String) {
    func socket() -> Wait {
      .files([WaitTarget(descriptor: -1, kind: .socket)], isTimed: false)
    }
    switch channel {
    case "", "0": self = .unknown
    case let name where name.hasPrefix("futex"): self = .futex(address: nil, isTimed: false)
    case let name where name.hasPrefix("do_wait"): self = .child
    case let name where name.contains("pipe_"):
      self = .files([WaitTarget(descriptor: -1, kind: .pipe)], isTimed: false)
    case let name where name.hasPrefix("n_tty"):
      self = .files([WaitTarget(descriptor: -1, kind: .terminal)], isTimed: false)
    case let name where name.contains("nanosleep"): self = .sleep(isTimed: true)
    case let name where name.contains("sigsuspend"), let name where name.contains("pause"):
      self = .sleep(isTimed: false)
    case let name where name.contains("lock_inode_wait"): self = .lock([])
    case let name where name.hasPrefix("poll_") || name == "ep_poll" || name == "do_epoll_wait":
      self = .files([], isTimed: true)
    case let name
    where ["wait_woken", "inet_", "tcp_", "unix_", "skb_", "sk_", "__skb"]
      .contains(where: name.hasPrefix):
      self = socket()
    default: self = .kernel(channel)
    }
  }
}

extension SampledThread {
  /// Whether it waits until somebody opens the other end of a named pipe.
  var isOpeningPipe: Bool { waitChannel == "wait_for_partner" }

  /// Whether it waits for the program that serves a file system (FUSE).
  var isAskingFileSystem: Bool { waitChannel == "request_wait_answer" }

  /// Whether the thread is the emulator's own, which no guest knows of.
  ///
  /// Every qemu-user process has one that waits for work of the RCU library, nearly always. It is
  /// never the first thread, but started before any other of the guest's.
  func isEmulatorHelper(of process: SampledProcess) -> Bool {
    guard id != process.pid else { return false }
    guard let call else {
      return (waitChannel ?? "").hasPrefix("futex")
        && id == process.threads.first { $0.id != process.pid }?.id
    }
    return call.isEmulatorEvent
  }
}
