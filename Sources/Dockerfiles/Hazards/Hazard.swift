package import Platforms

/// Something in a Dockerfile that ends in the wrong CPU's image, or in a step that nobody needs
/// emulated.
package struct Hazard: Hashable, Sendable {
  /// Which of the catalogue.
  package let kind: HazardKind
  /// The line to look at.
  package let line: Int
  /// Whether it is proven.
  package let certainty: Certainty
  /// The platforms whose images it concerns.
  package internal(set) var platforms: [Platform]
  /// What proves it, in the order of the flow.
  package let chain: [Link]
  /// What to write instead.
  package let repair: String
  /// What makes it as sure as it is, as a clause: which packages, or that no lock file tells; nil where
  /// the lines say all.
  package var reason: String?

  /// How sure it is. Only what is certain makes a file wrong.
  package enum Certainty: String, Hashable, Sendable, CaseIterable {
    case certain
    case possible
  }

  /// A line of the proof.
  package struct Link: Hashable, Sendable {
    /// The line in the file.
    package let line: Int
    /// What stands there, cut.
    package let text: String
    /// The platform of its stage.
    package let platform: Platform
  }
}
