import CLinux
import Glibc

/// The directory of a file that is to be written: found once, step by step, and from then on only
/// referred to by its descriptor, so that nobody can put another one in its place.
enum WritableDirectory {
  /// Whose the directories on the way may be.
  enum Owners {
    /// Anybody's: what is written holds nothing that others could misuse.
    case anybody
    /// Root's alone, and nobody else may write them: what is in them is executed as root.
    case root
  }

  /// Finds a directory, component by component.
  ///
  /// A symbolic link that neither root nor this user made is followed by no root: in a directory of
  /// others it may lead to any file of root's.
  /// - Parameter creating: whether directories that are missing are made; they are root's, mode 0755.
  /// - Returns: its descriptor, which is the caller's to close.
  static func open(
    _ path: String, owners: Owners, creating: Bool
  ) throws(WritingError) -> Int32 {
    func steps(_ path: String) -> [String] {
      path.split(separator: "/").map(String.init).reversed()
    }
    func start(_ path: String) throws(WritingError) -> OwnedDescriptor {
      let root = path.first == "/" ? "/" : "."
      return OwnedDescriptor(
        owning: try writing { () throws(SystemCallError) in
          try checked("open", path: root) { clinux_open_reference(root) }
        })
    }
    var here = try start(path)
    try Self.check(here.raw, owners, path: path.first == "/" ? "/" : ".")
    var rest = steps(path)
    var links = 0
    // As errors name it.
    var walked = path.first == "/" ? "" : "."
    while let step = rest.popLast() {
      if step == "." { continue }
      let next = try Self.entering(step, in: here.raw, creating: creating, path: path)
      var status = stat()
      guard fstat(next.raw, &status) == 0 else { throw WritingError("fstat", path) }
      guard status.st_mode & S_IFMT == S_IFLNK else {
        walked += "/\(step)"
        try Self.check(next.raw, owners, path: walked)
        here = next
        continue
      }
      links += 1
      // As many as the kernel follows (path_resolution(7)).
      guard links <= 40 else {
        throw .failed(SystemCallError(call: "open", path: path, errno: ELOOP))
      }
      if geteuid() == 0, status.st_uid != 0 { throw .foreign(path: path, owner: status.st_uid) }
      let target = try Self.target(of: next.raw, path: path)
      if target.first == "/" {
        here = try start(target)
        walked = ""
      }
      rest += steps(target)
    }
    let place = here.raw
    return try writing { () throws(SystemCallError) in
      try checked("open", path: path) {
        openat(place, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
      }
    }
  }

  private static func entering(
    _ step: String, in directory: Int32, creating: Bool, path: String
  ) throws(WritingError) -> OwnedDescriptor {
    var found = clinux_refer(directory, step)
    if found < 0, errno == ENOENT, creating {
      guard mkdirat(directory, step, 0o755) == 0 || errno == EEXIST else {
        throw WritingError("mkdir", path)
      }
      // Whatever the umask is, everybody may use what is installed.
      _ = fchmodat(directory, step, 0o755, 0)
      found = clinux_refer(directory, step)
    }
    guard found >= 0 else { throw WritingError("open", path) }
    return OwnedDescriptor(owning: found)
  }

  private static func target(of link: Int32, path: String) throws(WritingError) -> String {
    var bytes = [UInt8](repeating: 0, count: Int(PATH_MAX))
    let length = bytes.withUnsafeMutableBytes {
      clinux_read_link(link, $0.baseAddress, UInt($0.count))
    }
    guard length >= 0 else { throw WritingError("readlink", path) }
    return String(decoding: bytes.prefix(length), as: UTF8.self)
  }

  private static func check(_ directory: Int32, _ owners: Owners, path: String) throws(WritingError)
  {
    guard case .root = owners, geteuid() == 0 else { return }
    var status = stat()
    guard fstat(directory, &status) == 0 else { throw WritingError("fstat", path) }
    if status.st_uid != 0 { throw .foreign(path: path, owner: status.st_uid) }
    let others = status.st_gid == 0 ? S_IWOTH : S_IWOTH | S_IWGRP
    guard status.st_mode & others == 0 else { throw .unsafeDirectory(path: path) }
  }
}

/// A name in a directory, under which a file is to be written.
///
/// An object, because Swift 6.0 cannot compile what reaches into a value that is not copied.
final class WritablePlace {
  private let opened: OwnedDescriptor
  /// What the file is called there.
  let name: String

  /// The directory's descriptor, valid for as long as this object lives.
  var directory: Int32 { opened.raw }

  /// Finds the directory of a path, and what the path's last part is called there.
  init(
    at path: String, owners: WritableDirectory.Owners, creating: Bool = false
  ) throws(WritingError) {
    var parts = path.split(separator: "/").map(String.init)
    guard let name = parts.popLast(), name != ".", name != "..", path.last != "/" else {
      throw .notRegular(path: path)
    }
    let parent = parts.joined(separator: "/")
    let number = try WritableDirectory.open(
      path.first == "/" ? "/" + parent : parent, owners: owners, creating: creating)
    opened = OwnedDescriptor(owning: number)
    self.name = name
  }
}
