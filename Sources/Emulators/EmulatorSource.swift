/// How a distribution provides static emulators of QEMU.
package enum EmulatorSource: Sendable, Hashable {
  /// By these packages.
  case packages(String)
  /// By what its configuration says.
  case configuration(String)

  /// Finds out for one emulator, such as `qemu-aarch64`; nil where the distribution has none, or is not
  /// known.
  ///
  /// - Parameters:
  ///   - distributions: `ID`, then the words of `ID_LIKE`, of os-release(5).
  ///   - version: its `VERSION_ID`; empty where it has none.
  package static func of(
    _ distributions: [String], version: String, emulator: String
  ) -> EmulatorSource? {
    for (index, name) in distributions.enumerated() {
      guard let row = rows.first(where: { $0.isAbout(name) }) else { continue }
      // A derived distribution counts its own releases.
      return row.source(index == 0 ? version : nil, emulator)
    }
    return nil
  }

  private struct Row: Sendable {
    /// `ID`, or how it begins: openSUSE's are `opensuse-leap` and `opensuse-tumbleweed`.
    let distribution: String
    let source: @Sendable (_ version: String?, _ emulator: String) -> EmulatorSource?

    func isAbout(_ name: String) -> Bool {
      name == distribution || name.hasPrefix("\(distribution)-")
    }
  }

  private static let rows = [
    // Since release 13 `qemu-user` is static, and the package of the old name goes.
    Row(distribution: "debian") { version, _ in
      debian(isStatic: version.map { $0.isEmpty || numbers(of: $0).first ?? 0 >= 13 } ?? false)
    },
    Row(distribution: "ubuntu") { version, _ in
      debian(
        isStatic: version.map { !numbers(of: $0).lexicographicallyPrecedes([25, 10]) } ?? false)
    },
    // Those of Red Hat and Amazon name Fedora in `ID_LIKE`, and have no such package.
    Row(distribution: "rhel") { _, _ in nil },
    Row(distribution: "centos") { _, _ in nil },
    Row(distribution: "amzn") { _, _ in nil },
    Row(distribution: "fedora") { _, _ in .packages("qemu-user-static") },
    Row(distribution: "opensuse") { _, _ in .packages("qemu-linux-user") },
    Row(distribution: "arch") { _, _ in .packages("qemu-user-static qemu-user-static-binfmt") },
    Row(distribution: "alpine") { _, emulator in .packages("\(emulator) qemu-openrc") },
    Row(distribution: "nixos") { _, _ in
      .configuration("boot.binfmt.emulatedSystems and boot.binfmt.preferStaticEmulators")
    },
  ]

  private static func debian(isStatic: Bool) -> EmulatorSource {
    .packages(isStatic ? "qemu-user-binfmt" : "qemu-user-static")
  }

  private static func numbers(of version: String) -> [Int] {
    version.split(separator: ".").map { Int($0) ?? 0 }
  }
}
