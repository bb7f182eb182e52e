import Text

/// Who holds the locks that others wait for: `/proc/locks` (proc_locks(5)).
package struct FileLocks: Sendable {
  private struct Line {
    let number: String
    let isBlocked: Bool
    let pid: Int
    let inode: String
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
      let inode = fields.count > 5 ? fields[5].split(separator: ":").last.map(String.init) : nil
      return Line(number: number, isBlocked: isBlocked, pid: pid, inode: inode ?? "")
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

  /// The processes that hold a lock on a file. File systems that are laid over others name another
  /// device here than stat(2) does: the inode has to do.
  package func holders(ofInode inode: UInt64) -> [Int] {
    table.filter { !$0.isBlocked && $0.pid > 0 && $0.inode == "\(inode)" }.map(\.pid)
  }
}
