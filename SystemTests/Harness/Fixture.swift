import LinuxHost

/// What `Fixtures/make` makes, if it can.
enum Fixture {
  /// The names, each with the words by which a script uses it.
  private static let words: [String: [String]] = [
    "busybox_arm": ["$busybox:arm ", "$busybox:arm\n", "$busybox:mislabelled"],
    "busybox_arm64": ["$busybox:arm64"],
    "buildkit": ["$fixtures/buildkit"],
    "buildx": ["with_buildx"],
    "dynamic_emulator": ["$fixtures/dynamic/"],
    "emulators": ["$fixtures/emulator-"],
    "fresh_debian": ["$fixtures/debian.tar"],
    "guests": ["$fixtures/guests/", "$guests"],
    "helpers": ["$fixtures/confine", "$fixtures/fuse", "silent_engine"],
    "images": ["$busybox:", "$stand_in:"],
    "programs_arm64": ["$fixtures/programs/arm64"],
    "programs_armhf": ["$fixtures/programs/armhf"],
    "readers": ["$fixtures/tools/"],
  ]

  /// Throws if a script uses one that could not be had: what then fails says nothing of crossready.
  static func demand(by script: String, at directory: String? = TestHost.fixtures) throws {
    guard let directory else { return }
    let missing = "\(directory)/missing"
    for name in try names(in: missing) {
      guard let words = words[name] else {
        throw CommandFailed(description: "no word tells which scripts use the fixture '\(name)'")
      }
      if let word = words.first(where: { script.contains($0) }) {
        let reason = String(
          decoding: try readAll(path: "\(missing)/\(name)", limit: 1 << 20), as: UTF8.self)
        throw CommandFailed(
          description: "'\(word)' is of the fixture '\(name)', which could not be had:\n\(reason)")
      }
    }
  }

  private static func names(in directory: String) throws -> [String] {
    try listDirectory(path: directory).map { String(decoding: $0, as: UTF8.self) }.sorted()
  }
}
