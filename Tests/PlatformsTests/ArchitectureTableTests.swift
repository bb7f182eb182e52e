import Platforms
import Testing

@Suite struct ArchitectureTableTests {
  @Test func thePlatformsJudgedByDefaultAreThese() {
    #expect(
      Platform.table.map(\.description) == [
        "linux/amd64", "linux/arm64", "linux/arm/v7", "linux/arm/v6", "linux/arm/v5", "linux/386",
        "linux/riscv64", "linux/ppc64le", "linux/ppc64", "linux/s390x", "linux/mips64le",
        "linux/mips64", "linux/mipsle", "linux/mips", "linux/loong64",
      ])
    let levels = Platform.judged.filter { !Platform.table.contains($0) }
    #expect(
      levels.map(\.description) == ["linux/amd64/v2", "linux/amd64/v3", "linux/amd64/v4"])
  }

  @Test(arguments: Platform.judged)
  func everyPlatformIsCanonicalAndInTheTable(platform: Platform) throws {
    #expect(platform.normalized == platform)
    #expect(try Platform(parsing: platform.description).normalized == platform)
    let architecture = try #require(platform.architectureInTable)
    #expect(architecture.name == platform.architecture)
  }

  @Test func identitiesNameOneArchitectureEach() {
    #expect(Set(Architecture.table.map(\.identity)).count == Architecture.table.count)
    for architecture in Architecture.table {
      #expect(architecture.identity.architecture == architecture)
    }
    #expect(ELFIdentity(.bits64, .big, 183).architecture == nil)
  }

  @Test func namesAndWordsAreUnique() {
    let words = Architecture.table.flatMap { [$0.name] + $0.spellings.map(\.word) }
    let repeated = Dictionary(grouping: words) { $0 }.filter { $1.count > 1 }.keys
    #expect(repeated.isEmpty)
    #expect(words.allSatisfy { $0 == $0.lowercased() })
    let emulators = Architecture.table.flatMap(\.emulators)
    #expect(Set(emulators).count == emulators.count)
    #expect(emulators.allSatisfy { $0.hasPrefix("qemu-") && !$0.hasSuffix("-static") })
  }

  @Test(arguments: Architecture.table)
  func rowsAreConsistent(architecture: Architecture) {
    #expect(Architecture.named(architecture.name) == architecture)
    #expect(!architecture.debianNames.isEmpty)
    #expect(architecture.machines.contains(architecture.emulatedMachine))
    for name in architecture.compatible {
      #expect(Architecture.named(name)?.identity.wordSize == .bits32)
    }
    for spelling in architecture.spellings where !spelling.variant.isEmpty {
      #expect(architecture.variants.contains(spelling.variant))
    }
  }

  @Test func thisProgramIsForAnArchitectureOfTheTable() {
    #expect(Architecture.native != nil)
    #expect(Architecture.named("z80") == nil)
  }

  @Test(arguments: [
    ("ppc64el", "linux/ppc64le"), ("linux/ppc64el", "linux/ppc64le"), ("PPC64EL", "linux/ppc64le"),
    ("i686", "linux/386"), ("linux/i586", "linux/386"), ("x64", "linux/amd64"),
    ("armv7l", "linux/arm/v7"), ("linux/armv6l", "linux/arm/v6"), ("armv5tel", "linux/arm/v5"),
    ("armv8", "linux/arm64"), ("linux/armhf", "linux/arm/v7"), ("armel", "linux/arm/v6"),
    ("loongarch64", "linux/loong64"), ("mips64el", "linux/mips64le"), ("rv64gc", "linux/riscv64"),
    ("powerpc64", "linux/ppc64"), ("windows/amd64", "linux/amd64"),
    ("linux/arm/v4", "linux/arm/v7"),
    ("linux/arm64/v9", "linux/arm64"), ("arm", "linux/arm/v7"),
  ])
  func spellingsOfOtherWorldsAreUnderstood(word: String, platform: String) {
    #expect(Platform.meant(by: word)?.description == platform)
  }

  @Test(arguments: ["", "/", "linux", "linux/sparc64", "v7", "arm 64", "\u{1b}[31m"])
  func strangersMeanNothing(word: String) {
    #expect(Platform.meant(by: word) == nil)
  }
}
