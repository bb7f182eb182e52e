import class FoundationEssentials.JSONEncoder
package import Platforms

/// An image of one layer that is made here, and not read.
package struct LayeredImage: Sendable {
  /// What a container of it executes, and what is said of the image (OCI image specification,
  /// config.md); keys are named as there.
  package struct Process: Encodable, Sendable {
    let Cmd: [String]?
    let Entrypoint: [String]?
    let Env: [String]?
    let Labels: [String: String]

    package init(
      command: [String]? = nil, entryPoint: [String]? = nil, environment: [String]? = nil,
      labels: [String: String]
    ) {
      (Cmd, Entrypoint, Env, Labels) = (command, entryPoint, environment, labels)
    }
  }

  /// The platform that it is for.
  package let platform: Platform
  /// Its layer, an archive that is not compressed.
  package let layer: [UInt8]
  /// Its configuration, which names the layer by its digest.
  package let configuration: [UInt8]

  /// An image of a layer.
  ///
  /// - Parameter created: a time as RFC 3339 has it; always the same one, so that the same image
  ///   always is the same bytes.
  package init(
    for platform: Platform, layer: [UInt8], process: Process,
    created: String = "1970-01-01T00:00:00Z"
  ) {
    self.platform = platform
    self.layer = layer
    configuration = canonicalJSON(
      Configuration(
        architecture: platform.architecture,
        variant: platform.variant.isEmpty ? nil : platform.variant,
        created: created, config: process,
        rootfs: RootFileSystem(diff_ids: ["sha256:\(SHA256.hexadecimal(of: layer))"])))
  }

  private struct Configuration: Encodable {
    let architecture: String
    let variant: String?
    let os = "linux"
    let created: String
    let config: Process
    let rootfs: RootFileSystem
  }

  private struct RootFileSystem: Encodable {
    let type = "layers"
    let diff_ids: [String]
  }
}

/// JSON with sorted keys, so that the same value always is the same bytes.
func canonicalJSON(_ value: some Encodable) -> [UInt8] {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
  do {
    return Array(try encoder.encode(value))
  } catch {
    preconditionFailure("text and lists of it are always encodable: \(error)")
  }
}
