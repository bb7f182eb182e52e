import Binfmt
import Testing
import Text

@Suite struct EntryParserTests {
  private func entry(_ text: String) -> Entry {
    Entry(name: "e", text: KernelText(text))
  }

  // Linux 6.18, `cat /proc/sys/fs/binfmt_misc/qemu-aarch64`.
  static let today = """
    enabled
    interpreter /usr/libexec/qemu-binfmt/aarch64-binfmt-P
    flags: POF
    offset 0
    magic 7f454c460201010000000000000000000200b700
    mask ffffffffffffff00fffffffffffffffffeffffff

    """

  static let aarch64: [UInt8] =
    [0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0xb7, 0]

  @Test func todaysTextIsRead() {
    let entry = entry(Self.today)
    #expect(entry.name == "e")
    #expect(entry.isEnabled)
    #expect(entry.interpreter == "/usr/libexec/qemu-binfmt/aarch64-binfmt-P")
    #expect(entry.flags == Flags("POF"))
    var mask = [UInt8](repeating: 0xff, count: 20)
    mask[7] = 0
    mask[16] = 0xfe
    #expect(entry.match == .magic(Entry.Magic(offset: 0, bytes: Self.aarch64, mask: mask)))
    #expect(entry.otherLines == [])
    #expect(entry.architectures.map(\.name) == ["arm64"])
  }

  @Test func indentedTextIsTheSame() {
    // As podman's own tests write it: blanks before lines and between words, tabs too.
    let indented = Self.today.split(separator: "\n").map { "\t  \($0)\n" }.joined()
      .replacing("mask ", with: "mask  ")
    #expect(entry(indented) == entry(Self.today))
  }

  @Test func aDisabledEntryTakesNothing() {
    let disabled = entry(Self.today.replacing("enabled", with: "disabled"))
    #expect(!disabled.isEnabled)
    #expect(!disabled.takes(Self.aarch64))
    #expect(disabled.architectures.map(\.name) == ["arm64"])
    #expect(entry(Self.today).takes(Self.aarch64))
  }

  @Test func withoutMaskEveryBitCounts() {
    let entry = entry("enabled\ninterpreter /i\nflags: \noffset 4\nmagic 4142\n")
    #expect(entry.flags == Flags(""))
    #expect(entry.match == .magic(Entry.Magic(offset: 4, bytes: [0x41, 0x42], mask: nil)))
    #expect(entry.takes(Array("....AB".utf8)))
    #expect(!entry.takes(Array("....Ab".utf8)))
    #expect(!entry.takes(Array("....A".utf8)))
    #expect(!entry.takes([]))
  }

  @Test(arguments: [(".foo", "foo"), ("..foo", ".foo"), (".f o", "f o")])
  func anExtensionIsRead(printed: String, suffix: String) {
    let entry = entry("enabled\ninterpreter /i\nflags: P\nextension \(printed)\n")
    #expect(entry.match == .fileExtension(KernelText(suffix)))
    #expect(entry.architectures == [])
    #expect(!entry.takes(Self.aarch64))
  }

  // Documentation/admin-guide/binfmt-misc.rst of the kernel after 7.2.
  @Test func anAnnouncedProgramEntryIsKept() {
    let entry = entry("enabled\nbpf pick\nbpf-interpreter qemu /usr/bin/q\nflags: \n")
    #expect(entry.isEnabled)
    #expect(entry.interpreter == nil)
    #expect(entry.match == .unknown)
    #expect(entry.otherLines == ["bpf pick", "bpf-interpreter qemu /usr/bin/q"])
    #expect(entry.registration == nil)
  }

  @Test func unknownFlagsAreKept() {
    let entry = entry("enabled\ninterpreter /i\nflags: POCFTLD?\noffset 0\nmagic 41\n")
    #expect(entry.flags.letters == "POCFTLD?")
    #expect(entry.flags.fixesBinary)
    #expect(entry.flags.usesCredentialsOfProgram)
    #expect(entry.flags.preservesArgv0)
  }

  @Test func bytesThatAreNoTextAreKept() {
    let bytes = Array("enabled\ninterpreter /".utf8) + [0xff, 0x1b] + Array("[31m x \n".utf8)
    let entry = Entry(name: KernelText([0xfe]), text: KernelText(bytes))
    #expect(entry.name.bytes == [0xfe])
    #expect(entry.interpreter?.bytes == Array("/".utf8) + [0xff, 0x1b] + Array("[31m x ".utf8))
    #expect(entry.interpreter?.description == "/\\xff\\x1b[31m x ")
  }

  @Test func anEnormousInterpreterIsRead() {
    let path = "/" + String(repeating: "a", count: 65_536)
    let entry = entry("enabled\ninterpreter \(path)\nflags: F\noffset 0\nmagic 41\n")
    #expect(entry.interpreter?.bytes.count == 65_537)
    #expect(entry.takes([0x41]))
  }

  @Test(arguments: ["", "\n\n\n", "   \n\t\n"])
  func anEmptyTextIsAnEntryThatTakesNothing(text: String) {
    let entry = entry(text)
    #expect(!entry.isEnabled)
    #expect(entry.interpreter == nil)
    #expect(entry.match == .unknown)
    #expect(entry.otherLines == [])
  }

  @Test(arguments: [
    "offset -1", "offset 9223372036854775807", "offset 257", "offset -9223372036854775808",
  ])
  func anImpossiblePlaceTakesNothing(line: String) {
    let entry = entry("enabled\ninterpreter /i\nflags: \n\(line)\nmagic 41\n")
    #expect(!entry.takes([0x41]))
    #expect(!entry.takes([UInt8](repeating: 0x41, count: 512)))
    #expect(entry.architectures == [])
  }

  @Test(arguments: ["magic 4", "magic 4g", "mask zz", "offset ten", "enabled now", "surprise"])
  func strangeLinesAreKept(line: String) {
    #expect(entry("enabled\n\(line)\n").otherLines == [KernelText(line)])
  }
}
