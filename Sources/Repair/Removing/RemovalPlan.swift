package import Binfmt
package import Emulators
package import Facts
package import Platforms
import Readiness
package import Text

/// What is to be removed, and which entries stay although they take a platform's programs.
package struct RemovalPlan: Sendable, Hashable {
  /// Entries whose emulator names itself QEMU, or which were named, in match order.
  package let removed: [Entry]
  /// Entries that are left alone, because nothing shows that they are QEMU's.
  package let left: [Entry]
  /// The names of all entries.
  private let standing: [KernelText]

  /// An entry that is to be removed, and what the binfmt image would remove in its place: it takes a
  /// name of an architecture for that of its emulator, else the first entry, in the order of their
  /// names, that has the name or ends in it behind a hyphen (tonistiigi/binfmt, `cmd/binfmt`).
  package var misunderstood: (wanted: KernelText, taken: KernelText)? {
    let sorted = standing.sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }
    for wanted in removed.map(\.name) {
      // It takes a list apart at its commas.
      if let end = wanted.bytes.firstIndex(of: UInt8(ascii: ",")) {
        return (wanted, KernelText(Array(wanted.bytes[..<end])))
      }
      if let architecture = Architecture.named(wanted.description) {
        return (wanted, architecture.entryName)
      }
      let ending = Array("-".utf8) + wanted.bytes
      let taken = sorted.first { $0 == wanted || $0.bytes.suffix(ending.count) == ending[...] }
      if let taken, taken != wanted { return (wanted, taken) }
    }
    return nil
  }

  /// Plans from facts in which the platforms were probed. Nothing is executed for it: what is
  /// registered may be anybody's.
  ///
  /// - Parameters:
  ///   - names: entries that are to be removed whatever they are.
  ///   - release: the release that the file at a path says that it is; nil where it does not.
  package static func planning(
    _ architectures: [Architecture], entries names: [KernelText], on facts: HostFacts,
    release: (String) -> EmulatorVersion?
  ) -> RemovalPlan {
    let standing = facts.binfmt.parsedEntries ?? []
    var removed: [Entry] = []
    var left: [Entry] = []
    for entry in standing {
      if names.contains(entry.name) {
        removed.append(entry)
        continue
      }
      let taken = architectures.filter(entry.covers)
      if taken.isEmpty { continue }
      // Another emulator may have QEMU inside. A bridge is ours, whatever has become of the process
      // that it names.
      let isQEMU =
        entry.foreignEmulator == nil
        && (Bridge.isName(entry.name)
          || entry.interpreter?.string.flatMap(release) != nil
          || taken.contains { architecture in
            standing.first { $0.isEnabled && $0.covers(architecture) } == entry
              && facts.namesQEMU(for: architecture)
          })
      if isQEMU { removed.append(entry) } else { left.append(entry) }
    }
    return RemovalPlan(removed: removed, left: left, standing: standing.map(\.name))
  }
}

extension HostFacts {
  /// Whether what runs an architecture's programs named itself QEMU when asked for its version: its
  /// file may be out of reach.
  fileprivate func namesQEMU(for architecture: Architecture) -> Bool {
    probing.release(of: architecture) != nil
  }
}
