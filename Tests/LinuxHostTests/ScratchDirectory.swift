import Glibc
import Testing

/// A directory that is gone, with what is in it, when its owner is.
final class ScratchDirectory {
  let path: String
  private var made: [String] = []

  init() throws {
    var template = Array("/tmp/crossready-test-XXXXXX".utf8CString)
    try #require(mkdtemp(&template) != nil)
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit {
    for name in made.reversed() { remove("\(path)/\(name)") }
    rmdir(path)
  }

  func file(_ name: String, _ text: String, mode: mode_t = 0o644) throws {
    try file(name, Array(text.utf8), mode: mode)
  }

  func file(_ name: String, _ bytes: [UInt8], mode: mode_t = 0o644) throws {
    let descriptor = open("\(path)/\(name)", O_CREAT | O_WRONLY | O_CLOEXEC, mode)
    try #require(descriptor >= 0)
    defer { close(descriptor) }
    made.append(name)
    try #require(write(descriptor, bytes, bytes.count) == bytes.count)
  }

  func directory(_ name: String) throws {
    try #require(mkdir("\(path)/\(name)", 0o755) == 0)
    made.append(name)
  }

  /// A directory and those above it, as far as they are not there.
  func directories(_ name: String) throws {
    var parent = ""
    for part in name.split(separator: "/") {
      parent += parent.isEmpty ? String(part) : "/\(part)"
      if access("\(path)/\(parent)", F_OK) != 0 { try directory(parent) }
    }
  }

  func pipe(_ name: String) throws {
    try #require(mkfifo("\(path)/\(name)", 0o755) == 0)
    made.append(name)
  }

  func link(_ name: String, to target: String) throws {
    try #require(symlink(target, "\(path)/\(name)") == 0)
    made.append(name)
  }
}
