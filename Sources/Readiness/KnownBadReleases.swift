package import Emulators

/// Releases of qemu-user that are known to break guests, with the evidence.
package struct KnownBadRelease: Sendable {
  /// The first release, and the last, by as many numbers as count.
  let first: [Int]
  let last: [Int]
  /// Whether programs of any kind break, or one toolchain's only.
  package let breaksAnyGuest: Bool
  /// What breaks.
  package let consequence: String
  /// Where it was reported.
  let evidence: String

  /// The table, oldest first.
  static let table = [
    KnownBadRelease(
      first: [0], last: [2, 12], breaksAnyGuest: true,
      consequence: "Java fails, and threaded programs deadlock when they fork",
      evidence: "QEMU commits 06065c451f10 and 024949caf328"),
    KnownBadRelease(
      first: [5, 1], last: [5, 2], breaksAnyGuest: true,
      consequence: "arm64 programs crash at random, 32-bit ones cannot reserve their memory",
      evidence: "https://github.com/docker/buildx/issues/542"),
    KnownBadRelease(
      first: [7, 0, 0], last: [7, 0, 0], breaksAnyGuest: true,
      consequence:
        "programs crash at random under kernels that randomise more of the address space",
      evidence: "https://github.com/tonistiigi/binfmt/issues/215"),
    KnownBadRelease(
      first: [7, 2], last: [7, 2], breaksAnyGuest: false,
      consequence: "Go 1.23 and newer cannot start processes (os/exec)",
      evidence: "https://github.com/golang/go/issues/69259"),
    KnownBadRelease(
      first: [9, 2, 0], last: [9, 2, 1], breaksAnyGuest: true,
      consequence: "arm64's ldconfig crashes, so that installing libc-bin fails",
      evidence: "https://github.com/tonistiigi/binfmt/issues/240"),
  ]

  /// The row that a release falls into.
  package static func matching(_ version: EmulatorVersion) -> KnownBadRelease? {
    table.first { version.isBetween($0.first, $0.last) }
  }
}
