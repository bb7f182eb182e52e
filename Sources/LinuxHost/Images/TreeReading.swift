internal import CLinux
import Glibc
import Images

/// Reads what is executed or loaded in a directory and below it, on its own file system.
///
/// No symbolic link is followed, and only regular files are opened, each by its name in an open
/// directory: nobody can lead it elsewhere meanwhile.
struct TreeReading {
  private(set) var tree = FileTree()
  private(set) var problems = AuditProblems()
  private(set) var mounts: [String] = []
  private let limits: AuditLimits
  private let signals: SignalWatch
  private var entries = 0
  /// Bytes of memory that the tree takes, roughly.
  private var weight = 0
  private let start = UnsafeMutableRawBufferPointer.allocate(
    byteCount: FileHead.length, alignment: 4096)

  /// A directory that is being read.
  private struct Level {
    let stream: OpaquePointer
    let path: TreePath
  }

  /// Each takes a descriptor; no tree of files is deeper.
  private static let deepest = 400

  init(limits: AuditLimits, signals: SignalWatch) {
    self.limits = limits
    self.signals = signals
  }

  /// Gives its memory back.
  func end() { start.deallocate() }

  /// Reads an open directory.
  mutating func read(_ directory: Int32, path: String) throws {
    // Its own place in the list of names, which one descriptor shares with its copies.
    let root = openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    var status = stat()
    guard root >= 0, fstat(root, &status) == 0, let first = fdopendir(root) else {
      throw SystemCallError(call: "open", path: path, errno: errno)
    }
    let device = UInt64(status.st_dev)
    var levels = [Level(stream: first, path: TreePath(""))]
    defer { for level in levels { closedir(level.stream) } }
    while let level = levels.last {
      errno = 0
      guard let entry = readdir(level.stream) else {
        if errno != 0 { problems.add(level.path.relative, .unreadable(errno: errno)) }
        closedir(level.stream)
        levels.removeLast()
        continue
      }
      try countEntry()
      guard let next = take(entry, in: level, device) else { continue }
      guard levels.count < Self.deepest else {
        problems.add(next.path.relative, .tooDeep)
        closedir(next.stream)
        continue
      }
      levels.append(next)
    }
    tree.becomeRootIfItIs()
  }

  private mutating func countEntry() throws {
    entries += 1
    if entries & 0xff == 0 { try signals.check() }
    guard entries <= limits.entries, weight <= limits.memory else {
      throw TarError.tooManyEntries
    }
  }

  /// Takes one entry; returns the directory that it is.
  private mutating func take(
    _ entry: UnsafeMutablePointer<dirent>, in level: Level, _ device: UInt64
  ) -> Level? {
    guard let offset = MemoryLayout<dirent>.offset(of: \.d_name) else { return nil }
    let name = (UnsafeRawPointer(entry) + offset).assumingMemoryBound(to: CChar.self)
    if name[0] == 0x2e, name[1] == 0 || name[1] == 0x2e && name[2] == 0 { return nil }
    let directory = dirfd(level.stream)
    var type = Int(entry.pointee.d_type)
    if type == DT_UNKNOWN {
      var status = stat()
      guard fstatat(directory, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else { return nil }
      type = Int(status.st_mode & S_IFMT) >> 12
    }
    switch type {
    case DT_REG: takeFile(name, in: level)
    case DT_LNK: takeLink(name, in: level)
    case DT_DIR: return open(name, in: level, device)
    default: break
    }
    return nil
  }

  private mutating func weighed(_ path: TreePath, _ link: Int = 0) -> TreePath {
    weight += path.weight + link
    return path
  }

  private func path(_ name: UnsafePointer<CChar>, in level: Level) -> TreePath {
    level.path.appending(UnsafeRawBufferPointer(start: name, count: strlen(name)))
  }

  private mutating func takeFile(_ name: UnsafePointer<CChar>, in level: Level) {
    let flags = O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY
    let file = openat(dirfd(level.stream), name, flags)
    guard file >= 0 else {
      note(errno, name, in: level)
      return
    }
    defer { close(file) }
    let length = pread(file, start.baseAddress, start.count, 0)
    guard length >= 0 else {
      note(errno, name, in: level)
      return
    }
    let bytes = UnsafeRawBufferPointer(rebasing: start[..<length])
    guard FileHead.isOfInterest(bytes) else { return }
    var status = stat()
    guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return }
    do throws(SystemCallError) {
      let head = try FileHead(bytes) { offset, count throws(SystemCallError) in
        try Self.read(file, at: offset, count)
      }
      guard let head else { return }
      let isExecutable = status.st_mode & 0o111 != 0
      tree.add(
        ProgramFile(head: head, isExecutable: isExecutable),
        at: weighed(path(name, in: level)))
    } catch {
      note(error.errno, name, in: level)
    }
  }

  static func read(
    _ file: Int32, at offset: UInt64, _ count: Int
  ) throws(SystemCallError) -> [UInt8] {
    guard let place = off_t(exactly: offset) else { return [] }
    var bytes = [UInt8](repeating: 0, count: count)
    let length = try checked("pread") { pread(file, &bytes, count, place) }
    return Array(bytes.prefix(length))
  }

  private mutating func takeLink(_ name: UnsafePointer<CChar>, in level: Level) {
    let length = start.withMemoryRebound(to: CChar.self) { target in
      target.baseAddress.map { readlinkat(dirfd(level.stream), name, $0, target.count) } ?? -1
    }
    guard length >= 0 else {
      note(errno, name, in: level)
      return
    }
    tree.add(link: Array(start[..<length]), at: weighed(path(name, in: level), length))
  }

  private mutating func open(
    _ name: UnsafePointer<CChar>, in level: Level, _ device: UInt64
  ) -> Level? {
    let flags = O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_DIRECTORY | O_NONBLOCK
    let path = path(name, in: level)
    // To open a mount of others may take for ever, so that it is looked at first without asking it.
    var identity = clinux_identity()
    guard clinux_identify(dirfd(level.stream), name, &identity) == 0 else {
      note(errno, name, in: level)
      return nil
    }
    guard identity.device == device else {
      mounts.append(path.relative)
      return nil
    }
    let directory = openat(dirfd(level.stream), name, flags)
    guard directory >= 0, let stream = fdopendir(directory) else {
      note(errno, name, in: level)
      if directory >= 0 { close(directory) }
      return nil
    }
    return Level(stream: stream, path: path)
  }

  /// Says that something cannot be read; what is gone or became a link meanwhile is nothing to say.
  private mutating func note(_ errno: Int32, _ name: UnsafePointer<CChar>, in level: Level) {
    if errno == ENOENT || errno == ELOOP { return }
    problems.add(path(name, in: level).relative, .unreadable(errno: errno))
  }
}
