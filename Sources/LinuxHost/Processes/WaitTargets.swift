import Facts
import LinuxNames
import Text

extension ProcessDirectory {
  /// The files that a sleeping thread's call is about.
  borrowing func targets(of call: KernelCall) -> [WaitTarget] {
    descriptors(of: call).prefix(Self.limit).compactMap { target($0) }
  }

  /// What a thread's call names by a path, which is in the memory of the process.
  borrowing func target(namedBy call: KernelCall) -> WaitTarget? {
    let calls = ["openat", "statx", "newfstatat", "readlinkat"]
    guard calls.contains(call.name),
      let bytes = try? read("mem", at: call.argument(1), count: 256),
      let end = bytes.firstIndex(of: 0), end > 0
    else { return nil }
    return WaitTarget(
      descriptor: -1, kind: .file, name: String(decoding: bytes[..<end], as: UTF8.self))
  }

  /// More than this many are not looked at: a server may wait for thousands.
  private static var limit: Int { 64 }

  private borrowing func descriptors(of call: KernelCall) -> [Int] {
    func argument(_ index: Int) -> UInt64 {
      index < call.arguments.count ? call.arguments[index] : 0
    }
    let first = Int(Int32(truncatingIfNeeded: argument(0)))
    switch call.name {
    case "poll", "ppoll":
      return polled(at: argument(0), count: Int(clamping: argument(1)))
    case "select", "pselect6":
      return selected(at: [argument(1), argument(2)], count: first)
    case "epoll_wait", "epoll_pwait", "epoll_pwait2": return awaited(byEpoll: first)
    case "flock", "fcntl": return [first]
    default: return SystemCall.named(call.name)?.isTransfer == true ? [first] : []
    }
  }

  /// `struct pollfd` in the process's memory: a descriptor, then two masks of 16 bits.
  private borrowing func polled(at address: UInt64, count: Int) -> [Int] {
    let count = min(count, Self.limit)
    guard count > 0, let bytes = try? read("mem", at: address, count: 8 * count) else { return [] }
    return (0..<bytes.count / 8).map { index in
      bytes.withUnsafeBytes {
        Int($0.loadUnaligned(fromByteOffset: 8 * index, as: Int32.self))
      }
    }.filter { $0 >= 0 }
  }

  /// Sets of bits in the process's memory: what to read from, what to write to.
  private borrowing func selected(at addresses: [UInt64], count: Int) -> [Int] {
    let count = min(max(count, 0), 1024)
    var chosen: Set<Int> = []
    for address in addresses where address != 0 && count > 0 {
      guard let bytes = try? read("mem", at: address, count: (count + 7) / 8) else { continue }
      for descriptor in 0..<min(count, 8 * bytes.count)
      where bytes[descriptor / 8] & 1 << UInt8(descriptor % 8) != 0 {
        chosen.insert(descriptor)
      }
    }
    return chosen.sorted()
  }

  /// proc_pid_fdinfo(5): `tfd:        5 events:       19 data: ...`
  private borrowing func awaited(byEpoll descriptor: Int) -> [Int] {
    guard let text = try? read("fdinfo/\(descriptor)") else { return [] }
    return lines(of: text).map(words).compactMap { line in
      guard line.first == Array("tfd:".utf8), line.count > 1 else { return nil }
      return Int(String(decoding: line[1], as: UTF8.self))
    }
  }

  private borrowing func target(_ descriptor: Int) -> WaitTarget? {
    // It may have been closed meanwhile.
    guard let link = try? link("fd/\(descriptor)") else { return nil }
    let name = String(decoding: link, as: UTF8.self)
    func target(_ kind: WaitTarget.Kind) -> WaitTarget {
      WaitTarget(descriptor: descriptor, kind: kind, name: name)
    }
    // By the kernel's own words where there are some: these files need not be touched.
    if name.hasPrefix("pipe:[") { return target(.pipe) }
    if name.hasPrefix("socket:[") { return target(.socket) }
    if name.hasPrefix("anon_inode:") { return nameless(descriptor, name) }
    if ["/dev/pts/", "/dev/tty", "/dev/console", "/dev/hvc"].contains(where: name.hasPrefix) {
      return target(.terminal)
    }
    guard let identity = try? identity("fd/\(descriptor)") else { return target(.file) }
    return target(identity.isPipe ? .pipe : .file)
  }

  /// A file without a path: the kernel names its kind, with brackets or without.
  private borrowing func nameless(_ descriptor: Int, _ name: String) -> WaitTarget {
    let word = name.dropFirst("anon_inode:".count).filter { $0 != "[" && $0 != "]" }
    let kinds: [String: WaitTarget.Kind] = [
      "timerfd": .timer, "signalfd": .signal, "inotify": .change, "fanotify": .change,
      "pidfd": .process,
    ]
    var target = WaitTarget(descriptor: descriptor, kind: kinds[word] ?? .event, name: name)
    if target.kind == .process, let text = try? read("fdinfo/\(descriptor)") {
      let line = lines(of: text).map(words).first { $0.first == Array("Pid:".utf8) }
      let pid = line?.last.flatMap { Int(String(decoding: $0, as: UTF8.self)) }
      // One that has ended is -1, one that cannot be seen from here 0.
      if let pid, pid > 0 { target.peers = [pid] }
    }
    return target
  }
}

extension SampledProcess {
  /// Adds what costs more to find out, for processes that wait: who is on the other side.
  mutating func resolveTargets(_ ends: OpenFileEnds, _ sockets: SocketTables, _ locks: FileLocks) {
    for thread in threads.indices {
      let isLock = ["flock", "fcntl"].contains(threads[thread].call?.name)
      for index in (threads[thread].targets ?? []).indices {
        guard var target = threads[thread].targets?[index] else { continue }
        switch target.kind {
        case .pipe:
          let others = ends.others(than: pid, at: target)
          target.peers = others?.peers
          target.isOwn = others?.isOwn
        case .socket:
          let link = target.name ?? ""
          let others = sockets.others(than: link, of: pid)
          let found = others.isEmpty ? nil : ends.holders(of: others, than: pid)
          target.peers = found?.peers
          target.isOwn = found?.isOwn
          let table = sockets.table(of: pid)
          target.isListening = table?.isListening(link)
          target.name = table?.name(of: link) ?? link
        case .file where isLock: target.peers = locks.holders(blocking: [pid, threads[thread].id])
        default: break
        }
        threads[thread].targets?[index] = target
      }
    }
  }
}
