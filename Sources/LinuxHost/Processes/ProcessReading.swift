import Facts
import Glibc
import Platforms

extension SampledProcess {
  /// Reads a process that has ended; nil if it was reaped meanwhile, or is alive.
  static func zombie(_ process: borrowing ProcessDirectory) -> SampledProcess? {
    guard let text = try? process.read("stat"), let stat = ProcessStat(parsing: text),
      stat.state == "Z"
    else { return nil }
    return SampledProcess(
      pid: process.pid, startTime: stat.startTime, parent: stat.parent, state: stat.state)
  }

  /// Reads what an emulated process does; nil if it ended meanwhile.
  /// - Parameter clock: what the scheduler's clock says now, at the last of several looks; nil at the
  ///   others, which need not tell since when threads wait, and for what.
  init?(
    _ process: borrowing ProcessDirectory, emulator: Emulator, guest: Guest, host: String,
    clock: Double?
  ) {
    guard let text = try? process.read("stat"), let stat = ProcessStat(parsing: text) else {
      return nil
    }
    self.init(
      pid: process.pid, startTime: stat.startTime, parent: stat.parent, state: stat.state)
    self.emulator = emulator
    self.guest = guest
    faults = stat.faults
    reapedTicks = stat.reapedTicks
    let status = read("status", process).map(ProcessStatus.init)
    innerPID = status?.innerPID
    blockedSignals = status?.blockedSignals
    tracer = status?.tracer
    if let text = read("io", process) {
      transferredBytes = LinuxHost.transferredBytes(in: text)
      reads = LinuxHost.reads(in: text)
    }
    if clock != nil, let text = read("environ", process, limit: 1 << 20) {
      let pairs = nulTerminatedWords(text).filter { $0.hasPrefix("QEMU_") }.map {
        $0.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      }
      emulatorVariables = Dictionary(
        pairs.map { (String($0[0]), $0.count > 1 ? String($0[1]) : "") }
      ) { first, _ in first }
    }
    threads = readThreads(process, ofFirst: status, host: host, clock: clock)
    // Only of a program that runs can it show that nothing comes of that.
    if threads.contains(where: { ["R", "D"].contains($0.state) }) {
      openFiles = Self.openFiles(process)
    }
  }

  /// Counts on for how long nothing of it has changed, if nothing has since an earlier look.
  mutating func addIdleTime(since earlier: SampledProcess, _ seconds: Double) {
    guard startTime == earlier.startTime, transferredBytes == earlier.transferredBytes,
      reapedTicks == earlier.reapedTicks, threads.map(\.ticks) == earlier.threads.map(\.ticks),
      threads.map(\.waits) == earlier.threads.map(\.waits)
    else { return }
    unchanged = (earlier.unchanged ?? 0) + seconds
  }

  /// A number that changes whenever another file is open: FNV-1a, cut to what JSON keeps whole.
  private static func openFiles(_ process: borrowing ProcessDirectory) -> Int? {
    guard let names = try? process.list("fd"), names.count <= 1024 else { return nil }
    var sum: UInt64 = 0xcbf2_9ce4_8422_2325
    for name in names {
      // One that was closed meanwhile counts as what it is: a change.
      let link = (try? process.link("fd/" + String(decoding: name, as: UTF8.self))) ?? []
      for byte in name + [0] + link + [0] { sum = (sum ^ UInt64(byte)) &* 0x100_0000_01b3 }
    }
    return Int(sum >> 17)
  }

  /// Reads a file; that it could not be read is kept, unless the process is gone.
  private mutating func read(
    _ file: String, _ process: borrowing ProcessDirectory, limit: Int = Limit.status
  ) -> [UInt8]? {
    do throws(SystemCallError) {
      return try process.read(file, limit: limit)
    } catch {
      if error.errno != ESRCH, !unread.contains(where: { $0.file == file }) {
        unread.append(Unread(file: file, errno: error.errno))
      }
      return nil
    }
  }

  private mutating func readThreads(
    _ process: borrowing ProcessDirectory, ofFirst status: ProcessStatus?, host: String,
    clock: Double?
  ) -> [SampledThread] {
    let names = (try? process.list("task")) ?? []
    let ids = names.compactMap { Int(String(decoding: $0, as: UTF8.self)) }.sorted()
    var threads: [SampledThread] = []
    var map: MemoryMap?
    for id in ids {
      // A thread that ended meanwhile is left out.
      guard let text = try? process.read("task/\(id)/stat"), let stat = ProcessStat(parsing: text)
      else { continue }
      var thread = SampledThread(
        id: id, state: stat.state, ticks: stat.ticks, kernelTicks: stat.kernelTicks)
      thread.name = stat.name
      thread.service = RuntimeThread.name(of: stat.name)
      thread.idle =
        stat.state == "R" ? 0 : clock.flatMap { Self.idle(process, id, since: $0) }
      if id == pid {
        thread.waits = status?.waits
      } else if let text = try? process.read("task/\(id)/status") {
        thread.waits = ProcessStatus(parsing: text).waits
      }
      let file = id == pid ? "syscall" : "task/\(id)/syscall"
      if let text = read(file, process) {
        thread.call = KernelCall(parsing: String(decoding: text, as: UTF8.self), host: host)
      }
      if stat.state != "R", thread.call?.saysForWhat != true || stat.state != "S",
        let text = try? process.read("task/\(id)/wchan")
      {
        thread.waitChannel = String(decoding: text, as: UTF8.self)
      }
      if let call = thread.call, id == pid || !call.isEmulatorEvent,
        let address = call.sharableFutex
      {
        map = map ?? MemoryMap(process)
        thread.isFutexShared = map?.isShared(address)
      }
      // Only the last look names things.
      if clock != nil, let call = thread.call, id == pid || !call.isEmulatorEvent,
        let futex = call.awaitedFutex, !futex.isTimed
      {
        map = map ?? MemoryMap(process)
        thread.futexFile = map?.fileName(at: futex.address)
      }
      if let call = thread.call, stat.state != "R" {
        let targets = process.target(namedBy: call).map { [$0] } ?? process.targets(of: call)
        if !targets.isEmpty { thread.targets = targets }
      }
      threads.append(thread)
    }
    // One line says it for all threads.
    if unread.contains(where: { $0.file == "syscall" }) {
      unread.removeAll { $0.file.hasSuffix("/syscall") }
    }
    return threads
  }

  /// How long ago a thread last ran, in seconds.
  private static func idle(
    _ process: borrowing ProcessDirectory, _ id: Int, since clock: Double
  ) -> Double? {
    guard let text = try? process.read("task/\(id)/sched", limit: 512), let last = lastRun(in: text)
    else { return nil }
    return max(0, clock - last) / 1000
  }
}
