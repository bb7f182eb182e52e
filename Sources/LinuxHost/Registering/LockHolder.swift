import Glibc
import Text

/// Who holds a lock, in words: the program, its process and user.
enum LockHolder {
  /// Who has a record lock on an open file, by fcntl(2); nil for one that belongs to an open file, of
  /// which the kernel knows no process.
  static func ofRecords(in file: Int32) -> String? {
    var lock = flock()
    lock.l_type = Int16(F_WRLCK)
    lock.l_whence = Int16(SEEK_SET)
    guard fcntl(file, F_GETLK, &lock) == 0, lock.l_type != Int16(F_UNLCK) else { return nil }
    return name(of: Int(lock.l_pid))
  }

  /// Who has locked an open file as a whole, by flock(2), which tells nobody: the kernel's table does.
  static func ofFile(_ file: Int32) -> String? {
    var status = stat()
    // Nothing depends on it.
    guard fstat(file, &status) == 0,
      let table = try? readDirectly(path: "/proc/locks", limit: Limit.table)
    else { return nil }
    return process(in: table, device: status.st_dev, inode: status.st_ino).flatMap(name)
  }

  /// The process that has locked a whole file, in a text in the format of `/proc/locks`
  /// (proc_locks(5)).
  static func process(in table: [UInt8], device: dev_t, inode: ino_t) -> Int? {
    // As makedev(3) has it; the kernel writes both parts with two hexadecimal digits at least.
    let major = (device >> 8) & 0xfff | (device >> 32) & ~0xfff
    let minor = device & 0xff | (device >> 12) & 0xffff_ff00
    let parts = [major, minor].map { part in (part < 16 ? "0" : "") + String(part, radix: 16) }
    let file = Array("\(parts[0]):\(parts[1]):\(inode)".utf8)
    for line in lines(of: table) {
      let fields = words(of: line)
      guard fields.count > 5, fields[1] == Array("FLOCK".utf8), fields[5] == file else { continue }
      return Int(String(decoding: fields[4], as: UTF8.self))
    }
    return nil
  }

  private static func name(of pid: Int) -> String? {
    var status = stat()
    guard pid > 0, stat("/proc/\(pid)", &status) == 0,
      let comm = try? readDirectly(path: "/proc/\(pid)/comm", limit: 64)
    else { return nil }
    let program = KernelText(comm.prefix { $0 != UInt8(ascii: "\n") })
    return "\(program) (process \(pid) of user \(status.st_uid))"
  }
}
