import FoundationEssentials
import Images
import Platforms
import Testing

/// The archives that are written here, read as engines read them.
struct ImageArchiveTests {
  private struct Descriptor: Decodable {
    let mediaType: String
    let digest: String
    let size: Int
    let platform: Place?
    let annotations: [String: String]?

    struct Place: Decodable {
      let architecture: String
      let variant: String?
    }
  }

  private struct Index: Decodable { let manifests: [Descriptor] }

  private struct Manifest: Decodable {
    let config: Descriptor
    let layers: [Descriptor]
  }

  private struct Saved: Decodable, Equatable {
    let Config: String
    let RepoTags: [String]
    let Layers: [String]
  }

  private struct Configuration: Decodable {
    let architecture: String
    let rootfs: RootFileSystem
    struct RootFileSystem: Decodable { let diff_ids: [String] }
  }

  private func archive() -> ImageArchive {
    var archive = ImageArchive()
    for (platform, contents) in [
      (Platform(architecture: "arm64"), [1, 2, 3] as [UInt8]),
      (Platform(architecture: "arm", variant: "v7"), [4]),
    ] {
      var layer = TarArchive()
      layer.append(directory: "tmp", mode: 0o1777)
      layer.append(file: "program", mode: 0o755, contents: contents)
      archive.append(
        LayeredImage(for: platform, layer: layer.data, process: .init(labels: [:])),
        as: ["localhost/one:\(platform.architecture)"])
    }
    return archive
  }

  private func decoded<Value: Decodable>(_: Value.Type, _ bytes: [UInt8]?) throws -> Value {
    try JSONDecoder().decode(Value.self, from: Data(try #require(bytes)))
  }

  /// What a descriptor names, once its digest and size are those of the file.
  private func blob(_ descriptor: Descriptor, in files: [String: [UInt8]]) throws -> [UInt8] {
    let hexadecimal = descriptor.digest.dropFirst("sha256:".count)
    let bytes = try #require(files["blobs/sha256/\(hexadecimal)"])
    #expect(SHA256.hexadecimal(of: bytes) == hexadecimal)
    #expect(bytes.count == descriptor.size)
    return bytes
  }

  @Test func indexLeadsToEveryFileByItsDigest() throws {
    let files = TarArchive.files(in: archive().indexed(as: "localhost/one:2"))
    #expect(
      files["oci-layout"].map { String(decoding: $0, as: UTF8.self) }
        == #"{"imageLayoutVersion":"1.0.0"}"#)
    let outer = try decoded(Index.self, files["index.json"]).manifests
    #expect(outer.map(\.annotations?["io.containerd.image.name"]) == ["localhost/one:2"])
    let inner = try decoded(Index.self, blob(try #require(outer.first), in: files)).manifests
    #expect(inner.map(\.platform?.architecture) == ["arm64", "arm"])
    #expect(inner.map(\.platform?.variant) == [nil, "v7"])
    for descriptor in inner {
      let manifest = try decoded(Manifest.self, blob(descriptor, in: files))
      let configuration = try decoded(Configuration.self, blob(manifest.config, in: files))
      #expect(configuration.architecture == descriptor.platform?.architecture)
      #expect(configuration.rootfs.diff_ids == manifest.layers.map(\.digest))
      let layer = try blob(try #require(manifest.layers.first), in: files)
      #expect(TarArchive.files(in: layer).keys.sorted() == ["program"])
    }
  }

  @Test func halfOfDockerNamesTheSameFiles() throws {
    let saved = archive().saved()
    for files in [
      TarArchive.files(in: saved), TarArchive.files(in: archive().indexed(as: "localhost/one:2")),
    ] {
      let manifest = try decoded([Saved].self, files["manifest.json"])
      #expect(manifest.map(\.RepoTags) == [["localhost/one:arm64"], ["localhost/one:arm"]])
      for image in manifest {
        #expect(files[image.Config] != nil)
        #expect(image.Layers.count == 1 && image.Layers.allSatisfy { files[$0] != nil })
      }
    }
    #expect(TarArchive.files(in: saved)["index.json"] == nil)
    #expect(archive().saved() == saved)
  }
}
