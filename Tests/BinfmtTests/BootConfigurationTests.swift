import Binfmt
import Platforms
import Testing
import Text

@Suite struct BootConfigurationTests {
  private let line = ":n:M::\\x41\\x42::/bin/i:OPF"

  private func file(_ path: String, _ text: String) -> ConfigurationFile {
    ConfigurationFile(path: path, text: KernelText(text))
  }

  @Test func filesAreReadInTheOrderOfTheirNames() {
    let files = [
      file("/etc/binfmt.d/z.conf", ":z:M::AB::/bin/etc:"),
      file("/etc/binfmt.d/m.conf", ":m:M::AB::/bin/etc:"),
      file("/run/binfmt.d/m.conf", ":m:M::AB::/bin/run:"),
      file("/usr/lib/binfmt.d/a.conf", ":a:M::AB::/bin/usr:"),
      file("/usr/lib/binfmt.d/z.conf", ":z:M::AB::/bin/usr:"),
    ]
    let registrations = BinfmtD.registrations(in: files)
    #expect(registrations.map(\.registration.name) == ["a", "m", "z"])
    #expect(
      registrations.map(\.path) == [
        "/usr/lib/binfmt.d/a.conf", "/etc/binfmt.d/m.conf", "/etc/binfmt.d/z.conf",
      ])
    #expect(BinfmtD.registrations(in: []) == [])
  }

  @Test func anEmptyFileMasksItsName() {
    let files = [file("/etc/binfmt.d/q.conf", ""), file("/usr/lib/binfmt.d/q.conf", line)]
    #expect(BinfmtD.registrations(in: files) == [])
  }

  @Test func commentsAndBlanksAreNoRules() {
    let text = "# one\n;two\n\n  \t\n \(line) \t\r\n:broken\n\t#three\n:o:E::foo::/bin/o:"
    let found = BinfmtD.registrations(in: [file("/etc/binfmt.d/q.conf", text)])
    #expect(found.map(\.registration.name) == ["n", "o"])
    #expect(found.first?.registration.flags.letters == "OPF")
    #expect(found.allSatisfy { !$0.isWholeFile })
  }

  // `cat FILE > register` writes comments and blanks, too, which the kernel refuses.
  @Test(arguments: [
    ("", "", true), ("", "\n", true), ("# note\n", "\n", false), ("", " \n", false),
    (" ", "\n", false), ("", "\n\n", false), ("\n", "\n", false),
  ])
  func onlyABareLineIsAWholeFile(before: String, after: String, isWhole: Bool) {
    let file = file("/etc/binfmt.d/q.conf", before + line + after)
    #expect(BinfmtD.registrations(in: [file]).map(\.isWholeFile) == [isWhole])
  }

  @Test func aBootLineSaysWhatItTakes() throws {
    let arm64 = try #require(Architecture.named("arm64"))
    let arm = try #require(Architecture.named("arm"))
    let zeroes = String(repeating: "\\x00", count: 9)
    let ones = String(repeating: "\\xff", count: 7)
    let text =
      ":q:M::\\x7fELF\\x02\\x01\\x01\(zeroes)\\x02\\x00\\xb7\\x00"
      + ":\(ones)\\x00\(ones)\\xff\\xfe\\xff\\xff\\xff:/usr/bin/qemu-aarch64-static:F\n"
    let found = BinfmtD.registrations(in: [file("/usr/lib/binfmt.d/q.conf", text)])
    let registration = try #require(found.first)
    #expect(registration.takes(arm64) && !registration.takes(arm))
    #expect(registration.isWholeFile)
    let disabled = text.replacing(":F\n", with: ":FD\n")
    let off = BinfmtD.registrations(in: [file("/usr/lib/binfmt.d/q.conf", disabled)])
    #expect(off.map { $0.takes(arm64) } == [false])
  }

  @Test func aDatabaseEntryIsRead() throws {
    // update-binfmts(8), /var/lib/binfmts/qemu-arm of Debian 11.
    let text =
      "qemu-user-static\nmagic\n0\n\\x7fELF\\x01\n\\xff\\xff\\xff\\xff\\xfe\n"
      + "/usr/bin/qemu-arm-static\n\nno\nyes\nyes\n"
    let found = UpdateBinfmts.registrations(in: [file("/var/lib/binfmts/qemu-arm", text)])
    let boot = try #require(found.first)
    #expect(boot.registration.name == "qemu-arm")
    #expect(boot.registration.interpreter == "/usr/bin/qemu-arm-static")
    #expect(boot.registration.flags.letters == "PF")
    #expect(
      boot.registration.match
        == .magic(
          Entry.Magic(
            offset: 0, bytes: [0x7f, 0x45, 0x4c, 0x46, 1], mask: [0xff, 0xff, 0xff, 0xff, 0xfe])))
    #expect(boot.path == "/var/lib/binfmts/qemu-arm")
    #expect(!boot.isWholeFile)
  }

  @Test func anOldOrOtherDatabaseEntryIsRead() {
    let old = ":\nextension\n0\nfoo\n\n/bin/foo\n"
    let credentials = ":\nmagic\n\nAB\n\n/bin/foo\n/bin/detect\nyes\nno\nno"
    let files = [
      file("/var/lib/binfmts/foo", old), file("/var/lib/binfmts/c", credentials),
      file("/var/lib/binfmts/short", "a\nmagic\n"), file("/var/lib/binfmts/empty", ""),
      file("/var/lib/binfmts/bad", ":\nmagic\nten\nAB\n\n/bin/foo\n"),
    ]
    let found = UpdateBinfmts.registrations(in: files).map(\.registration)
    #expect(found.map(\.name) == ["foo", "c"])
    let magic = Entry.Magic(offset: 0, bytes: [0x41, 0x42], mask: nil)
    #expect(found.map(\.match) == [.fileExtension("foo"), .magic(magic)])
    #expect(found.map(\.flags.letters) == ["", "C"])
  }
}
