import Binfmt
import Platforms
import Testing

@Suite struct HandlerTableTests {
  private let debian = DebianLines.debian.map { DebianLines.entry($0.0, $0.1, $0.2) }
  private let tonistiigi = DebianLines.tonistiigi.map { DebianLines.entry($0.0, $0.1, $0.2) }

  private func architecture(_ name: String) throws -> Architecture {
    try #require(Architecture.named(name))
  }

  @Test func everyHandlerTakesItsOwnArchitectureAlone() {
    for entry in debian + tonistiigi {
      #expect(entry.architectures.map(\.name) == [entry.name.description])
      for architecture in Architecture.table {
        let taken = HeaderShape.essential.filter { entry.takes($0.header(of: architecture)) }
        let isOwn = architecture.name == entry.name.description
        #expect(taken.count == (isOwn ? HeaderShape.essential.count : 0))
      }
    }
  }

  // Modern binutils write ABIVERSION 5 into MIPS programs.
  @Test(arguments: ["mips64le", "mips64", "mipsle", "mips"])
  func debiansMaskMissesNewMIPSPrograms(name: String) throws {
    let architecture = try architecture(name)
    let coverage = HandlerTable(entriesInMatchOrder: debian).coverage(of: architecture)
    #expect(coverage.missedEssential == [])
    #expect(
      coverage.missedRare.map(\.description) == ["ET_EXEC OSABI 0 ABIVERSION 5"]
        + ["ET_DYN OSABI 0 ABIVERSION 5"])
  }

  @Test(arguments: ["mips64le", "mips64"])
  func tonistiigisMaskTakesThem(name: String) throws {
    let coverage = HandlerTable(entriesInMatchOrder: tonistiigi)
      .coverage(of: try architecture(name))
    #expect(coverage.missedEssential == [] && coverage.missedRare == [])
  }

  @Test func aMaskOfFourOSABIsTakesZeroToThree() throws {
    let s390x = try architecture("s390x")
    let coverage = HandlerTable(entriesInMatchOrder: debian).coverage(of: s390x)
    #expect(coverage.missedEssential == [] && coverage.missedRare == [])
    let entry = try #require(coverage.handler)
    #expect(!entry.takes(s390x.identity.header(type: .executable, osABI: 4)))
  }

  @Test func theMaskOfPpc64leLooksAtHalfOfTheMachine() throws {
    let ppc64le = DebianLines.entry("p", DebianLines.debian[3].1, DebianLines.debian[3].2)
    #expect(ppc64le.takes(ELFIdentity(.bits64, .little, 0x0115).header(type: .executable)))
    #expect(!ppc64le.takes(ELFIdentity(.bits64, .big, 0x15).header(type: .executable)))
    #expect(ppc64le.architectures.map(\.name) == ["ppc64le"])
  }

  @Test(arguments: [("mips", ELFIdentity.ByteOrder.big, 39), ("mipsle", .little, 36)])
  func n32ProgramsAndO32ProgramsAreToldApart(name: String, order: ELFIdentity.ByteOrder, place: Int)
    throws
  {
    let line = try #require(DebianLines.debian.first { $0.0 == name })
    let o32 = DebianLines.entry(name, line.1, line.2)
    let n32 = DebianLines.entry("n32", DebianLines.mask(line.1, [place: "20"]), line.2)
    let identity = ELFIdentity(.bits32, order, 8)
    let o32Header = identity.header(type: .executable, flags: 0x1000)
    let n32Header = identity.header(type: .executable, flags: 0x20)
    #expect(o32.takes(o32Header) && !o32.takes(n32Header))
    #expect(n32.takes(n32Header) && !n32.takes(o32Header))
    #expect(n32.architectures == [])
  }

  @Test func theNewestEnabledEntryWins() throws {
    let (_, magic, mask) = DebianLines.debian[0]
    let off = DebianLines.entry("off", magic, mask, state: "disabled")
    let new = DebianLines.entry("new", magic, mask)
    let old = DebianLines.entry("old", magic, mask)
    let table = HandlerTable(entriesInMatchOrder: [off, new, old])
    let arm64 = try architecture("arm64")
    let coverage = table.coverage(of: arm64)
    #expect(coverage.handler == new)
    #expect(coverage.others == [old])
    #expect(coverage.disabled == [off])
    #expect(table.handler(taking: arm64.identity.header(type: .executable)) == new)
    let other = table.coverage(of: try architecture("arm"))
    #expect(other.handler == nil && other.others == [] && other.disabled == [])
    #expect(other.missedEssential == HeaderShape.essential)
  }

  @Test func anEntryForSomeShapesLeavesTheOthersToOlderOnes() throws {
    let (_, magic, _) = DebianLines.debian[0]
    // No bit of the header is masked: ET_EXEC with OSABI 0 only.
    let narrow = DebianLines.entry("narrow", magic, String(repeating: "ff", count: 20))
    let wide = DebianLines.entry("wide", magic, DebianLines.debian[0].2)
    let arm64 = try architecture("arm64")
    let both = HandlerTable(entriesInMatchOrder: [narrow, wide]).coverage(of: arm64)
    #expect(both.handler == wide)
    #expect(both.others == [])
    #expect(both.missedEssential == [])
    let alone = HandlerTable(entriesInMatchOrder: [narrow]).coverage(of: arm64)
    #expect(alone.handler == narrow)
    #expect(
      alone.missedEssential.map(\.description)
        == ["ET_EXEC OSABI 3", "ET_DYN OSABI 0", "ET_DYN OSABI 3"])
  }

  @Test func anEntryForEverythingTakesEveryArchitecture() {
    let everything = DebianLines.entry("all", "7f454c46", "ffffffff")
    #expect(everything.architectures == Architecture.table)
  }
}
