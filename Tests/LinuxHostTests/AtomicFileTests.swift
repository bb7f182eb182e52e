import Glibc
import Testing

@testable import LinuxHost

/// Files that are there whole or not at all.
struct AtomicFileTests {
  private let scratch: ScratchDirectory

  init() throws { scratch = try ScratchDirectory() }

  @Test func writesDirectoriesAndFile() throws {
    let path = "\(scratch.path)/a/b/file"
    try AtomicFile.install([1, 2, 3], at: path, mode: 0o644, owners: .anybody)
    #expect(try readAll(path: path, limit: 10) == [1, 2, 3])
    #expect(try listDirectory(path: "\(scratch.path)/a/b").count == 1)
  }

  @Test func replacesAFileAndWhatAKilledProcessLeft() throws {
    let path = "\(scratch.path)/file"
    try AtomicFile.install([1], at: path, mode: 0o644, owners: .anybody)
    try AtomicFile.install(
      [9, 9, 9, 9], at: AtomicFile.temporaryPath(for: path), mode: 0o600, owners: .anybody)
    try AtomicFile.install([2], at: path, mode: 0o755, owners: .anybody)
    #expect(try readAll(path: path, limit: 10) == [2])
    #expect(try listDirectory(path: scratch.path).count == 1)
    #expect(access(path, X_OK) == 0)
  }

  /// Neither its inode nor its times change; another mode is another file.
  @Test func whatIsThereAlreadyIsNotWritten() throws {
    let path = "\(scratch.path)/file"
    #expect(try AtomicFile.install([1, 2], at: path, mode: 0o644, owners: .anybody))
    #expect(link(path, path + "-same") == 0)
    #expect(try !AtomicFile.install([1, 2], at: path, mode: 0o644, owners: .anybody))
    var status = stat()
    #expect(lstat(path, &status) == 0 && status.st_nlink == 2)
    #expect(try AtomicFile.install([1, 2], at: path, mode: 0o755, owners: .anybody))
    #expect(try AtomicFile.install([2, 2], at: path, mode: 0o755, owners: .anybody))
    unlink(path)
    #expect(symlink(path + "-same", path) == 0)
    #expect(try AtomicFile.install([1, 2], at: path, mode: 0o644, owners: .anybody))
    #expect(lstat(path, &status) == 0 && status.st_mode == S_IFREG | 0o644)
  }

  @Test func aFailureLeavesTheOldFileAndNothingElse() throws {
    let path = "\(scratch.path)/directory"
    mkdir(path, 0o755)
    try AtomicFile.install([1], at: "\(path)/inner", mode: 0o644, owners: .anybody)
    // A directory that is not empty cannot be replaced by a file.
    #expect(throws: WritingError.self) {
      try AtomicFile.install([2], at: path, mode: 0o644, owners: .anybody)
    }
    #expect(try listDirectory(path: scratch.path) == [Array("directory".utf8)])
  }

  @Test func removingWhatIsGoneIsNoError() throws {
    try AtomicFile.remove("\(scratch.path)/nothing", keepingDirectory: true, owners: .anybody)
  }

  @Test func temporaryNameIsNoConfiguration() {
    #expect(AtomicFile.temporaryPath(for: "/etc/binfmt.d/a.conf") == "/etc/binfmt.d/.a.conf.new")
  }

  /// What was there is replaced by a file of ours, and lends it no right.
  @Test func writingTakesNoRightsOver() throws {
    let path = "\(scratch.path)/report"
    try AtomicFile.write([1], to: path)
    #expect(chmod(path, 0o6777) == 0)
    try AtomicFile.write([2], to: path)
    var status = stat()
    #expect(lstat(path, &status) == 0 && status.st_mode == S_IFREG | 0o644)
    #expect(chmod(path, 0o600) == 0)
    try AtomicFile.write([3], to: path)
    #expect(lstat(path, &status) == 0 && status.st_mode == S_IFREG | 0o600)
    #expect(try readAll(path: path, limit: 10) == [3])
    #expect(try listDirectory(path: scratch.path).count == 1)
  }

  @Test func onlyRegularFilesAreWritten() throws {
    let (file, link, pipe) = ("\(scratch.path)/f", "\(scratch.path)/l", "\(scratch.path)/p")
    #expect(symlink(file, link) == 0 && mkfifo(pipe, 0o600) == 0)
    #expect(throws: WritingError.link(path: link)) { try AtomicFile.write([1], to: link) }
    #expect(throws: WritingError.link(path: link)) { try OutputFile.append("x", to: link) }
    #expect(throws: WritingError.notRegular(path: pipe)) { try AtomicFile.write([1], to: pipe) }
    #expect(throws: WritingError.notRegular(path: pipe)) { try OutputFile.append("x", to: pipe) }
    #expect(throws: WritingError.notRegular(path: scratch.path)) {
      try AtomicFile.write([1], to: scratch.path)
    }
    #expect(access(file, F_OK) != 0)
    try OutputFile.append("x", to: file)
    try OutputFile.append("y", to: file)
    #expect(try readAll(path: file, limit: 10) == Array("xy".utf8))
    #expect(Glibc.link(file, file + "2") == 0)
    #expect(throws: WritingError.manyNames(path: file)) { try OutputFile.append("z", to: file) }
  }

  @Test func directoriesAreFoundThroughLinks() throws {
    let inner = "\(scratch.path)/a/b"
    try AtomicFile.install([1], at: inner + "/x", mode: 0o644, owners: .anybody)
    #expect(symlink("a", "\(scratch.path)/to-a") == 0)
    #expect(symlink(scratch.path + "/to-a/b/../b", "\(scratch.path)/to-b") == 0)
    try AtomicFile.write([2], to: "\(scratch.path)/to-b/x")
    #expect(try readAll(path: inner + "/x", limit: 10) == [2])
    #expect(symlink("loop", "\(scratch.path)/loop") == 0)
    #expect(
      throws: WritingError.failed(
        SystemCallError(call: "open", path: "\(scratch.path)/loop", errno: ELOOP))
    ) { try AtomicFile.write([1], to: "\(scratch.path)/loop/x") }
  }
}
