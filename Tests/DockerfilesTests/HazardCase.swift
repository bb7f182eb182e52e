import Testing

/// A Dockerfile built for linux/arm64 on linux/amd64, and the one proven or possible hazard of it.
struct HazardCase: Sendable, CustomTestStringConvertible {
  let testDescription: String
  /// `line:kind:certainty`; nil if nothing is proven.
  let expected: String?
  let text: String

  init(_ name: String, _ expected: String?, _ text: String) {
    testDescription = name
    self.expected = expected
    self.text = text
  }
}
