import FoundationEssentials
package import Platforms

/// An index or a manifest (OCI image specification; Docker's own are the same but for media types).
struct ManifestDocument: Decodable {
  /// Of an index.
  var manifests: [Descriptor]?
  /// Of a manifest.
  var config: Descriptor?
  var layers: [Descriptor]?

  struct Descriptor: Decodable {
    var mediaType: String?
    var digest: String?
    var platform: PlatformDocument?
    var annotations: [String: String]?

    /// What BuildKit stores beside an image: where and how it was built.
    var isAttestation: Bool {
      annotations?["vnd.docker.reference.type"] == "attestation-manifest"
        || mediaType?.contains("in-toto") == true
        || platform?.os == "unknown" || platform?.architecture == "unknown"
    }

    /// The name that the image has in an engine.
    var name: String? {
      annotations?["io.containerd.image.name"]
        ?? annotations?["org.opencontainers.image.ref.name"]
    }
  }

  static func reading(_ bytes: [UInt8]) -> ManifestDocument? {
    try? JSONDecoder().decode(ManifestDocument.self, from: Data(bytes))
  }
}

/// A platform as documents write it.
struct PlatformDocument: Decodable {
  var os: String?
  var architecture: String?
  var variant: String?

  /// The platform; nil where it says nothing, or that it is for none.
  // By its module's name: FoundationEssentials of Swift 6.0 has one, too.
  var platform: Platforms.Platform? {
    guard let architecture, !architecture.isEmpty, architecture != "unknown", os != "unknown" else {
      return nil
    }
    return Platforms.Platform(os: os ?? "linux", architecture: architecture, variant: variant ?? "")
      .normalized
  }
}

/// A line of a docker-archive's `manifest.json`; keys are named as Docker does.
struct SavedImageDocument: Decodable {
  let Config: String
  var RepoTags: [String]?
  /// Null where the image has none.
  var Layers: [String]?

  static func reading(_ bytes: [UInt8]) -> [SavedImageDocument]? {
    try? JSONDecoder().decode([SavedImageDocument].self, from: Data(bytes))
  }
}

/// What an image's configuration says of its platform and its start.
package struct ImageConfiguration: Sendable, Equatable {
  /// The platform that it is labelled with; nil where it says none.
  package var platform: Platforms.Platform?
  /// What is executed, with its arguments: entrypoint, then command.
  package var command: [String] = []
  /// Where names of programs are looked for.
  package var searchPath = Self.usualPath
  /// The working directory.
  package var directory = "/"

  package init() {}

  /// What runc takes where the configuration has no PATH.
  private static let usualPath = [
    "/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin",
  ]

  /// Reads a configuration; nil where the text is none.
  package init?(reading bytes: [UInt8]) {
    guard let document = try? JSONDecoder().decode(Document.self, from: Data(bytes)),
      document.architecture != nil || document.rootfs != nil
    else { return nil }
    platform =
      PlatformDocument(
        os: document.os, architecture: document.architecture, variant: document.variant
      ).platform
    command = (document.config?.Entrypoint ?? []) + (document.config?.Cmd ?? [])
    if let path = document.config?.Env?.last(where: { $0.hasPrefix("PATH=") }) {
      searchPath = path.dropFirst(5).split(separator: ":").map(String.init)
    }
    if let place = document.config?.WorkingDir, !place.isEmpty { directory = place }
  }

  private struct Document: Decodable {
    var os: String?
    var architecture: String?
    var variant: String?
    var config: Process?
    var rootfs: RootFileSystem?
  }

  private struct Process: Decodable {
    var Entrypoint: [String]?
    var Cmd: [String]?
    var Env: [String]?
    var WorkingDir: String?
  }

  private struct RootFileSystem: Decodable {
    var type: String?
  }
}
