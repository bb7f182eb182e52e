import Platforms
import Testing

@testable import Images

/// The layouts that engines and builders write.
struct LayoutTests {
  private let wrong = layer([("usr/bin/app*", program("arm64"))])

  private func names(_ report: AuditReport) -> [String] {
    report.images.map {
      "\($0.name) \($0.platform) \($0.content.map { "\($0.key.name) \($0.value)" })"
    }
  }

  @Test func dockerArchiveWithASharedLayer() throws {
    var archive = TarBuilder()
    archive.file("c.json", configuration("amd64"))
    archive.file("aa/layer.tar", wrong)
    archive.link("bb/layer.tar", to: "../aa/layer.tar")
    archive.file(
      "manifest.json",
      Array(#"[{"Config":"c.json","RepoTags":["a:1"],"Layers":["bb/layer.tar"]}]"#.utf8))
    let report = try audit(archive.data)
    #expect(names(report) == [#"a:1 linux/amd64 ["arm64 1"]"#])
    #expect(report.words == ["certain content-of-other-cpu"])
    #expect(report.allFindings[0].summary == "the image is arm64, labelled amd64")
  }

  @Test func podmanArchiveWithTarBesideAndALinkToIt() throws {
    var archive = TarBuilder()
    let digest = String(repeating: "ab", count: 32)
    archive.file("\(digest).tar", wrong)
    archive.link("x/layer.tar", to: "../\(digest).tar")
    archive.file("c.json", configuration("amd64"))
    archive.file(
      "manifest.json",
      Array("[{\"Config\":\"c.json\",\"RepoTags\":null,\"Layers\":[\"\(digest).tar\"]}]".utf8))
    #expect(try audit(archive.data).words == ["certain content-of-other-cpu"])
  }

  /// What says itself that it is an image is no directory of files, if that cannot be read.
  @Test(arguments: ["[{\"Config\":7}]", "{", "[{\"Layers\":[]}]", "\"x\""])
  func damagedManifestIsNoPlainDirectory(_ manifest: String) throws {
    var archive = TarBuilder()
    archive.file("aa/layer.tar", wrong)
    archive.file("manifest.json", Array(manifest.utf8))
    let report = try audit(archive.data)
    #expect(report.images.isEmpty)
    #expect(
      report.problems.first == [AuditProblem(subject: "manifest.json", reason: .damagedDocument)]
        || report.problems.first == [AuditProblem(subject: "manifest.json", reason: .absent)])
  }

  @Test func aWebPagesManifestIsOne() throws {
    var archive = TarBuilder()
    archive.file("manifest.json", Array(#"{"name":"app","start_url":"/"}"#.utf8))
    archive.file("app", program("arm64"), mode: 0o755)
    let report = try audit(archive.data)
    #expect(report.images.count == 1)
    #expect(report.problems.count == 0)
  }

  @Test func imageWithoutLayersIsOne() throws {
    var archive = TarBuilder()
    archive.file("c.json", configuration("amd64"))
    archive.file(
      "manifest.json", Array(#"[{"Config":"c.json","RepoTags":["a:1"],"Layers":null}]"#.utf8))
    let report = try audit(archive.data)
    #expect(report.images.map(\.name) == ["a:1"])
    #expect(report.problems.count == 0)
  }

  @Test func moreThanAnyImageHasIsSaid() throws {
    var archive = TarBuilder()
    archive.file("c.json", configuration("amd64"))
    archive.file("aa/layer.tar", wrong)
    let names = Array(repeating: "\"aa/layer.tar\"", count: 600).joined(separator: ",")
    let image = "{\"Config\":\"c.json\",\"RepoTags\":null,\"Layers\":[\(names)]}"
    archive.file("manifest.json", Array("[\(image)]".utf8))
    #expect(
      try audit(archive.data).problems.first == [
        AuditProblem(subject: "600 layers", reason: .tooMany)
      ])
    archive.file(
      "manifest.json",
      Array(
        "[\(Array(repeating: #"{"Config":"c.json"}"#, count: 1001).joined(separator: ","))]".utf8))
    let report = try audit(archive.data)
    #expect(report.images.count == 1000)
    #expect(report.problems.first == [AuditProblem(subject: "manifest.json", reason: .tooMany)])
  }

  /// As BuildKit writes it, whose blobs may be packed whatever their media type says.
  private func layout(
    _ manifests: String, blobs: [(String, [UInt8])], plainName: Bool = false
  ) -> [UInt8] {
    var archive = TarBuilder()
    for (name, bytes) in blobs { archive.file("blobs/sha256/\(name)", bytes) }
    archive.file("index.json", Array("{\"manifests\":[\(manifests)]}".utf8))
    archive.file("oci-layout", Array("{}".utf8))
    return archive.data
  }

  private func manifest(_ config: String, _ layers: String...) -> [UInt8] {
    let list = layers.map { "{\"digest\":\"sha256:\($0)\"}" }.joined(separator: ",")
    return Array("{\"config\":{\"digest\":\"sha256:\(config)\"},\"layers\":[\(list)]}".utf8)
  }

  private func platform(_ digest: String, _ architecture: String) -> String {
    #"{"digest":"sha256:\#(digest)","platform":{"os":"linux","architecture":"\#(architecture)"}}"#
  }

  @Test func nestedIndexWithAttestationAndWhatIsNotIncluded() throws {
    let nested =
      "{\"manifests\":[\(platform("m1", "amd64")),\(platform("m2", "arm64")),"
      + #"{"digest":"sha256:at","platform":{"os":"unknown","architecture":"unknown"},"#
      + #""annotations":{"vnd.docker.reference.type":"attestation-manifest"}}]}"#
    let top =
      #"{"digest":"sha256:ix","annotations":{"io.containerd.image.name":"docker.io/library/a:1"}}"#
    let bytes = layout(
      top,
      blobs: [
        ("c1", configuration("amd64")), ("ix", Array(nested.utf8)),
        ("l1", [0x1f, 0x8b] + layer([("bin/a*", program("amd64"))])), ("m1", manifest("c1", "l1")),
      ])
    let report = try audit(bytes, for: ["amd64", "riscv64"])
    #expect(
      names(report) == [
        #"docker.io/library/a:1 linux/amd64 ["amd64 1"]"#, "docker.io/library/a:1 linux/arm64 []",
      ])
    #expect(report.images[1].isIncluded == false)
    #expect(report.problems.count == 0)
    #expect(report.missing.map(\.description) == ["linux/riscv64"])
    #expect(
      report.allFindings[0].summary
        == "the index has no image for linux/riscv64, only for linux/amd64, linux/arm64")
  }

  /// An engine on arm64 starts an image for arm where there is no other, and on some CPUs it runs.
  @Test func siblingThatAnEngineTakesIsNamed() throws {
    let nested = "{\"manifests\":[\(platform("m1", "amd64")),\(platform("m2", "arm"))]}"
    let top =
      #"{"digest":"sha256:ix","annotations":{"io.containerd.image.name":"docker.io/library/a:1"}}"#
    let bytes = layout(
      top,
      blobs: [
        ("c1", configuration("amd64")), ("ix", Array(nested.utf8)),
        ("l1", layer([("bin/a*", program("amd64"))])), ("m1", manifest("c1", "l1")),
      ])
    let report = try audit(bytes, for: ["arm64"])
    #expect(report.words == ["possible needs-32-bit-cpu"])
    #expect(
      report.allFindings.first?.summary
        == "there is no image for linux/arm64; an engine takes that for linux/arm/v7 in its place, which "
        + "not every CPU runs")
  }

  @Test func indexInACircleEnds() throws {
    let bytes = layout(
      #"{"digest":"sha256:ix"}"#,
      blobs: [("ix", Array(#"{"manifests":[{"digest":"sha256:ix"}]}"#.utf8))])
    #expect(try audit(bytes).images.isEmpty)
  }

  @Test func dockerDirectoryHasTheManifestItself() throws {
    var archive = TarBuilder()
    let (config, one) = (String(repeating: "c", count: 64), String(repeating: "1", count: 64))
    archive.file("version", Array("Directory Transport Version: 1.1\n".utf8))
    archive.file(config, configuration("amd64"))
    archive.file(one, wrong)
    archive.file("manifest.json", manifest(config, one))
    #expect(try audit(archive.data).words == ["certain content-of-other-cpu"])
  }

  @Test func whatIsMissingOrPackedOtherwiseIsSaid() throws {
    let absent = layout(
      platform("m1", "amd64"),
      blobs: [("m1", manifest("c1", "l1")), ("c1", configuration("amd64"))])
    #expect(try audit(absent).problems.first.map(\.reason) == [.absent])
    let packed = layout(
      platform("m1", "amd64"),
      blobs: [
        ("m1", manifest("c1", "l1")), ("c1", configuration("amd64")),
        ("l1", [0x28, 0xb5, 0x2f, 0xfd, 0]),
      ])
    #expect(try audit(packed).problems.first.map(\.reason) == [.missingProgram("zstd")])
    let cut = layout(
      platform("m1", "amd64"),
      blobs: [
        ("m1", manifest("c1", "l1")), ("c1", configuration("amd64")),
        ("l1", Array(wrong.prefix(600))),
      ])
    #expect(try audit(cut).problems.first.map(\.reason) == [.archive(.cutOff)])
  }

  @Test func sameLayersForTwoCPUsAreNamed() throws {
    let bytes = layout(
      platform("m1", "amd64") + "," + platform("m2", "arm64"),
      blobs: [
        ("c1", configuration("amd64")), ("c2", configuration("arm64")),
        ("l", layer([("a*", program("amd64"))])),
        ("m1", manifest("c1", "l")), ("m2", manifest("c2", "l")),
      ])
    let report = try audit(bytes)
    #expect(report.words == ["certain identical-layers", "certain content-of-other-cpu"])
  }

  @Test func labelUnlikeTheIndexIsNamed() throws {
    let bytes = layout(
      platform("m1", "arm64"),
      blobs: [
        ("c1", configuration("amd64")), ("l", layer([("a*", program("amd64"))])),
        ("m1", manifest("c1", "l")),
      ])
    #expect(try audit(bytes).words == ["certain label-unlike-index"])
  }

  @Test func archiveOfFilesIsATree() throws {
    let report = try audit(layer([("bin/a*", program("arm64")), ("app.json", Array("{}".utf8))]))
    #expect(report.images.map(\.isLabelled) == [false])
    #expect(report.allFindings.map(\.summary) == ["the content is arm64, not amd64"])
  }

  @Test func registryListingHasPlatformsAndLayers() throws {
    let raw = "{\"manifests\":[\(platform("m1", "amd64")),\(platform("m2", "arm64"))]}"
    var listing = RegistryListing(name: "r.example:5000/a/b:1", raw: Array(raw.utf8))
    #expect(listing.wanted == ["sha256:m1", "sha256:m2"])
    for digest in listing.wanted { listing.add(manifest("c", "l"), of: digest) }
    let report = AuditReport(
      try #require(listing.found), subject: "b", wanted: [Platform(architecture: "s390x")],
      isAsked: true)
    #expect(report.words == ["certain image-lacks-platform", "possible identical-layers"])
    #expect(RegistryListing.repository(of: "r.example:5000/a/b:1") == "r.example:5000/a/b")
    #expect(RegistryListing.repository(of: "r.example:5000/a/b") == "r.example:5000/a/b")
  }
}
