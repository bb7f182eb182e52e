package import Platforms

/// All entries in match order, newest first: which handler takes a program.
///
/// The kernel walks its list from the newest registration, and unsorted readdir of the directory
/// lists entries in the same order; inode numbers and times do not tell (`fs/binfmt_misc.c`).
package struct HandlerTable: Sendable, Hashable {
  /// The entries, newest first.
  package let entries: [Entry]

  package init(entriesInMatchOrder entries: [Entry]) { self.entries = entries }

  /// The first enabled entry that takes a program with this header.
  package func handler(taking header: [UInt8]) -> Entry? {
    entries.first { $0.takes(header) }
  }

  /// Which entry takes each shape of an architecture's headers.
  package func coverage(of architecture: Architecture) -> Coverage {
    let relevant = entries.filter { $0.covers(architecture) }
    let enabled = relevant.filter(\.isEnabled)
    let shapes = HeaderShape.all(for: architecture)
    let places = zip(shapes, HeaderShape.headers(of: architecture)).map { shape, header in
      (shape, enabled.firstIndex { $0.takes(header) })
    }
    let winning = Set(places.compactMap(\.1))
    return Coverage(
      architecture: architecture,
      winners: Dictionary(
        places.compactMap { shape, place in place.map { (shape, enabled[$0]) } }
      ) { $1 },
      others: enabled.indices.filter { !winning.contains($0) }.map { enabled[$0] },
      disabled: relevant.filter { !$0.isEnabled })
  }
}

/// What the entries do with the programs of one architecture.
package struct Coverage: Sendable {
  /// The architecture.
  package let architecture: Architecture
  /// The entry that takes each shape; a shape that nothing takes is missing.
  package let winners: [HeaderShape: Entry]
  /// Enabled entries that would take headers of it, but never do: newer ones are asked first.
  package let others: [Entry]
  /// Disabled entries that would take headers of it.
  package let disabled: [Entry]
  /// The handler that stands for the architecture: that of position-independent programs with
  /// OSABI 0, which most programs are; else that of any other essential, then any rare shape.
  package let handler: Entry?
  /// Essential shapes that nothing takes.
  package let missedEssential: [HeaderShape]
  /// Rare shapes that nothing takes.
  package let missedRare: [HeaderShape]

  init(
    architecture: Architecture, winners: [HeaderShape: Entry], others: [Entry], disabled: [Entry]
  ) {
    self.architecture = architecture
    self.winners = winners
    self.others = others
    self.disabled = disabled
    let shapes = HeaderShape.all(for: architecture)
    let mainstream = shapes.filter { $0.type == .sharedObject && $0.osABI == 0 }
    handler = (mainstream + shapes).lazy.compactMap { winners[$0] }.first
    missedEssential = HeaderShape.essential.filter { winners[$0] == nil }
    missedRare = HeaderShape.rare(for: architecture).filter { winners[$0] == nil }
  }
}
