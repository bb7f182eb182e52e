internal import CLinux
import Glibc

/// A directory that stays in existence, mounted or not, for as long as it is referred to.
final class HeldDirectory {
  /// Refers to the directory.
  let directory: OwnedDescriptor
  /// What is mounted below the directory ends with it.
  private let mountNamespace: OwnedDescriptor?
  private let userNamespace: OwnedDescriptor?

  /// Takes hold of a process's working directory, of its mount namespace and, if asked, of its user
  /// namespace.
  init(of pid: Int32, withUserNamespace: Bool) throws(SystemCallError) {
    let path = "/proc/\(pid)/cwd"
    directory = OwnedDescriptor(
      owning: try checked("open", path: "/proc/PID/cwd") { clinux_open_reference(path) })
    mountNamespace = try Self.namespace("mnt", of: pid)
    userNamespace = withUserNamespace ? try Self.namespace("user", of: pid) : nil
  }

  private static func namespace(
    _ kind: String, of pid: Int32
  ) throws(SystemCallError) -> OwnedDescriptor {
    // O_PATH would refer to the link's target without being the namespace's descriptor.
    OwnedDescriptor(
      owning: try checked("open", path: "/proc/PID/ns/\(kind)") {
        open("/proc/\(pid)/ns/\(kind)", O_RDONLY | O_CLOEXEC)
      })
  }

  /// Takes hold of a directory by its path, which works without /proc.
  init(at path: String) throws(SystemCallError) {
    directory = OwnedDescriptor(
      owning: try checked("open", path: path) { clinux_open_reference(path) })
    mountNamespace = nil
    userNamespace = nil
  }

  /// The user namespace's descriptor, nil if it is our own.
  var userNamespaceNumber: Int32? {
    switch userNamespace {
    case .some(let userNamespace): userNamespace.raw
    case .none: nil
    }
  }
}

/// A directory that is removed, with the files in it, at the end of this value's life.
struct TemporaryDirectory: ~Copyable {
  /// Where it is.
  let path: String
  private let names: [String]

  /// Makes a directory that is only ours.
  ///
  /// - Parameter names: The files that will be in it.
  static func make(
    in parent: String, names: [String]
  ) throws(SystemCallError) -> TemporaryDirectory {
    var status = stat()
    if stat(parent, &status) == 0, geteuid() == 0, status.st_uid != 0 {
      // Its owner could put another directory in the place of ours.
      throw SystemCallError(call: "mkdtemp", path: parent, errno: EACCES)
    }
    removeLeftovers(in: parent)
    var template = Array("\(parent)/crossready.XXXXXX".utf8CString)
    let made = template.withUnsafeMutableBufferPointer { buffer in
      buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) }
    }
    guard let made else { throw SystemCallError(call: "mkdtemp", path: parent, errno: errno) }
    // Who runs there is not root, and may know the names but not list them.
    chmod(made, 0o711)
    // Held for as long as this process lives: who finds it free finds what a killed one has left.
    let opened = open(made, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    if opened >= 0 { flock(opened, LOCK_EX | LOCK_NB) }
    return TemporaryDirectory(path: made, names: names, lock: opened)
  }

  private init(path: String, names: [String], lock: Int32) {
    self.path = path
    self.names = names
    self.lock = OwnedDescriptor(owning: lock)
  }

  private let lock: OwnedDescriptor

  /// Removes what runs of ours that were killed have left. Only directories of this user with such a
  /// name are touched, below a descriptor, and in them only files; nothing depends on it.
  private static func removeLeftovers(in parent: String) {
    guard let names = try? listDirectory(path: parent) else { return }
    for name in names where name.starts(with: "crossready.".utf8) && name.count == 17 {
      let path = Array("\(parent)/".utf8) + name
      let opened = open(
        path.map { CChar(bitPattern: $0) } + [0],
        O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW)
      guard opened >= 0 else { continue }
      let directory = OwnedDescriptor(owning: opened)
      var status = stat()
      // A young one may be another run's, which has made it and not locked it yet.
      guard fstat(directory.raw, &status) == 0, status.st_uid == geteuid(),
        time(nil) - status.st_ctim.tv_sec > 60,
        status.st_mode & 0o7066 == 0, flock(directory.raw, LOCK_EX | LOCK_NB) == 0,
        let files = try? listDirectory(path: String(decoding: path, as: UTF8.self))
      else { continue }
      for file in files { unlinkat(directory.raw, file.map { CChar(bitPattern: $0) } + [0], 0) }
      rmdir(path.map { CChar(bitPattern: $0) } + [0])
    }
  }

  deinit {
    for name in names { unlink("\(path)/\(name)") }
    rmdir(path)
  }
}

/// Files in memory that nothing can change any more.
final class MemoryFiles {
  private var numbers: [String: Int32] = [:]

  /// Makes the files.
  init(_ files: [RootPlan.File]) throws(SystemCallError) {
    for file in files {
      numbers[file.name] = try checked("memfd_create") {
        clinux_memory_file(file.name, file.bytes, UInt(file.bytes.count))
      }
    }
  }

  deinit {
    for number in numbers.values { close(number) }
  }

  /// Their descriptors.
  var descriptors: [Int32] { Array(numbers.values) }

  /// A path that names the file in every process that has inherited the descriptors.
  func path(of name: String) -> String? {
    numbers[name].map { "/proc/self/fd/\($0)" }
  }
}
