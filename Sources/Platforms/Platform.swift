/// An OCI platform, `os/arch[/variant]`, by containerd's rules (containerd/platforms).
package struct Platform: Sendable, Hashable {
  /// The operating system, e.g. `linux`.
  package var os: String
  /// The OCI architecture, e.g. `arm64`.
  package var architecture: String
  /// The variant, e.g. `v7`; empty when there is none.
  package var variant: String
  /// The operating system's version, which only Windows images carry; empty when there is none.
  package var osVersion: String
  /// Features of the operating system that the image needs, e.g. `win32k`.
  package var osFeatures: [String]

  package init(
    os: String = "linux", architecture: String, variant: String = "", osVersion: String = "",
    osFeatures: [String] = []
  ) {
    self.os = os
    self.architecture = architecture
    self.variant = variant
    self.osVersion = osVersion
    self.osFeatures = osFeatures
  }
}

extension Platform {
  /// The platform with every alias replaced: `linux/arm` is `linux/arm/v7`, arm64's v8 and amd64's
  /// v1 are left out.
  package var normalized: Platform {
    var result = self
    result.os = Self.normalize(os: os)
    (result.architecture, result.variant) = Self.normalize(
      architecture: architecture, variant: variant)
    return result
  }

  static func normalize(os: String) -> String {
    switch os.lowercased() {
    case "": "linux"
    case "macos": "darwin"
    case let other: other
    }
  }

  static func normalize(architecture: String, variant: String) -> (String, String) {
    let architecture = architecture.lowercased()
    let variant = variant.lowercased()
    switch architecture {
    case "i386":
      return ("386", "")
    case "x86_64", "x86-64", "amd64":
      return ("amd64", variant == "v1" ? "" : variant)
    case "aarch64", "arm64":
      return ("arm64", normalize(arm64Variant: variant))
    case "armhf":
      return ("arm", "v7")
    case "armel":
      return ("arm", "v6")
    case "arm":
      return ("arm", normalize(armVariant: variant))
    default:
      return (architecture, variant)
    }
  }

  private static func normalize(arm64Variant variant: String) -> String {
    switch variant {
    case "8", "v8", "v8.0": ""
    case "9", "9.0", "v9.0": "v9"
    default: variant
    }
  }

  private static func normalize(armVariant variant: String) -> String {
    switch variant {
    case "", "7": "v7"
    case "5", "6", "8": "v" + variant
    default: variant
    }
  }
}

extension Platform: CustomStringConvertible {
  /// `os/arch[/variant]`, containerd's Format.
  package var description: String {
    ([os, architecture] + (variant.isEmpty ? [] : [variant])).joined(separator: "/")
  }

  /// `os[(version+feature...)]/arch[/variant]`, containerd's FormatAll.
  package var fullDescription: String {
    guard !osVersion.isEmpty || !osFeatures.isEmpty else { return description }
    let details = ([osVersion] + osFeatures.sorted()).map(Self.escaped).joined(separator: "+")
    let system = "\(os)(\(details))"
    return ([system, architecture] + (variant.isEmpty ? [] : [variant])).joined(separator: "/")
  }

  private static func escaped(_ text: String) -> String {
    let escapes: [Character: String] = [
      "%": "%25", "+": "%2B", "(": "%28", ")": "%29", "/": "%2F",
    ]
    return text.map { escapes[$0] ?? String($0) }.joined()
  }
}
