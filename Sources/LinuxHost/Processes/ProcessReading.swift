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

  /// Reads everything about an emulated process; nil if it ended meanwhile.
  init?(
    _ process: borrowing ProcessDirectory, emulator: Emulator, command: GuestCommand, host: String
  ) {
    guard let text = try? process.read("stat"), let stat = ProcessStat(parsing: text) else {
      return nil
    }
    self.init(
      pid: process.pid, startTime: stat.startTime, parent: stat.parent, state: stat.state)
    self.emulator = emulator
    faults = stat.faults
    reapedTicks = stat.reapedTicks
    if let text = read("status", process) {
      let status = ProcessStatus(parsing: text)
      innerPID = status.innerPID
      blockedSignals = status.blockedSignals
    }
    transferredBytes = read("io", process).flatMap(LinuxHost.transferredBytes)
    guest = Guest(
      path: command.path, architecture: Self.architecture(of: command.path, process),
      arguments: command.arguments)
    if let text = read("environ", process, limit: 1 << 20) {
      let pairs = nulTerminatedWords(text).filter { $0.hasPrefix("QEMU_") }.map {
        $0.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      }
      emulatorVariables = Dictionary(
        pairs.map { (String($0[0]), $0.count > 1 ? String($0[1]) : "") }
      ) { first, _ in first }
    }
    threads = readThreads(process, host: host)
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
    _ process: borrowing ProcessDirectory, host: String
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
      if let text = try? process.read("task/\(id)/status") {
        thread.waits = ProcessStatus(parsing: text).waits
      }
      let file = id == pid ? "syscall" : "task/\(id)/syscall"
      if let text = read(file, process) {
        thread.call = KernelCall(parsing: String(decoding: text, as: UTF8.self), host: host)
      }
      if stat.state != "R", let text = try? process.read("task/\(id)/wchan") {
        thread.waitChannel = String(decoding: text, as: UTF8.self)
      }
      if let address = thread.call?.sharableFutex {
        map = map ?? MemoryMap(process)
        thread.isFutexShared = map?.isShared(address)
      }
      if let call = thread.call, stat.state != "R" {
        let targets = process.targets(of: call)
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

  /// The guest's architecture by its own ELF header: from the process's memory, or, where it is not
  /// there as it is in the file, from the file as the process sees it.
  ///
  /// In this order, because a file system that answers nobody would make this process hang, too.
  static func architecture(of path: String?, _ process: borrowing ProcessDirectory) -> String? {
    guard let path else { return nil }
    let prefix =
      mappedPrefix(of: path, process) ?? (try? process.readPrefix(seenByProcess: path, limit: 64))
    return prefix.flatMap(ELFHeader.init(prefix:)).map { header in
      header.identity.architecture?.name ?? "machine \(header.identity.machine)"
    }
  }

  private static func mappedPrefix(
    of path: String, _ process: borrowing ProcessDirectory
  ) -> [UInt8]? {
    let name = path.split(separator: "/").last ?? ""
    guard let start = MemoryMap(process)?.start(ofFileNamed: name) else { return nil }
    return try? process.read("mem", at: start, count: 64)
  }
}
