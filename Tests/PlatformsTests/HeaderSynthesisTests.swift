import Platforms
import Testing

@Suite struct HeaderSynthesisTests {
  private func hex(_ bytes: some Sequence<UInt8>) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  // The first 20 bytes as QEMU's and tonistiigi's registrations write them.
  @Test(arguments: [
    ("amd64", "7f454c4602010100000000000000000002003e00"),
    ("386", "7f454c4601010100000000000000000002000300"),
    ("arm64", "7f454c460201010000000000000000000200b700"),
    ("arm", "7f454c4601010100000000000000000002002800"),
    ("riscv64", "7f454c460201010000000000000000000200f300"),
    ("ppc64le", "7f454c4602010100000000000000000002001500"),
    ("ppc64", "7f454c4602020100000000000000000000020015"),
    ("s390x", "7f454c4602020100000000000000000000020016"),
    ("mips64le", "7f454c4602010100000000000000000002000800"),
    ("mips64", "7f454c4602020100000000000000000000020008"),
    ("mipsle", "7f454c4601010100000000000000000002000800"),
    ("mips", "7f454c4601020100000000000000000000020008"),
    ("loong64", "7f454c4602010100000000000000000002000201"),
  ])
  func theStartNamesTheArchitecture(name: String, start: String) throws {
    let identity = try #require(Architecture.named(name)).identity
    let header = identity.header(type: .executable)
    #expect(hex(header.prefix(20)) == start)
    #expect(header.count == (identity.wordSize == .bits64 ? 64 : 52))
  }

  @Test func everyFieldStandsInItsPlaceIn64Bits() {
    let header = ELFIdentity(.bits64, .little, 0x0102).header(
      type: .sharedObject, osABI: 3, abiVersion: 5, flags: 0xa1b2_c3d4)
    #expect(
      hex(header)
        == "7f454c46020101030500000000000000"  // e_ident
        + "03000201010000004000010000000000"  // e_type, e_machine, e_version, e_entry
        + "40000000000000000000000000000000"  // e_phoff, e_shoff
        + "d4c3b2a1400038000100000000000000")  // e_flags and the sizes
  }

  @Test func everyFieldStandsInItsPlaceIn32Bits() {
    let header = ELFIdentity(.bits32, .big, 0x0102).header(
      type: .executable, osABI: 97, abiVersion: 1, flags: 0xa1b2_c3d4)
    #expect(
      hex(header)
        == "7f454c46010201610100000000000000"
        + "00020102000000010001003400000034"
        + "00000000a1b2c3d40034002000010000" + "00000000")
  }

  @Test(arguments: Architecture.table)
  func aMadeHeaderIsReadAgain(architecture: Architecture) throws {
    for type in ELFIdentity.ProgramType.allCases {
      let bytes = architecture.identity.header(type: type, flags: architecture.flags)
      let table = [UInt8](repeating: 0, count: 56)
      let header = try #require(ELFHeader(prefix: bytes + table))
      #expect(header.identity == architecture.identity)
      #expect(header.type == type.rawValue)
      #expect(header.loader == nil)
    }
  }
}
