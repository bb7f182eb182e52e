import Platforms
import Testing

@testable import Images

/// Numbers that are the same in every run.
private struct Generator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return (state ^ state >> 33) &* 0xff51_afd7_ed55_8ccd
  }
}

/// Archives with damage: whatever they are, they are read or refused.
struct GeneratedTests {
  private func archive(_ random: inout Generator, depth: Int = 0) -> [UInt8] {
    var archive = TarBuilder()
    let names = [
      "manifest.json", "index.json", "blobs/sha256/aa", "l/layer.tar", "a", "a/b", "a/../c",
      ".wh.a", "a/.wh..wh..opq", "lib", "lib/ld.so", "oci-layout", "c.json",
    ]
    for _ in 0..<Int.random(in: 0..<12, using: &random) {
      let name = names.randomElement(using: &random) ?? "a"
      switch Int.random(in: 0..<8, using: &random) {
      case 0: archive.link(name, to: names.randomElement(using: &random) ?? "a")
      case 1: archive.link(name, to: names.randomElement(using: &random) ?? "a", type: "1")
      case 2: archive.directory(name)
      case 3:
        archive.records([("path", name), ("size", "\(Int.random(in: -5...900, using: &random))")])
      case 4 where depth < 2: archive.file(name, self.archive(&random, depth: depth + 1))
      case 5: archive.file(name, program("arm64", loader: "/lib/ld.so"), mode: 0o755)
      case 6: archive.file(name, Array("#!/a/b -x\n".utf8), mode: 0o755)
      default:
        let texts = [
          #"{"manifests":[{"digest":"sha256:aa","platform":{"architecture":"arm64"}}]}"#,
          #"{"config":{"digest":"sha256:aa"},"layers":[{"digest":"sha256:aa"}]}"#,
          #"[{"Config":"c.json","Layers":["l/layer.tar","l/layer.tar"]}]"#,
          #"{"architecture":"amd64","config":{"Cmd":["a"]}}"#, "{[",
        ]
        archive.file(name, Array((texts.randomElement(using: &random) ?? "").utf8))
      }
    }
    var bytes = archive.data
    for _ in 0..<Int.random(in: 0..<4, using: &random) where depth == 0 {
      bytes[Int.random(in: bytes.indices, using: &random)] = UInt8.random(
        in: 0...255, using: &random)
    }
    return depth == 0 && Bool.random(using: &random)
      ? Array(bytes.prefix(Int.random(in: 0...bytes.count, using: &random))) : bytes
  }

  @Test(arguments: 0..<8)
  func nothingTraps(_ seed: Int) {
    var random = Generator(state: UInt64(seed) &* 7919 &+ 1)
    for _ in 0..<400 {
      let bytes = archive(&random)
      guard let report = try? audit(bytes, for: ["amd64", "arm64"]) else { continue }
      #expect(report.allFindings.allSatisfy { $0.paths.count <= AuditFinding.mostPaths })
    }
  }

  /// Ten times the entries are ten times the reading.
  @Test func everyByteIsReadOnce() throws {
    func calls(_ count: Int) throws -> Int {
      var archive = TarBuilder()
      for index in 0..<count {
        archive.file("d\(index % 50)/f\(index)", program("arm64"), mode: 0o755)
      }
      let source = CountingSource(archive.data)
      let scan = ArchiveScan { _, source in source }
      try scan.read(source)
      #expect(source.bytes <= archive.data.count)
      return source.calls
    }
    #expect(try calls(2000) < 11 * calls(200))
  }
}

/// Counts how it is read.
private final class CountingSource: ByteSource {
  private let source: MemorySource
  private(set) var calls = 0
  private(set) var bytes = 0

  init(_ bytes: [UInt8]) { source = MemorySource(bytes) }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    let count = source.read(into: buffer)
    calls += 1
    bytes += count
    return count
  }
}
