import Platforms
import Testing

@testable import Emulators

/// What is wrong with a row of the catalogue; empty if nothing is.
private func defects(_ trouble: Trouble) -> [String] {
  var defects: [String] = []
  func require(_ isSound: Bool, _ defect: String) { if !isSound { defects.append(defect) } }
  require(
    !trouble.id.isEmpty && trouble.id.first != "-"
      && trouble.id.utf8.allSatisfy {
        (0x61...0x7a).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2d
      },
    "id")
  for range in trouble.releases {
    require(!range.last.numbers.isEmpty && range.first <= range.last, "releases")
  }
  require(
    trouble.architectures.allSatisfy { Architecture.named($0) != nil }, "architectures")
  require(
    !trouble.evidence.isEmpty && !trouble.evidence.contains { $0.isEmpty || $0.contains(" http") },
    "evidence")
  let clause = trouble.consequence
  require(!clause.isEmpty && !clause.hasSuffix("."), "consequence")
  require(trouble.remedy.hasSuffix(".") && trouble.remedy.first?.isUppercase == true, "remedy")
  require(trouble.explanation.isEmpty || trouble.explanation.hasSuffix("."), "explanation")
  require(trouble.host != nil || trouble.process != nil || trouble.log != nil, "signs")
  require(trouble.host == nil || !trouble.releases.isEmpty, "signs")
  // Only logs name a platform for every sentence.
  let isOfLogs = trouble.host == nil && trouble.process == nil
  require(
    isOfLogs || ![clause, trouble.explanation, trouble.remedy].contains { $0.contains("{") },
    "placeholders")
  return defects
}

struct TroubleTests {
  @Test(arguments: Trouble.table)
  func rowIsSound(_ trouble: Trouble) {
    #expect(defects(trouble).isEmpty, "\(trouble.id)")
  }

  /// A row of the sort that must not get into the catalogue is seen.
  @Test(arguments: [
    ("", ReleaseRange([1]), "arm64", "https://example.org", "id"),
    ("Two words", ReleaseRange([1]), "arm64", "https://example.org", "id"),
    ("row", ReleaseRange([9, 2], to: [9, 1]), "arm64", "https://example.org", "releases"),
    ("row", ReleaseRange([]), "arm64", "https://example.org", "releases"),
    ("row", ReleaseRange([1]), "aarch64", "https://example.org", "architectures"),
    ("row", ReleaseRange([1]), "arm64", "", "evidence"),
  ])
  func malformedRowIsSeen(
    _ id: String, _ range: ReleaseRange, _ architecture: String, _ evidence: String,
    _ defect: String
  ) {
    let row = Trouble(
      id, releases: [range], architectures: [architecture], consequence: "it breaks",
      remedy: "Replace it.", evidence: [evidence], host: .breaksAnyGuest)
    #expect(defects(row) == [defect])
  }

  /// Two rows with one name are about different releases or guests.
  @Test func namesAreOnesOwn() {
    for (place, trouble) in Trouble.table.enumerated() {
      for other in Trouble.table.dropFirst(place + 1) where other.id == trouble.id {
        #expect(
          other.releases != trouble.releases || other.architectures != trouble.architectures,
          "\(trouble.id)")
      }
    }
  }

  @Test func rangesOfReleases() throws {
    let all = ReleaseRange([7, 2])
    let inner = try #require(Release(parsing: "7.2.22"))
    #expect(all.contains(inner) && all.contains([7, 2]) && !all.contains([7, 3]))
    #expect(!all.contains([7, 1, 9]) && ReleaseRange([7, 0, 0]).contains([7, 0, 0]))
    #expect(!ReleaseRange([7, 0, 0]).contains([7, 0, 1]))
    #expect(
      ReleaseRange(upTo: [2, 11]).contains([0, 9]) && ReleaseRange(upTo: [8]).contains([8, 2, 9]))
    #expect("\(ReleaseRange(upTo: [2, 11]))" == "2.11 and older")
    #expect("\(ReleaseRange([5, 1], to: [5, 2])) \(all)" == "5.1 to 5.2 7.2")
    #expect(Release(parsing: "7") == nil)
  }

  @Test(arguments: [
    ("2.8.1", "arm64", "fork-deadlock"), ("2.12.0", "arm64", nil), ("4.2.1", "arm64", "libc-bin"),
    ("4.2.1", "s390x", nil), ("5.1.0", "arm", "memory-layout"),
    ("7.0.0", "arm64", "address-randomisation"), ("7.2.22", "riscv64", "go-pidfd"),
    ("9.2.0", "arm64", "libc-bin"), ("9.2.2", "arm64", nil), ("10.0.3", "arm64", nil),
  ])
  func releasesOfHosts(_ release: String, _ architecture: String, _ id: String?) throws {
    let number = try #require(Release(parsing: release))
    #expect(Trouble.shown(byHostWith: number, for: architecture)?.id == id)
  }

  /// What is recommended is not known to break.
  @Test func recommendedReleaseIsSound() {
    for trouble in Trouble.shownByHosts {
      #expect(!trouble.affects(Trouble.soundRelease), "\(trouble.id)")
      #expect(trouble.releases.allSatisfy { $0.last < Trouble.soundRelease })
    }
  }

  /// Whoever has a sound release already is not told to install a current one.
  @Test(arguments: Trouble.table.map(\.remedy))
  func remedySaysWhichReleaseItIsAbout(_ remedy: String) {
    #expect(!remedy.lowercased().contains("current qemu"), "\(remedy)")
  }
}
