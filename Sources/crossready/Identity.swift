import Facts
import Platforms

/// Who this program is: what `--version`, facts and man pages say of it.
enum Identity {
  static let name = "crossready"
  static let version = "0.1.0"
  /// The day of this version, for man pages.
  static let date = "2026-11-21"

  static let tool = ToolFacts(
    name: name, version: version, architecture: Architecture.native?.name ?? "")
}
