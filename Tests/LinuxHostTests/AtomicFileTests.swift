import Glibc
import Testing

@testable import LinuxHost

/// Files that are there whole or not at all.
struct AtomicFileTests {
  private let scratch: ScratchDirectory

  init() throws { scratch = try ScratchDirectory() }

  @Test func writesDirectoriesAndFile() throws {
    let path = "\(scratch.path)/a/b/file"
    try AtomicFile.write([1, 2, 3], to: path, mode: 0o644)
    #expect(try readAll(path: path, limit: 10) == [1, 2, 3])
    #expect(try listDirectory(path: "\(scratch.path)/a/b").count == 1)
  }

  @Test func replacesAFileAndWhatAKilledProcessLeft() throws {
    let path = "\(scratch.path)/file"
    try AtomicFile.write([1], to: path, mode: 0o644)
    try AtomicFile.write([9, 9, 9, 9], to: AtomicFile.temporaryPath(for: path), mode: 0o600)
    try AtomicFile.write([2], to: path, mode: 0o755)
    #expect(try readAll(path: path, limit: 10) == [2])
    #expect(try listDirectory(path: scratch.path).count == 1)
    #expect(access(path, X_OK) == 0)
  }

  /// Neither its inode nor its times change; another mode is another file.
  @Test func whatIsThereAlreadyIsNotWritten() throws {
    let path = "\(scratch.path)/file"
    #expect(try AtomicFile.write([1, 2], to: path, mode: 0o644))
    #expect(link(path, path + "-same") == 0)
    #expect(try !AtomicFile.write([1, 2], to: path, mode: 0o644))
    var status = stat()
    #expect(lstat(path, &status) == 0 && status.st_nlink == 2)
    #expect(try AtomicFile.write([1, 2], to: path, mode: 0o755))
    #expect(try AtomicFile.write([2, 2], to: path, mode: 0o755))
    unlink(path)
    #expect(symlink(path + "-same", path) == 0)
    #expect(try AtomicFile.write([1, 2], to: path, mode: 0o644))
    #expect(lstat(path, &status) == 0 && status.st_mode == S_IFREG | 0o644)
  }

  @Test func aFailureLeavesTheOldFileAndNothingElse() throws {
    let path = "\(scratch.path)/directory"
    mkdir(path, 0o755)
    try AtomicFile.write([1], to: "\(path)/inner", mode: 0o644)
    // A directory that is not empty cannot be replaced by a file.
    #expect(throws: SystemCallError.self) { try AtomicFile.write([2], to: path, mode: 0o644) }
    #expect(try listDirectory(path: scratch.path) == [Array("directory".utf8)])
  }

  @Test func removingWhatIsGoneIsNoError() throws {
    try AtomicFile.remove("\(scratch.path)/nothing", keepingDirectory: true)
  }

  @Test func temporaryNameIsNoConfiguration() {
    #expect(AtomicFile.temporaryPath(for: "/etc/binfmt.d/a.conf") == "/etc/binfmt.d/.a.conf.new")
  }
}
