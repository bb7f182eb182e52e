package import Platforms
package import Text

/// An old handler that serves under another name while its own is free for a new one.
///
/// The newest entry is asked first, and a registration with F opens its interpreter once: so the
/// emulator that runs now, whatever has become of its file, is registered again. At every instant the
/// old handler or the new one serves. What a killed run leaves is such an entry, which says itself
/// what it stands for.
package struct Bridge: Sendable, Hashable {
  /// What the names of bridges begin with; the name of the old entry follows.
  private static let prefix = Array("crossready-old-".utf8)
  /// The same where the old entry has the flag P, which a bridge may not have.
  private static let prefixWithP = Array("crossready-oldP-".utf8)

  /// The old entry.
  package let old: Entry
  /// The architecture it serves.
  package let architecture: Architecture
  /// The bridge's own name.
  package let name: KernelText

  /// The bridge of an entry that serves an architecture.
  package init(for old: Entry, of architecture: Architecture) {
    self.old = old
    self.architecture = architecture
    let prefix = old.flags.preservesArgv0 ? Self.prefixWithP : Self.prefix
    name = KernelText(prefix + old.name.bytes)
  }

  /// Takes over a bridge that an earlier run has left; nil if the entry is none.
  package init?(leftBehind entry: Entry) {
    guard let prefix = Self.prefix(of: entry.name), let architecture = entry.architectures.first,
      entry.name.bytes.count > prefix.count
    else { return nil }
    name = entry.name
    self.architecture = architecture
    old = Entry(
      name: KernelText(Array(entry.name.bytes.dropFirst(prefix.count))),
      isEnabled: true, interpreter: nil,
      flags: prefix == Self.prefixWithP ? entry.flags.adding("P") : entry.flags,
      match: entry.match)
  }

  /// Whether an entry's name is a bridge's.
  package static func isName(_ name: KernelText) -> Bool { prefix(of: name) != nil }

  private static func prefix(of name: KernelText) -> [UInt8]? {
    [prefix, prefixWithP].first(where: name.bytes.starts)
  }
}
