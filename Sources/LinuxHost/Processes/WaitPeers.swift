import Facts
import Glibc
import Text

/// Who holds which end of the pipes that somebody waits for.
struct PipePeers {
  private struct End {
    let pid: Int
    let canRead: Bool
    let canWrite: Bool
  }

  private var ends: [String: [End]] = [:]
  /// Whether every process of the machine let itself be looked at.
  private let isComplete: Bool

  /// Looks through the open files of all processes, if anybody waits for a pipe at all.
  init(waiting processes: [SampledProcess], among pids: [Int]) {
    let wanted = Set(
      processes.flatMap(\.threads).flatMap { $0.targets ?? [] }.filter { $0.kind == .pipe }
        .compactMap(\.name))
    guard !wanted.isEmpty else {
      isComplete = true
      return
    }
    var isComplete = true
    for pid in pids where pid != getpid() {
      let directory = "/proc/\(pid)/fd"
      let names: [[UInt8]]
      do throws(SystemCallError) {
        names = try listDirectory(path: directory)
      } catch {
        // One that is gone holds nothing.
        if error.errno != ENOENT, error.errno != ESRCH { isComplete = false }
        continue
      }
      for name in names {
        let path = directory + "/" + String(decoding: name, as: UTF8.self)
        guard let bytes = try? readLink(path),
          case let link = String(decoding: bytes, as: UTF8.self), wanted.contains(link)
        else { continue }
        var status = stat()
        guard lstat(path, &status) == 0 else { continue }
        ends[link, default: []].append(
          End(
            pid: pid, canRead: status.st_mode & S_IRUSR != 0,
            canWrite: status.st_mode & S_IWUSR != 0))
      }
    }
    self.isComplete = isComplete
  }

  /// The processes that hold the end opposite to a process's own; nil where not everybody could be
  /// looked at and nobody was found.
  func others(than pid: Int, at target: WaitTarget) -> [Int]? {
    guard let ends = target.name.flatMap({ ends[$0] }) else { return nil }
    let own = Self.access("/proc/\(pid)/fd/\(target.descriptor)")
    let others = ends.filter { end in
      end.pid != pid && (own.canRead && end.canWrite || own.canWrite && end.canRead)
    }
    if others.isEmpty, !isComplete { return nil }
    return Array(Set(others.map(\.pid))).sorted()
  }

  /// The permissions of the link are those of the open file (proc_pid_fd(5)).
  private static func access(_ path: String) -> (canRead: Bool, canWrite: Bool) {
    var status = stat()
    guard lstat(path, &status) == 0 else { return (true, true) }
    return (status.st_mode & S_IRUSR != 0, status.st_mode & S_IWUSR != 0)
  }
}

/// Who holds the locks that others wait for: `/proc/locks` (proc_locks(5)).
package struct FileLocks: Sendable {
  private struct Line {
    let number: String
    let isBlocked: Bool
    let pid: Int
  }

  private let table: [Line]

  /// Reads the table: `1: FLOCK  ADVISORY  WRITE 700 fe:00:12 0 EOF`, and below it who waits:
  /// `1: -> FLOCK ...`.
  package init(parsing text: [UInt8]) {
    table = lines(of: text).compactMap { line in
      let all = words(of: line).map { String(decoding: $0, as: UTF8.self) }
      // Not removed in place: of that, Swift 6.3.1 makes other code from one build to the next.
      let fields = all.filter { $0 != "->" }
      let isBlocked = fields.count < all.count
      guard let number = fields.first, fields.count > 4, let pid = Int(fields[4]) else {
        return nil
      }
      return Line(number: number, isBlocked: isBlocked, pid: pid)
    }
  }

  /// The processes that hold what a process waits for, by its own and its threads' ids; nil where
  /// the table does not name it. A lock may outlive who took it: then its id is 0 or -1.
  package func holders(blocking ids: [Int]) -> [Int]? {
    guard let number = table.first(where: { $0.isBlocked && ids.contains($0.pid) })?.number else {
      return nil
    }
    let holders = table.filter { !$0.isBlocked && $0.number == number }.map(\.pid)
    return holders.contains { $0 <= 0 } ? nil : holders
  }
}

/// The addresses of the sockets in the network namespace of a process (proc_pid_net(5)).
package struct SocketNames: Sendable {
  private var names: [String: String] = [:]

  init(of pid: Int) {
    self.init { file in
      // A table may be missing where the kernel has no such protocol; a socket then has no name.
      (try? readPrefix(path: "/proc/\(pid)/net/\(file)", limit: 4 << 20)) ?? []
    }
  }

  /// Reads the tables that `read` returns by their names.
  package init(reading read: (String) -> [UInt8]) {
    for (file, protocolName) in [("tcp", "tcp"), ("tcp6", "tcp"), ("udp", "udp"), ("udp6", "udp")] {
      for line in lines(of: read(file)).dropFirst() {
        let fields = words(of: line).map { String(decoding: $0, as: UTF8.self) }
        guard fields.count > 9, let local = Self.address(fields[1]),
          let remote = Self.address(fields[2])
        else { continue }
        // Port 0 is nobody: it listens.
        let isConnected = !fields[2].hasSuffix(":0000")
        names["socket:[\(fields[9])]"] =
          isConnected ? "\(protocolName) to \(remote)" : "\(protocolName) at \(local)"
      }
    }
    for line in lines(of: read("unix")).dropFirst() {
      let fields = words(of: line).map { String(decoding: $0, as: UTF8.self) }
      guard fields.count > 6 else { continue }
      names["socket:[\(fields[6])]"] = fields.count > 7 ? "unix \(fields[7])" : "unix"
    }
  }

  /// What a socket is connected to, or where it listens; the link's own text where it is unknown.
  package func name(of link: String) -> String { names[link] ?? link }

  /// `0100007F:1F90` is 127.0.0.1:8080: words of 32 bits in the byte order of the host, then the
  /// port.
  private static func address(_ text: String) -> String? {
    let parts = text.split(separator: ":")
    guard parts.count == 2, let port = Int(parts[1], radix: 16) else { return nil }
    var bytes: [UInt8] = []
    var rest = parts[0]
    while rest.count >= 8, let word = UInt32(rest.prefix(8), radix: 16) {
      withUnsafeBytes(of: word) { bytes += $0 }
      rest = rest.dropFirst(8)
    }
    let mapped: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff]
    if bytes.count == 16, bytes.starts(with: mapped) { bytes.removeFirst(12) }
    if bytes.count == 4 {
      return bytes.map(String.init).joined(separator: ".") + ":\(port)"
    }
    guard bytes.count == 16 else { return nil }
    let groups = stride(from: 0, to: 16, by: 2).map {
      String(UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]), radix: 16)
    }
    return "[\(groups.joined(separator: ":"))]:\(port)"
  }
}
