import Emulators
import Facts

extension HangVerdict {
  /// What to do about a process for which no known cause says it; nil where there is nothing to do.
  func advice(for process: SampledProcess, hangs: Bool) -> String? {
    let again = "crossready diagnose --pid \(process.pid) --interval 60"
    let trace = "start the step again with QEMU_STRACE=1 in its environment and keep the last lines"
    switch self {
    case .spinning:
      return "if it may be computing, look longer: \(again); else \(trace)"
    case .deadlocked:
      let release = process.emulator?.release.flatMap { Release(parsing: $0) }
      let isCurrent = release.map { $0 >= Trouble.soundRelease } ?? false
      return "no known cause; to find it, \(trace)"
        + (isCurrent ? "" : ", and install a current QEMU")
    case .zombieNotReaped:
      return "its parent should wait for it; start the container with --init if that is PID 1"
    case .stopped: return "kill -CONT \(process.pid), or end the debugger that holds it"
    case .frozen: return "docker unpause or podman unpause the container, or thaw its control group"
    case .uninterruptible:
      return "look at the disk, the network file system or the frozen file system: dmesg tells more"
    case .waitingForLock where hangs: return "end the process that holds the lock"
    case .waitingForPipe where hangs: return "nobody will ever write or read there; \(trace)"
    case .waitingForInput:
      return "give the command its answers: -y, DEBIAN_FRONTEND=noninteractive, < /dev/null"
    case .waitingForNetwork:
      return "if it is a download, try the same from a container: name resolution, proxy, MTU"
    case .throttled: return "allow the container or the builder more CPU time"
    case .unknown:
      return process.unread.isEmpty ? "look longer: \(again)" : "run crossready diagnose as root"
    default: return nil
    }
  }
}
