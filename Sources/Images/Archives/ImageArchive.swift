import Platforms

/// A file of images that engines load: as `docker save` writes it, and with an index also as an OCI
/// image layout (OCI image specification, image-layout.md), of which every engine takes the half that
/// it knows.
package struct ImageArchive {
  private var archive = TarArchive()
  private var manifest: [SavedImage] = []
  private var images: [(platform: Platform, manifest: Manifest)] = []

  /// An archive of nothing.
  package init() {}

  /// Adds an image.
  ///
  /// - Parameter references: what engines call it that know only `docker save`'s half.
  package mutating func append(_ image: LayeredImage, as references: [String]) {
    let configuration = add(image.configuration, .configuration)
    let layer = add(image.layer, .layer)
    manifest.append(
      SavedImage(Config: configuration.path, RepoTags: references, Layers: [layer.path]))
    images.append((image.platform, Manifest(config: configuration, layers: [layer])))
  }

  /// The file as `docker save` writes it.
  package consuming func saved() -> [UInt8] {
    archive.append(file: "manifest.json", mode: 0o644, contents: canonicalJSON(manifest))
    return archive.data
  }

  /// The file with all images under one name, of which an engine takes the one for its platform.
  package consuming func indexed(as reference: String) -> [UInt8] {
    var manifests: [Descriptor] = []
    for image in images {
      var descriptor = add(canonicalJSON(image.manifest), .manifest)
      descriptor.platform = Descriptor.Place(image.platform)
      manifests.append(descriptor)
    }
    var all = add(canonicalJSON(Index(manifests: manifests)), .index)
    all.annotations = [
      "io.containerd.image.name": reference,
      "org.opencontainers.image.ref.name": reference,
    ]
    archive.append(
      file: "index.json", mode: 0o644, contents: canonicalJSON(Index(manifests: [all])))
    archive.append(
      file: "oci-layout", mode: 0o644,
      contents: canonicalJSON(["imageLayoutVersion": "1.0.0"]))
    return saved()
  }

  /// Adds a file under its digest.
  private mutating func add(_ contents: [UInt8], _ kind: Descriptor.Kind) -> Descriptor {
    let descriptor = Descriptor(
      mediaType: kind.rawValue, digest: "sha256:\(SHA256.hexadecimal(of: contents))",
      size: contents.count)
    archive.append(file: descriptor.path, mode: 0o644, contents: contents)
    return descriptor
  }
}

/// A line of `manifest.json`; keys are named as Docker does.
private struct SavedImage: Encodable {
  let Config: String
  let RepoTags: [String]
  let Layers: [String]
}

/// OCI image specification, descriptor.md and media-types.md.
private struct Descriptor: Encodable {
  enum Kind: String {
    case configuration = "application/vnd.oci.image.config.v1+json"
    case layer = "application/vnd.oci.image.layer.v1.tar"
    case manifest = "application/vnd.oci.image.manifest.v1+json"
    case index = "application/vnd.oci.image.index.v1+json"
  }

  let mediaType: String
  let digest: String
  let size: Int
  var platform: Place?
  var annotations: [String: String]?

  /// Its place in an archive.
  var path: String { "blobs/sha256/\(digest.dropFirst("sha256:".utf8.count))" }

  struct Place: Encodable {
    let architecture: String
    let os: String
    let variant: String?

    init(_ platform: Platform) {
      architecture = platform.architecture
      os = platform.os
      variant = platform.variant.isEmpty ? nil : platform.variant
    }
  }
}

/// OCI image specification, manifest.md.
private struct Manifest: Encodable {
  let schemaVersion = 2
  let mediaType = Descriptor.Kind.manifest.rawValue
  let config: Descriptor
  let layers: [Descriptor]
}

/// OCI image specification, image-index.md.
private struct Index: Encodable {
  let schemaVersion = 2
  let mediaType = Descriptor.Kind.index.rawValue
  let manifests: [Descriptor]
}
