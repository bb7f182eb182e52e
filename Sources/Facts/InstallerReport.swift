import FoundationEssentials
package import Platforms

/// What the binfmt image said while it registered: a promise, to be compared with the host.
///
/// It exits with 0 whatever happens, writes a line for every architecture to standard error, and
/// what it believes to be registered as JSON to standard output (tonistiigi/binfmt, `cmd/binfmt`).
package struct InstallerReport: Sendable, Hashable {
  /// The lines of standard error.
  package let lines: [String]
  /// The platforms that it calls supported; nil if it wrote no JSON.
  package let supported: [String]?
  /// How its container ended, if not by itself.
  package let failure: EngineCall?
  /// The digest or id of the image that ran, if the engine tells.
  package let digest: String?

  package init(output: [UInt8], errors: [String], failure: EngineCall?, digest: String?) {
    lines = errors
    self.failure = failure
    self.digest = digest
    let document = try? JSONDecoder().decode(Document.self, from: Data(output))
    supported = document?.supported
  }

  /// What it said of an architecture, e.g. `OK` or `qemu-aarch64 already registered`.
  package func words(about architecture: Architecture) -> String? {
    let prefix = "installing: \(architecture.name) "
    return lines.first { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }
  }

  /// What it promised for an architecture; nil if nothing.
  package func promise(for architecture: Architecture) -> String? {
    if let words = words(about: architecture) { return "installing: \(architecture.name) \(words)" }
    let isSupported =
      supported?.contains { name in
        name.split(separator: "/").dropFirst().first.map(String.init) == architecture.name
      } ?? false
    return isSupported ? "supported: linux/\(architecture.name)" : nil
  }

  /// Whether it says that it has no emulator for an architecture.
  package func lacks(_ architecture: Architecture) -> Bool {
    guard let words = words(about: architecture) else { return false }
    return words.contains("no such file or directory")
      || words.contains("unsupported architecture")
  }

  private struct Document: Decodable {
    var supported: [String]?
  }
}
