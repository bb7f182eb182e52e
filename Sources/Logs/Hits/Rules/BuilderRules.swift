import Platforms

/// Builders, registries, registrations and other tools.
extension Rule {
  static let builders: [Rule] = [
    .always("~can't create /proc/sys/fs/binfmt_misc/register", .notMounted),
    .always("~cannot mount binfmt_misc filesystem", .notMounted),
    .always("~binfmt_misc/register: invalid argument", .kernelTooOld),
    Rule("~Unexpected end of JSON input") { situation in
      situation.facts.registers
        ? Meaning(.registeringFailed, yields: true) : Meaning(.brokenJSON, .hint)
    },
    .always("~Failed to add binary format", .systemdBinfmt),
    .always("~Failed to flush binfmt_misc rules", .systemdBinfmt),
    .always("~Multi-platform build is not supported for the docker driver", .singlePlatform),
    .always(
      "~multiple platforms feature is currently not supported for docker driver", .singlePlatform),
    Rule("~runtime execution on platform * not supported") { situation in
      Meaning(
        .builderLacksPlatform, platform: situation.captures.first.flatMap { Platform(in: $0) })
    },
    Rule("~no support for running processes with * platform") { situation in
      Meaning(.builderLacksLevel, platform: situation.captures.first.flatMap { Platform(in: $0) })
    },
    Rule("~no matching manifest for * in the manifest list", lacking),
    Rule("~no match for platform in manifest") { _ in Meaning(.lacksPlatform) },
    Rule("~no image found in * for architecture *, ", architecture),
    Rule("~no image found in manifest list for architecture *, ", architecture),
    Rule("~does not provide the specified platform (*)", lacking),
    Rule("~does not provide any platform") { _ in Meaning(.lacksPlatform) },
    Rule("~choosing an image from manifest list *no image found") { _ in Meaning(.lacksPlatform) },
    Rule("~no child with platform * in index", lacking),
    Rule("~does not match the specified platform: wanted *, actual: *") { situation in
      Meaning(.substituted, platform: situation.captures.first.flatMap { Platform(in: $0) })
    },
    Rule(
      "~image's platform (*) does not match the detected host platform (*)",
      note: { captures, facts in
        guard captures.count == 2 else { return }
        facts.warn(Platform(in: captures[0]), Platform(in: captures[1]))
      }, differs),
    Rule(
      "~image platform ({*}) does not match the expected platform ({*})",
      note: { captures, facts in
        guard captures.count == 2 else { return }
        facts.warn(Platform(podman: captures[0]), Platform(podman: captures[1]))
      }, differs),
    Rule("~: a '*' with features {*} is required to build", nix),
    Rule("~Required system: '*' with features ", nix),
    Rule("^BLOCKS *: *") { situation in
      situation.facts.holdsOwnReport ? Meaning(.ownVerdict, subject: situation.text) : nil
    },
    Rule("^::error title=crossready%3A *::") { situation in
      Meaning(.ownVerdict, subject: situation.captures.first)
    },
    Rule("^linux/* NOT READY ") { situation in
      situation.facts.holdsOwnReport
        ? Meaning(
          .ownVerdict,
          platform: situation.captures.first.flatMap { Platform(in: "linux/" + $0.trimmingQuotes) },
          subject: "linux/\((situation.captures.first ?? "").trimmingQuotes) is not ready") : nil
    },
  ]

  private static func lacking(_ situation: Situation) -> Meaning? {
    // Who quotes the sentence without a platform only talks about it.
    guard let platform = situation.captures.first.flatMap({ Platform(in: $0) }) else { return nil }
    return Meaning(.lacksPlatform, platform: platform)
  }

  private static func architecture(_ situation: Situation) -> Meaning? {
    Meaning(.lacksPlatform, platform: situation.captures.last.flatMap { Platform(in: $0) })
  }

  private static func differs(_ situation: Situation) -> Meaning? {
    Meaning(.differs, .hint, platform: situation.facts.warned?.image)
  }

  /// Where the system is its own, a feature of the machine is missing, such as kvm.
  private static func nix(_ situation: Situation) -> Meaning? {
    guard let wanted = situation.captures.first else { return nil }
    if let own = situation.text.ranges(of: "but I am a '").first {
      let name = situation.text[own.upperBound...].prefix { $0 != "'" }
      if name == wanted { return nil }
    }
    if situation.facts.nixSystem == wanted { return nil }
    let machine = wanted.split(separator: "-").first.map(String.init) ?? wanted
    return Meaning(.nixSystem, platform: Platform(in: machine), subject: wanted)
  }
}

extension Platform {
  /// Reads Go's print of a platform, `arm64 linux  []  v8`.
  init?(podman text: String) {
    let words = text.split(separator: " ").filter { !$0.hasPrefix("[") }
    guard let first = words.first else { return nil }
    let variant = words.count > 2 ? "/" + words[2] : ""
    self.init(in: "linux/" + first + variant)
  }
}
