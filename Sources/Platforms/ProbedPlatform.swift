extension Platform {
  /// The platforms judged when none is named: one for every architecture, and one for every arm
  /// variant, because a CPU or emulator may stop at any of them.
  package static let table: [Platform] = Architecture.table.flatMap { architecture in
    architecture.name == "arm"
      ? architecture.variants.reversed().map { Platform(architecture: "arm", variant: $0) }
      : [Platform(architecture: architecture.name)]
  }

  /// Every platform that can be judged: the table and the levels above amd64's first.
  package static let judged: [Platform] = table.flatMap { platform in
    platform.architecture == "amd64"
      ? [platform] + ["v2", "v3", "v4"].map { Platform(architecture: "amd64", variant: $0) }
      : [platform]
  }

  /// The row of the architecture table that this platform belongs to.
  package var architectureInTable: Architecture? { Architecture.named(architecture) }

  /// The platform that a name of the kernel, of Debian or of Docker's own images stands for, e.g.
  /// `armv7l`, also behind `linux/`.
  package static func named(_ text: String) -> Platform? {
    let system = "linux/"
    let word = text.hasPrefix(system) ? String(text.dropFirst(system.count)) : text
    for architecture in Architecture.table {
      guard let name = architecture.spellings.first(where: { $0.isName && $0.word == word }) else {
        continue
      }
      return Platform(architecture: architecture.name, variant: name.variant).normalized
    }
    return nil
  }

  /// The platform that a spelling from another world most likely means, e.g. `ppc64el`.
  ///
  /// Takes a whole platform or its architecture alone, and answers only what can be judged.
  package static func meant(by text: String) -> Platform? {
    // The operating system was left out: `arm/v7`.
    if let platform = try? Platform(parsing: "linux/\(text)").normalized,
      judged.contains(platform)
    {
      return platform
    }
    let parts = text.lowercased().split(separator: "/").map(String.init)
    for part in parts.reversed() {
      for architecture in Architecture.table {
        if let spelling = architecture.spellings.first(where: { $0.word == part }) {
          return Platform(architecture: architecture.name, variant: spelling.variant).normalized
        }
        if architecture.name == part { return Platform(architecture: part).normalized }
      }
    }
    return nil
  }
}
