import CLinux
import Facts
import Glibc

/// Locks for which programs try again and again, with a sleep between: nothing of a look at such a
/// program says so, but the lock's holder does.
enum TriedLocks {
  /// The files, by the programs that lock them, in the order in which they do.
  static func paths(of program: String?) -> [String] {
    table.first { row in program.map(row.programs.contains) == true }?.files ?? []
  }

  private static let table: [(programs: Set<String>, files: [String])] = [
    (
      ["apt-get", "apt", "aptitude", "unattended-upgrade"],
      [
        "/var/lib/dpkg/lock-frontend", "/var/lib/dpkg/lock", "/var/lib/apt/lists/lock",
        "/var/cache/apt/archives/lock",
      ]
    ),
    (["dpkg"], ["/var/lib/dpkg/lock-frontend", "/var/lib/dpkg/lock"]),
    (["rpm", "dnf", "yum", "microdnf", "zypper"], ["/var/lib/rpm/.rpm.lock"]),
    (["apk"], ["/lib/apk/db/lock"]),
  ]
}

extension SampledProcess {
  /// Finds those that another process has locked.
  mutating func findLockedFiles(_ locks: FileLocks) {
    let paths = TriedLocks.paths(of: guest.name)
    guard !paths.isEmpty, let directory = try? ProcessDirectory(pid) else { return }
    let own = Set(threads.map(\.id) + [pid])
    let found = paths.compactMap { path -> WaitTarget? in
      // What cannot be found is not locked.
      guard let inode = try? directory.inode(seenByProcess: path) else { return nil }
      let holders = locks.holders(ofInode: inode).filter { !own.contains($0) }
      return holders.isEmpty
        ? nil : WaitTarget(descriptor: -1, kind: .file, name: path, peers: holders)
    }
    if !found.isEmpty { lockedFiles = found }
  }
}
