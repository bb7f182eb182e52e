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
  package static let prefix = Array("crossready-old-".utf8)

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
    name = KernelText(Self.prefix + old.name.bytes)
  }

  /// Takes over a bridge that an earlier run has left; nil if the entry is none.
  package init?(leftBehind entry: Entry) {
    guard entry.name.bytes.starts(with: Self.prefix),
      let architecture = entry.architectures.first, entry.name.bytes.count > Self.prefix.count
    else { return nil }
    name = entry.name
    self.architecture = architecture
    old = Entry(
      name: KernelText(Array(entry.name.bytes.dropFirst(Self.prefix.count))),
      isEnabled: true, interpreter: nil, flags: entry.flags, match: entry.match)
  }
}

extension Architecture {
  /// The name of the entry that the binfmt image, Debian and QEMU's own script register for it.
  package var entryName: KernelText { KernelText(emulators.first ?? "qemu-\(name)") }
}
