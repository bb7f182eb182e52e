import Binfmt
import Facts
import Glibc
import LinuxHost
import Testing
import Text

/// Readers are pointed at directories of their own; binfmt_misc itself belongs to system tests.
@Suite struct DirectoryReaderTests {
  @Test func entriesAreReadBesideTheKernelsOwnFiles() throws {
    let scratch = try ScratchDirectory()
    for name in ["register", "status", "b", "a"] { try scratch.file(name, "text of \(name)\n") }
    try scratch.link("vanished", to: "nowhere")
    try scratch.link("loop", to: "loop")
    try scratch.file("large", String(repeating: "x", count: 128 * 1024 + 1))
    let facts = BinfmtFacts.reading(directory: scratch.path)
    #expect(facts.status == .seen("text of status\n"))
    #expect(facts.registerIsWritable == .seen(true))
    let entries = try #require(facts.entries.value)
    #expect(Set(entries.map(\.name)) == ["a", "b", "loop", "large"])
    let texts = Dictionary(uniqueKeysWithValues: entries.map { ($0.name, $0.text) })
    #expect(texts["a"] == .seen("text of a\n"))
    #expect(texts["loop"]?.failure?.errno == ELOOP)
    #expect(texts["large"]?.failure?.errno == EFBIG)
    #expect(facts.mounts == .seen([]))
  }

  @Test func anEmptyDirectoryIsNoBinfmtMisc() throws {
    let scratch = try ScratchDirectory()
    let path = KernelText(scratch.path)
    #expect(
      BinfmtFacts.reading(directory: scratch.path).entries
        == .failed(ReadFailure(path: path, errno: ENOENT)))
    try scratch.file("status", "enabled\n")
    #expect(BinfmtFacts.reading(directory: scratch.path).entries == .seen([]))
    try scratch.link("loop", to: "loop")
    let loop = "\(scratch.path)/loop"
    #expect(BinfmtFacts.reading(directory: loop).entries.failure?.errno == ELOOP)
  }

  @Test func filesOfEveryKindAreLookedAt() throws {
    let scratch = try ScratchDirectory()
    try scratch.file("script", "#!/bin/sh\n", mode: 0o755)
    try scratch.file("empty", "")
    try scratch.pipe("pipe")
    try scratch.directory("directory")
    func facts(_ name: String) -> FileFacts? {
      FileFacts.reading(at: KernelText("\(scratch.path)/\(name)")).value
    }
    let script = try #require(facts("script"))
    #expect(script.isRegular && script.isExecutable && script.isScript && script.elf == nil)
    let empty = try #require(facts("empty"))
    #expect(empty.isRegular && !empty.isExecutable && !empty.isScript)
    #expect(facts("pipe")?.isRegular == false)
    #expect(facts("directory")?.isRegular == false)
    let missing = KernelText("\(scratch.path)/missing")
    #expect(
      FileFacts.reading(at: missing) == .failed(ReadFailure(path: missing, errno: ENOENT)))
    for path: KernelText in ["", "script", "bin/sh", "/proc/self/exe\0"] {
      #expect(FileFacts.reading(at: path).failure?.errno == ENOENT)
    }
    let own = try #require(FileFacts.reading(at: "/proc/self/exe").value)
    #expect(own.elf?.identity.architecture != nil)
  }

  @Test func eachInterpreterIsLookedAtOnce() {
    func entry(_ name: KernelText, _ path: String) -> BinfmtFacts.EntryFile {
      .init(name: name, text: .seen(KernelText("enabled\ninterpreter \(path)\n")))
    }
    var boot = BootFacts()
    boot.binfmtD = .seen([
      ConfigurationFile(
        path: "/x/a.conf",
        text: #"""
          :a:M::\x7fELF::/dev/null:
          :b:M::\x7fELF::/no/such:
          :c:M::MZ::/no/architecture/of/ours:
          """#)
    ])
    boot.updateBinfmts = .seen([
      ConfigurationFile(
        path: "/y/c",
        text: #"""
          :
          magic
          0
          \x7fELF

          relative

          """#)
    ])
    let failed = BinfmtFacts.EntryFile(
      name: "x", text: .failed(ReadFailure(path: "/x", errno: EIO)))
    let found = InterpreterFacts.reading(
      entries: .seen([entry("1", "/dev/null"), failed, entry("2", "/dev/null")]), boot: boot)
    #expect(found.map(\.path) == ["/dev/null", "/no/such", "relative"])
    #expect(found.map { $0.file.failure?.errno } == [nil, ENOENT, ENOENT])
    let none = InterpreterFacts.reading(entries: .notAsked, boot: BootFacts())
    #expect(none == [])
  }
}
