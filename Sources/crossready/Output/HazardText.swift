import CommandLineKit
import Dockerfiles
import Text

/// The hazards of Dockerfiles as `explain` tells them.
enum HazardText {
  /// The names of all.
  static let names = HazardKind.allCases.map(\.rawValue)

  /// All, a line or two each.
  static func rendered() -> String {
    "\nhazard of a Dockerfile, for dockerfile\n\n"
      + HazardKind.allCases.map { kind in
        "  \(kind.rawValue)\n"
          + wrapped(kind.summary, width: 80, indent: 6).map { $0 + "\n" }.joined()
      }.joined()
  }

  /// One in full; nil if it is none of these.
  static func rendered(_ name: String) -> String? {
    guard let kind = HazardKind.named(name) else { return nil }
    let paragraphs = [
      "\(kind.rawValue): \(kind.summary)", "hazard of a Dockerfile", kind.explanation,
      "Repair: \(kind.repair).",
    ]
    return paragraphs.map { wrapped(plainProse($0), width: 80).joined(separator: "\n") }
      .joined(separator: "\n\n") + "\n"
  }
}
