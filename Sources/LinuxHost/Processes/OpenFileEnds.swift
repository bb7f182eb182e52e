import Facts
import Glibc
import Text

/// Who holds which end of the pipes and sockets that somebody waits for.
struct OpenFileEnds {
  private struct End {
    let pid: Int
    let canRead: Bool
    let canWrite: Bool
  }

  private var ends: [String: [End]] = [:]
  /// For every named pipe, by the path under which it was waited for, its inode as a word.
  private var namedPipes: [String: String] = [:]
  /// Whether every process of the machine let itself be looked at.
  private let isComplete: Bool

  /// Looks through the open files of all processes, if anybody waits for a pipe or a socket at all.
  init(
    waiting processes: [SampledProcess], _ sockets: SocketTables, among pids: [Int],
    _ announce: (Int) -> Void
  ) {
    var wanted: Set<String> = []
    for process in processes {
      for target in process.threads.flatMap({ $0.targets ?? [] }) {
        // What is being opened has no descriptor yet.
        guard let name = target.name, target.descriptor >= 0 else { continue }
        switch target.kind {
        case .pipe where name.hasPrefix("pipe:["): wanted.insert(name)
        case .pipe:
          let path = "/proc/\(process.pid)/fd/\(target.descriptor)"
          if let file = try? FileIdentity(of: path) { namedPipes[name] = "\(file.inode)" }
        case .socket: wanted.formUnion(sockets.others(than: name, of: process.pid))
        default: break
        }
      }
    }
    let inodes = Set(namedPipes.values)
    guard !wanted.isEmpty || !inodes.isEmpty else {
      isComplete = true
      return
    }
    var isComplete = true
    for pid in pids where pid != getpid() {
      announce(pid)
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
        let descriptor = String(decoding: name, as: UTF8.self)
        guard let bytes = try? readLink(directory + "/" + descriptor) else { continue }
        let link = String(decoding: bytes, as: UTF8.self)
        var key = wanted.contains(link) ? link : nil
        // A named pipe has other paths in other mount namespaces.
        if !inodes.isEmpty, bytes.first == UInt8(ascii: "/") {
          key = Self.inode("/proc/\(pid)/fdinfo/" + descriptor).flatMap {
            inodes.contains($0) ? $0 : nil
          }
        }
        var status = stat()
        guard let key, lstat(directory + "/" + descriptor, &status) == 0 else { continue }
        ends[key, default: []].append(
          End(
            pid: pid, canRead: status.st_mode & S_IRUSR != 0,
            canWrite: status.st_mode & S_IWUSR != 0))
      }
    }
    self.isComplete = isComplete
  }

  /// The inode of an open file, without touching the file: `ino:` of its fdinfo (Linux 5.14).
  private static func inode(_ path: String) -> String? {
    guard let text = try? readPrefix(path: path, limit: 256) else { return nil }
    let line = lines(of: text).map(words).first { $0.first == Array("ino:".utf8) }
    return line?.last.map { String(decoding: $0, as: UTF8.self) }
  }

  /// The processes that hold the end of a pipe opposite to a process's own, and whether that process
  /// does so itself; nil where not everybody could be looked at and nobody was found.
  func others(than pid: Int, at target: WaitTarget) -> (peers: [Int], isOwn: Bool)? {
    guard let name = target.name, let ends = ends[namedPipes[name] ?? name] else { return nil }
    let own = Self.access("/proc/\(pid)/fd/\(target.descriptor)")
    return answer(
      ends.filter { own.canRead && $0.canWrite || own.canWrite && $0.canRead }, than: pid)
  }

  /// The same for the sockets at the other end of one.
  func holders(of links: [String], than pid: Int) -> (peers: [Int], isOwn: Bool)? {
    answer(links.flatMap { ends[$0] ?? [] }, than: pid)
  }

  private func answer(_ opposite: [End], than pid: Int) -> (peers: [Int], isOwn: Bool)? {
    let others = Set(opposite.map(\.pid)).subtracting([pid])
    let isOwn = opposite.contains { $0.pid == pid }
    return others.isEmpty && !isOwn && !isComplete ? nil : (others.sorted(), isOwn)
  }

  /// The permissions of the link are those of the open file (proc_pid_fd(5)).
  private static func access(_ path: String) -> (canRead: Bool, canWrite: Bool) {
    var status = stat()
    guard lstat(path, &status) == 0 else { return (true, true) }
    return (status.st_mode & S_IRUSR != 0, status.st_mode & S_IWUSR != 0)
  }
}
