import Binfmt
import Testing
import Text

/// Magic and mask of the registrations that Debian 12 (qemu-user-static 7.2.22) and tonistiigi's
/// binfmt image ship; `e` stands for 20 bytes of which the two that name the machine are given.
enum DebianLines {
  static let little = "fffffffffffffffffffffffffffffffffeffffff"
  static let big = "fffffffffffffffffffffffffffffffffffeffff"

  /// A mask with some bytes replaced, by place.
  static func mask(_ mask: String, _ changes: [Int: String]) -> String {
    let pairs = stride(from: 0, to: mask.count, by: 2).map { String(mask.dropFirst($0).prefix(2)) }
    return pairs.enumerated().map { changes[$0.offset] ?? $0.element }.joined()
  }

  static func magic(_ ident: String, _ machine: String) -> String {
    "7f454c46\(ident)01" + "000000000000000000" + machine
  }

  static let zeroes16 = String(repeating: "00", count: 16)

  /// OCI name, magic, mask.
  static let debian: [(String, String, String)] = [
    ("arm64", magic("0201", "0200b700"), mask(little, [7: "00"])),
    ("arm", magic("0101", "02002800"), mask(little, [7: "00"])),
    ("riscv64", magic("0201", "0200f300"), mask(little, [7: "00"])),
    ("ppc64le", magic("0201", "02001500"), mask(little, [7: "fc", 19: "00"])),
    ("ppc64", magic("0202", "00020015"), mask(big, [7: "fc"])),
    ("s390x", magic("0202", "00020016"), mask(big, [7: "fc"])),
    ("mips64le", magic("0201", "02000800"), mask(little, [7: "00", 8: "fe"])),
    ("mips64", magic("0202", "00020008"), mask(big, [7: "00", 8: "fe"])),
    (
      "mipsle", magic("0101", "02000800") + zeroes16 + "00",
      mask(little, [7: "00", 8: "fe"]) + zeroes16 + "20"
    ),
    (
      "mips", magic("0102", "00020008") + zeroes16 + "00000000",
      mask(big, [7: "00", 8: "fe"]) + zeroes16 + "00000020"
    ),
    ("loong64", magic("0201", "02000201"), mask(little, [7: "fc", 8: "00"])),
  ]

  static let tonistiigi: [(String, String, String)] = [
    ("amd64", magic("0201", "02003e00"), mask(little, [5: "fe", 6: "fe", 7: "00"])),
    ("386", magic("0101", "02000300"), mask(little, [5: "fe", 6: "fe", 7: "00"])),
    ("arm64", magic("0201", "0200b700"), mask(little, [7: "00"])),
    ("arm", magic("0101", "02002800"), mask(little, [7: "00"])),
    ("riscv64", magic("0201", "0200f300"), mask(little, [7: "00"])),
    ("ppc64le", magic("0201", "02001500"), mask(little, [7: "00", 18: "ff", 19: "00"])),
    ("s390x", magic("0202", "00020016"), mask(big, [7: "00"])),
    ("mips64le", magic("0201", "02000800"), mask(little, [7: "00", 8: "00"])),
    ("mips64", magic("0202", "00020008"), mask(big, [7: "00", 8: "00"])),
    ("loong64", magic("0201", "02000201"), mask(little, [7: "fc", 8: "00"])),
  ]

  static func entry(_ name: String, _ magic: String, _ mask: String, state: String = "enabled")
    -> Entry
  {
    let text = "\(state)\ninterpreter /\(name)\nflags: F\noffset 0\nmagic \(magic)\nmask \(mask)\n"
    return Entry(name: KernelText(name), text: KernelText(text))
  }
}
