extension Platform {
  /// The platforms whose images run where this one is asked for, best first: containerd's `Only`.
  package var alternatives: [Platform] {
    let platform = normalized
    func linked(_ architecture: String, _ variants: [String]) -> [Platform] {
      variants.map { variant in
        var alternative = platform
        alternative.architecture = architecture
        alternative.variant = variant
        return alternative.normalized
      }
    }
    switch platform.architecture {
    case "amd64":
      guard let level = platform.variant.isEmpty ? 1 : platform.level, level > 0
      else { return [platform] + linked("386", [""]) }
      let levels = stride(from: level, through: 2, by: -1).map { "v\($0)" } + [""]
      return linked("amd64", levels) + linked("386", [""])
    case "arm":
      guard let level = platform.level, level > 5 else { return [platform] }
      return linked("arm", stride(from: level, through: 5, by: -1).map { "v\($0)" })
    case "arm64":
      return linked("arm64", Self.arm64Fallbacks(platform.variant))
        + linked("arm", ["v8", "v7", "v6", "v5"])
    default:
      return [platform]
    }
  }

  /// The number in a variant such as `v7`; nil for any other, also for numbers beyond those of any
  /// architecture, which would only make the list long.
  private var level: Int? {
    guard variant.count == 2, variant.first == "v" else { return nil }
    return Int(variant.dropFirst())
  }

  /// Whether an image of `other` runs where this platform is asked for.
  package func accepts(_ other: Platform) -> Bool { alternatives.contains(other.normalized) }

  /// The arm64 variants that containerd knows up to this one; none for one that it does not know.
  ///
  /// Armv9.x holds all of Armv8.(x+5), and each minor version all before it (Arm ARM, A2).
  private static func arm64Fallbacks(_ variant: String) -> [String] {
    if variant.isEmpty { return [""] }
    let numbers = variant.dropFirst().split(separator: ".").map { Int($0) }
    guard variant.first == "v", let major = numbers.first ?? nil, major == 8 || major == 9,
      let minor = numbers.count == 1 ? 0 : numbers[1], (0...(major == 8 ? 9 : 7)).contains(minor),
      variant == (numbers.count == 1 ? "v\(major)" : "v\(major).\(minor)")
    else { return [] }
    func versions(_ major: Int, downFrom minor: Int) -> [String] {
      stride(from: minor, through: 0, by: -1).map { $0 == 0 ? "v\(major)" : "v\(major).\($0)" }
    }
    guard major == 9 else { return versions(8, downFrom: minor) }
    return versions(9, downFrom: minor) + versions(8, downFrom: min(minor + 5, 9))
  }
}
