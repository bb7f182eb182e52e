import FoundationEssentials
import Testing

/// The embedded programs are what their source makes.
@Suite(.onPreparedHost)
struct ArchProbeTests {
  private let sources = TestHost.packageDirectory + "/Sources/ArchProbes"

  @Test func programsAreThoseOfTheirSource() throws {
    let committed = try String(contentsOf: URL(filePath: sources + "/programs.c"), encoding: .utf8)
    for (key, file) in [("source-sha256", "probe.c"), ("rebuild-sha256", "rebuild")] {
      let digest = try execute("/usr/bin/sha256sum", ["\(sources)/\(file)"]).output.prefix(64)
      #expect(
        committed.contains("\(key): \(digest)"),
        "programs.c is stale; run: Sources/ArchProbes/rebuild")
    }
  }

  @Test func rebuildingGivesTheSameBytes() throws {
    let rebuilt = TestHost.fixture("programs.c")
    let outcome = try execute("/bin/sh", [sources + "/rebuild", rebuilt], timeout: .seconds(300))
    #expect(outcome.status == 0, "\(outcome.errors)")
    let committed = try Data(contentsOf: URL(filePath: sources + "/programs.c"))
    let again = try Data(contentsOf: URL(filePath: rebuilt))
    // Only the compilers that the header names can be held to the bytes.
    guard tools(in: committed) == tools(in: again) else { return }
    #expect(committed == again)
  }

  private func tools(in file: Data) -> [Substring] {
    String(decoding: file, as: UTF8.self).prefix(4000).split(separator: "\n").filter {
      $0.contains("compiler") || $0.contains("linker:")
    }
  }
}
