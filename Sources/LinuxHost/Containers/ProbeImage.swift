import struct FoundationEssentials.Data
import class FoundationEssentials.JSONDecoder
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
  private let image: LayeredImage

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
    image = LayeredImage(
      for: platform, layer: archive.data,
      process: .init(command: Self.command, labels: [Self.label: "probe"]))
    let tag = platform.description.split(separator: "/").joined(separator: "-")
    reference = "\(Self.repository):\(tag)-\(Self.digest(of: image.configuration, image.layer))"
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
    var archive = ImageArchive()
    for image in images { archive.append(image.image, as: [image.reference]) }
    return archive.saved()
  }
}

/// A line of `manifest.json` as engines write it; keys are named as Docker does.
private struct SavedImage: Decodable {
  let Config: String
  let Layers: [String]
}
