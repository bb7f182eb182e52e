import Images
import Testing

@testable import LinuxHost

/// A program's first bytes.
private let program =
  [0x7f, 0x45, 0x4c, 0x46, 2, 1, 1] + [UInt8](repeating: 0, count: 9)
  + [2, 0, 62, 0] + [UInt8](repeating: 0, count: 60)

struct ImageReadingTests {
  private func read(_ path: String) throws -> FoundImages {
    try ImageReader(
      environment: ["PATH": "/usr/bin:/bin"], timeout: .seconds(10), progress: { _ in }
    ).read(path)
  }

  private func names(_ found: FoundImages) -> [String] {
    (found.images.first?.tree?.files.keys.sorted() ?? []).map(\.relative)
  }

  @Test func linksAreNotFollowedOutOfATree() throws {
    let scratch = try ScratchDirectory()
    try scratch.file("outside", program)
    try scratch.directory("tree")
    try scratch.file("tree/inside", program)
    try scratch.link("tree/link", to: "../outside")
    try scratch.link("tree/up", to: "..")
    try scratch.pipe("tree/pipe")
    let found = try read(scratch.path + "/tree")
    #expect(names(found) == ["inside"])
    #expect(found.images[0].tree?.links.keys.map(\.relative).sorted() == ["link", "up"])
    #expect(found.problems.count == 0)
  }

  @Test func deepTreesAreBoundedAndSaid() throws {
    let scratch = try ScratchDirectory()
    var limits = AuditLimits()
    limits.entries = 3
    for name in ["a", "b", "c", "d"] { try scratch.file(name, program) }
    let bounded = ImageReader(
      environment: [:], timeout: .seconds(10), progress: { _ in }, limits: limits)
    let found = try bounded.read(scratch.path)
    #expect(found.problems.first.map(\.reason) == [.archive(.tooManyEntries)])
  }

  @Test func oneProgramIsATreeOfIt() throws {
    let scratch = try ScratchDirectory()
    try scratch.file("a.node", program)
    let found = try read(scratch.path + "/a.node")
    #expect(found.images.first?.tree?.files.count == 1)
  }

  @Test func whatIsNeitherIsRefused() throws {
    let scratch = try ScratchDirectory()
    try scratch.file("text", "hello")
    try scratch.file("empty", "")
    for name in ["text", "empty", "none"] {
      #expect(throws: AuditReadingError.self) { try read("\(scratch.path)/\(name)") }
    }
  }

  @Test func programIsReadWhileItRuns() throws {
    let bytes = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 7) }
    let read = try HeldSignals.during { signals throws -> [UInt8] in
      let source = try ChildSource(
        Child(path: "/bin/cat", arguments: ["cat"], timeout: .seconds(10)),
        input: MemorySource(bytes), patience: .seconds(10), signals: signals.watch)
      return try all(of: source)
    }
    #expect(read == bytes)
  }

  @Test func programThatFailsOrHangsSaysSo() throws {
    func error(_ script: String, _ patience: Duration) -> UnpackingError? {
      do {
        _ = try HeldSignals.during { signals throws -> [UInt8] in
          let source = try ChildSource(
            Child(path: "/bin/sh", arguments: ["sh", "-c", script], timeout: .seconds(10)),
            input: MemorySource([UInt8](repeating: 1, count: 1_000_000)), patience: patience,
            signals: signals.watch)
          return try all(of: source)
        }
        return nil
      } catch {
        return error as? UnpackingError
      }
    }
    #expect(
      error("echo 'sh: not that' >&2; exit 3", .seconds(10))?.reason
        == .failed(program: "sh", words: "not that"))
    #expect(
      error("exec sleep 100", .milliseconds(200))?.reason
        == .failed(program: "sh", words: "nothing for 0 s"))
  }

  private func all(of source: any ByteSource) throws -> [UInt8] {
    var all: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 10_000)
    while true {
      let count = try buffer.withUnsafeMutableBytes { try source.read(into: $0) }
      if count == 0 { return all }
      all += buffer.prefix(count)
    }
  }

  @Test(arguments: [
    ("1970-01-01T00:00:00Z", 0), ("2026-11-27T15:09:29.123456789Z", 1_795_792_169),
    ("2024-02-29T23:59:59+01:00", 1_709_247_599), ("2000-03-01 00:00:00.5 +0000 UTC", 951_868_800),
  ])
  func timesAreRead(_ text: String, _ seconds: Double) {
    #expect(secondsSince1970(text) == seconds)
  }

  @Test(arguments: ["", "never", "2026-13-01T00:00:00Z", "2026-11-27"])
  func whatIsNoTimeIsNone(_ text: String) {
    #expect(secondsSince1970(text) == nil)
  }

  @Test func goneContainersAreOfInterestForAnHour() {
    func document(_ status: String, _ end: String) -> ContainerDocument {
      ContainerDocument(
        Id: "1", Name: "/a", Path: "x", Image: "i",
        State: ContainerDocument.StateDocument(Status: status, ExitCode: 1, FinishedAt: end))
    }
    let end = "2026-11-27T15:00:00Z"
    let time = secondsSince1970(end) ?? 0
    #expect(document("exited", end).isOfInterest(at: time + 3599, within: 3600))
    #expect(!document("exited", end).isOfInterest(at: time + 3601, within: 3600))
    #expect(document("restarting", end).isOfInterest(at: time + 9999, within: 3600))
  }
}
