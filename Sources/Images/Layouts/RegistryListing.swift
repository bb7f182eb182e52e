/// What a registry tells of a name, as `docker buildx imagetools inspect` prints it: no files, but
/// which platforms there are, and which layers they have.
package struct RegistryListing {
  private let name: String
  private let top: ManifestDocument?
  private var manifests: [String: ManifestDocument] = [:]
  private var configuration: ImageConfiguration?

  /// More platforms than anybody's index has.
  private static let most = 64

  /// - Parameter raw: the manifest or index of the name.
  package init(name: String, raw: [UInt8]) {
    self.name = name
    top = ManifestDocument.reading(raw)
  }

  /// Whether it is one image, without an index.
  package var isSingle: Bool { top?.manifests == nil && top?.config != nil }

  /// The digests of the manifests to ask for, one for each platform.
  package var wanted: [String] { images.prefix(Self.most).compactMap(\.digest) }

  private var images: [ManifestDocument.Descriptor] {
    (top?.manifests ?? []).filter { !$0.isAttestation && $0.platform?.platform != nil }
  }

  /// Adds a manifest that was asked for.
  package mutating func add(_ raw: [UInt8], of digest: String) {
    manifests[digest] = ManifestDocument.reading(raw)
  }

  /// Adds the configuration of a single image.
  package mutating func add(configuration bytes: [UInt8]) {
    configuration = ImageConfiguration(reading: bytes)
  }

  /// The images; nil where the registry's answer is none that an image has.
  package var found: FoundImages? {
    guard let top else { return nil }
    var found = FoundImages()
    found.hasIndex = top.manifests != nil
    if isSingle {
      guard let configuration else { return nil }
      var image = ImageContents(name: name)
      image.configuration = configuration
      found.images = [image]
      return found
    }
    for descriptor in images {
      var image = ImageContents(name: name)
      image.indexPlatform = descriptor.platform?.platform
      let digest = descriptor.digest ?? ""
      // The same manifest under two platforms is the same layers, whether it could be read or not.
      image.layers = manifests[digest]?.layers?.compactMap(\.digest) ?? [digest]
      found.images.append(image)
    }
    return found.images.isEmpty ? nil : found
  }

  /// A name without its tag or digest.
  package static func repository(of name: String) -> String {
    let plain = name.prefix { $0 != "@" }
    guard let colon = plain.lastIndex(of: ":"), !plain[colon...].contains("/") else {
      return String(plain)
    }
    return String(plain[..<colon])
  }
}
