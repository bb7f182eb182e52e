import struct FoundationEssentials.Data
import class FoundationEssentials.JSONDecoder
import class FoundationEssentials.JSONEncoder
import Images
import Platforms

/// An image of a few KiB that holds nothing but a platform's probe, and what that starts.
struct ProbeImage {
  /// The label of everything that is ours in an engine; its value says what it is.
  static let label = "crossready.kind"
  /// The repository; engines never ask a registry for what is below `localhost`.
  static let repository = "localhost/crossready-probe"

  /// The platform that the image is for.
  let platform: Platform
  /// The programs in the order of their start.
  let programs: [ProbeProgram]
  /// The name, which changes with what is in the image.
  let reference: String
  private let configuration: [UInt8]
  private let layer: [UInt8]

  /// The image for a platform; nil if there is no probe for it.
  init?(for platform: Platform) {
    // All levels of amd64 share a probe, which tells them by cpuid.
    let platform =
      platform.architecture == "arm"
      ? platform : Platform(architecture: platform.architecture)
    guard let first = ProbeProgram.fixed(for: platform.description),
      let child = ProbeProgram.child(for: platform.description)
    else { return nil }
    self.platform = platform
    programs = [first, child]
    var archive = TarArchive()
    // What engines mount upon exists already, because the root is read-only.
    for directory in ["dev", "etc", "proc", "sys"] { archive.append(directory: directory) }
    archive.append(file: "probe", mode: 0o755, contents: first.bytes)
    // The first one runs as an ordinary user, and so tells whether setuid works.
    archive.append(file: "setuid-probe", mode: 0o4755, contents: child.bytes)
    layer = archive.data
    configuration = Configuration(platform, layerDigest: SHA256.hexadecimal(of: layer)).data
    let tag = platform.description.split(separator: "/").joined(separator: "-")
    reference = "\(Self.repository):\(tag)-\(Self.digest(of: configuration, layer))"
  }

  /// Whether a reference is of the form that a release of crossready gives to probe images.
  static func isOwn(_ reference: String) -> Bool {
    guard reference.hasPrefix("\(repository):linux-"),
      let digest = reference.split(separator: "-").last
    else { return false }
    return digest.utf8.count == 12 && digest.allSatisfy { $0.isHexDigit && !$0.isUppercase }
  }

  /// Whether an image has the name that any release of crossready would give to what is in it.
  ///
  /// - Parameter archive: the image as `docker save` writes it.
  static func isOwn(_ reference: String, saved archive: [UInt8]) -> Bool {
    let files = TarArchive.files(in: archive)
    guard isOwn(reference), let manifest = files["manifest.json"],
      let entries = try? JSONDecoder().decode([SavedImage].self, from: Data(manifest)),
      entries.count == 1, entries[0].Layers.count == 1,
      let configuration = files[entries[0].Config], let layer = files[entries[0].Layers[0]]
    else { return false }
    return reference.hasSuffix("-" + digest(of: configuration, layer))
  }

  private static func digest(of configuration: [UInt8], _ layer: [UInt8]) -> String {
    String(SHA256.hexadecimal(of: configuration + layer).prefix(12))
  }

  /// What starts the probe in a container.
  static let command = ["/probe", "/setuid-probe"]

  /// Several images in the format of `docker save`, which every engine can load.
  static func archive(of images: [ProbeImage]) -> [UInt8] {
    var archive = TarArchive()
    var manifest: [ManifestEntry] = []
    for image in images {
      let name = SHA256.hexadecimal(of: image.configuration)
      let entry = ManifestEntry(
        Config: "\(name).json", RepoTags: [image.reference], Layers: ["\(name)/layer.tar"])
      archive.append(file: entry.Config, mode: 0o644, contents: image.configuration)
      archive.append(file: entry.Layers[0], mode: 0o644, contents: image.layer)
      manifest.append(entry)
    }
    archive.append(file: "manifest.json", mode: 0o644, contents: json(manifest))
    return archive.data
  }
}

/// A line of `manifest.json`; keys are named as Docker does.
private struct ManifestEntry: Encodable {
  let Config: String
  let RepoTags: [String]
  let Layers: [String]
}

/// The same as engines write it: names differ, and there may be none.
private struct SavedImage: Decodable {
  let Config: String
  let Layers: [String]
}

/// An image's configuration (OCI image specification, config.md).
private struct Configuration: Encodable {
  let architecture: String
  let variant: String?
  let os = "linux"
  let created = "1970-01-01T00:00:00Z"
  let config: Process
  let rootfs: RootFileSystem

  init(_ platform: Platform, layerDigest: String) {
    architecture = platform.architecture
    variant = platform.variant.isEmpty ? nil : platform.variant
    config = Process(Cmd: ProbeImage.command, Labels: [ProbeImage.label: "probe"])
    rootfs = RootFileSystem(diff_ids: ["sha256:\(layerDigest)"])
  }

  var data: [UInt8] { json(self) }

  struct Process: Encodable {
    let Cmd: [String]
    let Labels: [String: String]
  }

  struct RootFileSystem: Encodable {
    let type = "layers"
    let diff_ids: [String]
  }
}

/// JSON with sorted keys, so that the same image always is the same bytes.
private func json(_ value: some Encodable) -> [UInt8] {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
  do {
    return Array(try encoder.encode(value))
  } catch {
    preconditionFailure("text and lists of it are always encodable: \(error)")
  }
}
