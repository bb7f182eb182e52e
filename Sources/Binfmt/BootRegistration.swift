package import Platforms
package import Text

/// A registration that some configuration of the host makes at boot, and where it stands.
package struct BootRegistration: Sendable, Hashable {
  /// What would be registered.
  package let registration: Registration
  /// The file that says so.
  package let path: String
  /// Whether the file itself is a registration line, so that `cat FILE > register` makes the entry.
  package let isWholeFile: Bool

  package init(registration: Registration, path: String, isWholeFile: Bool) {
    self.registration = registration
    self.path = path
    self.isWholeFile = isWholeFile
  }

  /// Whether the entry it makes takes every essential header of an architecture.
  package func takes(_ architecture: Architecture) -> Bool {
    guard registration.entry.isEnabled, case .magic(let magic) = registration.match else {
      return false
    }
    return magic.takesEssentials(of: architecture)
  }
}

/// A configuration file, as it was read.
package struct ConfigurationFile: Sendable, Hashable, Codable {
  /// Where it stands.
  package let path: String
  /// What it holds; empty where it is a link to `/dev/null`, which masks its name.
  package let text: KernelText

  package init(path: String, text: KernelText) {
    self.path = path
    self.text = text
  }

  /// The name without its directory.
  var name: String { path.split(separator: "/").last.map(String.init) ?? path }
}
