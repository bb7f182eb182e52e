package import Facts
import Platforms

/// Who this program is: what `--version`, facts and man pages say of it.
package enum Identity {
  package static let name = "crossready"
  package static let version = "0.1.0"
  /// The day of this version, for man pages.
  package static let date = "2026-11-21"

  package static let tool = ToolFacts(
    name: name, version: version, architecture: Architecture.native?.name ?? "")
}
