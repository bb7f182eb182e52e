internal import CLinux
import Glibc

/// A process's directory below /proc, held open: what is read through it is never that of a later
/// process with the same id, but fails with ESRCH.
struct ProcessDirectory: ~Copyable {
  /// The process's id.
  let pid: Int
  private let directory: OwnedDescriptor

  init(_ pid: Int) throws(SystemCallError) {
    let path = "/proc/\(pid)"
    self.pid = pid
    directory = OwnedDescriptor(
      owning: try checked("open", path: path) { clinux_open_reference(path) })
  }

  /// Reads a file: at most `limit` bytes of it.
  /// - Parameter isWhole: whether the kernel gives all of it at once, as far as there is room: all
  ///   files but those that list things.
  func read(
    _ name: String, limit: Int = Limit.status, isWhole: Bool = true
  ) throws(SystemCallError) -> [UInt8] {
    let file = try open(name)
    return try file.readToEnd(name, limit: limit, isWhole: isWhole)
  }

  /// Reads a piece of a file at an offset, as `/proc/PID/mem` needs it.
  func read(_ name: String, at offset: UInt64, count: Int) throws(SystemCallError) -> [UInt8] {
    let file = try open(name)
    var bytes = [UInt8](repeating: 0, count: count)
    let length = try checked("pread", path: name) {
      pread(file.raw, &bytes, count, off_t(truncatingIfNeeded: offset))
    }
    return Array(bytes.prefix(length))
  }

  /// What a symbolic link says.
  func link(_ name: String) throws(SystemCallError) -> [UInt8] {
    try readLink(name, in: directory.raw)
  }

  /// Which file a path names.
  func identity(_ name: String) throws(SystemCallError) -> FileIdentity {
    try FileIdentity(of: name, in: directory.raw)
  }

  /// The names in a directory below.
  func list(_ name: String) throws(SystemCallError) -> [[UInt8]] {
    try listDirectory(path: "/proc/\(pid)/\(name)")
  }

  /// Reads the first bytes of a file that is not of procfs, as this process sees it.
  func readPrefix(seenByProcess path: String, limit: Int) throws(SystemCallError) -> [UInt8] {
    let file = try RegularFile(reopening: try reference(seenByProcess: path), path: path)
    return try file.read(at: 0, count: limit)
  }

  /// The inode of a file that is not of procfs, as this process sees it.
  func inode(seenByProcess path: String) throws(SystemCallError) -> UInt64 {
    let file = try reference(seenByProcess: path)
    return try FileIdentity(of: "", in: file.raw).inode
  }

  private func reference(seenByProcess path: String) throws(SystemCallError) -> OwnedDescriptor {
    let place = path.hasPrefix("/") ? "root" : "cwd"
    let root = OwnedDescriptor(
      owning: try checked("open", path: place) {
        clinux_open_reference_at(directory.raw, place)
      })
    // A file that is being renamed meanwhile makes it EAGAIN (openat2(2)).
    for _ in 0..<8 {
      let file = clinux_refer_in_root(root.raw, path)
      if file >= 0 { return OwnedDescriptor(owning: file) }
      guard errno == EAGAIN || errno == EINTR else { break }
    }
    return OwnedDescriptor(
      owning: try checked("openat2", path: path) { clinux_refer_in_root(root.raw, path) })
  }

  private func open(_ name: String) throws(SystemCallError) -> OwnedDescriptor {
    OwnedDescriptor(owning: try checked("open", path: name) { clinux_open_at(directory.raw, name) })
  }
}

extension OwnedDescriptor {
  /// Reads from where it is, at most `limit` bytes.
  fileprivate func readToEnd(
    _ name: String, limit: Int, isWhole: Bool
  ) throws(SystemCallError) -> [UInt8] {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: min(limit, 4096))
    while bytes.count < limit {
      let wanted = min(chunk.count, limit - bytes.count)
      let count = try checked("read", path: name) { Self.readBytes(raw, &chunk, wanted) }
      if count == 0 { break }
      bytes += chunk[..<count]
      if isWhole, count < wanted { break }
    }
    return bytes
  }

  /// `read(2)`, which methods of that name hide.
  private static func readBytes(_ file: Int32, _ bytes: UnsafeMutableRawPointer, _ count: Int)
    -> Int
  {
    read(file, bytes, count)
  }
}

/// What a symbolic link says (readlink(2)); `path` is relative to `directory`.
func readLink(_ path: String, in directory: Int32 = AT_FDCWD) throws(SystemCallError) -> [UInt8] {
  try readLink(Array(path.utf8), in: directory)
}

/// The same for a path that need not be text.
func readLink(_ bytes: [UInt8], in directory: Int32 = AT_FDCWD) throws(SystemCallError) -> [UInt8] {
  let path = String(decoding: bytes, as: UTF8.self)
  let terminated = bytes.map { CChar(bitPattern: $0) } + [0]
  // More than any path has (PATH_MAX). Not an array: there are thousands of processes.
  let limit = 4096
  let result: Result<[UInt8], SystemCallError> = withUnsafeTemporaryAllocation(
    of: CChar.self, capacity: limit
  ) { buffer in
    guard let start = buffer.baseAddress else { return .success([]) }
    return Result { () throws(SystemCallError) in
      let length = try checked("readlink", path: path) {
        readlinkat(directory, terminated, start, limit)
      }
      return UnsafeRawBufferPointer(buffer).prefix(length).map { $0 }
    }
  }
  return try result.get()
}

/// Which file it is, whatever its name.
struct FileIdentity: Hashable {
  let device: UInt64
  let inode: UInt64
  private let mode: UInt32

  /// Whether it is a named or unnamed pipe.
  var isPipe: Bool { mode & S_IFMT == S_IFIFO }

  init(of path: String, in directory: Int32 = AT_FDCWD) throws(SystemCallError) {
    var identity = clinux_identity()
    _ = try checked("statx", path: path) { clinux_identify(directory, path, &identity) }
    self.init(identity)
  }

  private init(_ identity: clinux_identity) {
    device = identity.device
    inode = identity.inode
    mode = identity.mode
  }

  static func == (left: Self, right: Self) -> Bool {
    left.inode == right.inode && left.device == right.device
  }

  func hash(into hasher: inout Hasher) {
    hasher.combine(inode)
    hasher.combine(device)
  }
}
