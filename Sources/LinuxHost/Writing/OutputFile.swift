import Glibc

/// Files that take an answer instead of standard output.
package enum OutputFile {
  /// Writes a file, whole or not at all: readers such as node_exporter may look at any moment.
  ///
  /// What is no regular file, such as `/dev/null` or a pipe, is written to as it is. A link is
  /// followed; the links `/dev/stdout` and `/dev/fd/N` are files that somebody has opened already.
  package static func write(_ text: String, to path: String) throws(SystemCallError) {
    var path = path.hasPrefix("/") ? path : "\(try workingDirectory())/\(path)"
    // As many as the kernel follows (path_resolution(7)).
    for _ in 0..<40 {
      var status = stat()
      guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFLNK else { break }
      if path.hasPrefix("/dev/") || path.hasPrefix("/proc/") {
        return try append(text, to: path)
      }
      let target = String(decoding: try readLink(path), as: UTF8.self)
      let directory = path.split(separator: "/").dropLast().joined(separator: "/")
      path = target.hasPrefix("/") ? target : "/\(directory)/\(target)"
    }
    var status = stat()
    let exists = stat(path, &status) == 0
    if exists, status.st_mode & S_IFMT != S_IFREG {
      return try append(text, to: path)
    }
    let mode = exists ? status.st_mode & 0o7777 : 0o644
    // A signal ends this process when nothing of it is left.
    try HeldSignals.during { _ throws(SystemCallError) in
      try AtomicFile.replaceShared(path, with: Array(text.utf8), mode: mode)
    }
  }

  /// Appends to a file.
  package static func append(_ text: String, to path: String) throws(SystemCallError) {
    let file = OwnedDescriptor(
      owning: try checked("open", path: path) {
        open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
      })
    try writeAll(Array(text.utf8), to: file.raw, path: path)
  }

  private static func workingDirectory() throws(SystemCallError) -> String {
    guard let path = getcwd(nil, 0) else {
      throw SystemCallError(call: "getcwd", path: ".", errno: errno)
    }
    defer { free(path) }
    return String(cString: path)
  }
}

/// A word that nobody can guess.
package enum RandomWord {
  /// 128 bits of the kernel's random numbers (random(4)), in hexadecimal.
  package static func make() -> String {
    var generator = SystemRandomNumberGenerator()
    return (0..<2).map { _ in String(generator.next(), radix: 16) }.joined()
  }
}
