package import Binfmt
import Emulators
package import Reports
package import Text

/// What `unregister` has removed, or would remove.
package struct Removal: Sendable {
  /// Whether nothing was done.
  package let isDryRun: Bool
  /// Entries, files and images that went, or would go.
  package var removed: [String] = []
  /// Entries that could not be removed without root.
  package var remaining: [KernelText] = []
  /// Entries that were named, and are not there.
  package var missing: [KernelText] = []
  /// Entries that stay because nothing shows that they are QEMU's.
  package var left: [Entry] = []
  /// What a boot, or a restart of systemd-binfmt, registers again.
  package var returning: [BootRegistration] = []
  /// Why the entries could not be read; nil where they could.
  package var blindness: String?
  /// Whether the removal is complete.
  package var isComplete = true

  package init(isDryRun: Bool) { self.isDryRun = isDryRun }

  /// The answer as an exit status.
  package var exitStatus: ExitStatus {
    if blindness != nil { return .couldNotTell }
    return isDryRun || isComplete && remaining.isEmpty && left.isEmpty ? .yes : .no
  }
}

/// The JSON form of a removal, schema 1.
package struct RemovalDocument: Codable {
  let dryRun: Bool
  let removed: [String]
  let remaining: [String]
  let missing: [String]
  let left: [LeftPart]
  let returning: [ReturningPart]
  let error: Nullable<String>
  let exitStatus: Int32

  /// An entry that stays.
  struct LeftPart: Codable {
    let name: String
    let emulator: Nullable<String>
  }

  /// An entry that a file registers again.
  struct ReturningPart: Codable {
    let name: String
    let file: String
  }

  package init(_ removal: Removal) {
    dryRun = removal.isDryRun
    removed = removal.removed
    remaining = removal.remaining.map(\.description)
    missing = removal.missing.map(\.description)
    left = removal.left.map {
      LeftPart(name: $0.name.description, emulator: Nullable($0.foreignEmulator?.name))
    }
    returning = removal.returning.map {
      ReturningPart(name: $0.registration.name.description, file: $0.path)
    }
    error = Nullable(removal.blindness)
    exitStatus = removal.exitStatus.rawValue
  }
}
