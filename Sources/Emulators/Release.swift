/// A release of an emulator by its numbers, as many as count: major, minor, micro.
package struct Release: Comparable, Hashable, Sendable, ExpressibleByArrayLiteral {
  package let numbers: [Int]

  package init(arrayLiteral numbers: Int...) { self.numbers = numbers }

  init(_ numbers: [Int]) { self.numbers = numbers }

  /// Reads `7.2.22`, of which at least two numbers must be there; what follows a number is left out.
  package init?(parsing text: some StringProtocol) {
    numbers = text.split(separator: ".").map { part in Int(part.prefix { $0.isNumber }) ?? 0 }
    guard numbers.count >= 2 else { return nil }
  }

  package static func < (left: Release, right: Release) -> Bool {
    left.numbers.lexicographicallyPrecedes(right.numbers)
  }
}

/// Releases from one to another, both included. An end with fewer numbers holds all that begin so:
/// `[7, 2]` is all of 7.2.
package struct ReleaseRange: Sendable, Hashable {
  package let first: Release
  package let last: Release

  init(_ first: Release, to last: Release) {
    self.first = first
    self.last = last
  }

  /// All that begin with the same numbers.
  init(_ release: Release) { self.init(release, to: release) }

  /// One and all before it.
  init(upTo last: Release) { self.init([], to: last) }

  package func contains(_ release: Release) -> Bool {
    release >= first && Release(Array(release.numbers.prefix(last.numbers.count))) <= last
  }
}

extension ReleaseRange: CustomStringConvertible {
  package var description: String {
    if first.numbers.isEmpty { return "\(last) and older" }
    return first == last ? "\(first)" : "\(first) to \(last)"
  }
}

extension Release: CustomStringConvertible {
  package var description: String { numbers.map(String.init).joined(separator: ".") }
}
