package import Platforms

/// Something that is wrong, and with what.
package struct AuditFinding: Sendable, Equatable {
  /// Which kind of thing.
  package let kind: AuditKind
  /// How sure it is.
  package let certainty: Certainty
  /// The platform that it is wrong for.
  package let platform: Platform
  /// The sentence, without a full stop: it names the file and both CPUs.
  package let summary: String
  /// What repairs this one.
  package let repair: String
  /// The files, of which only the first are kept.
  package let paths: [String]
  /// How many files there are.
  package let count: Int
  /// The image that it is about, where an audit has several; nil otherwise.
  package internal(set) var image: String?

  /// The sentence, with the name of the image where there are several.
  package var statement: String { (image.map { "\($0): " } ?? "") + summary }

  /// How sure a finding is.
  package enum Certainty: String, Sendable, CaseIterable, Comparable {
    /// It will fail.
    case certain
    /// It depends on what the files do not tell.
    case possible
    /// It changes nothing.
    case note

    package static func < (left: Self, right: Self) -> Bool {
      allCases.firstIndex(of: left) ?? 0 < allCases.firstIndex(of: right) ?? 0
    }
  }

  /// How many paths a finding keeps.
  package static let mostPaths = 20

  package init(
    _ kind: AuditKind, _ certainty: Certainty = .certain, platform: Platform, summary: String,
    repair: String? = nil, paths: [String] = [], count: Int? = nil
  ) {
    self.kind = kind
    self.certainty = certainty
    self.platform = platform
    self.summary = summary
    self.repair = repair ?? kind.repair
    self.paths = Array(paths.prefix(Self.mostPaths))
    self.count = count ?? paths.count
  }
}

/// What an audit says of one image or directory.
package struct AuditedImage: Sendable, Equatable {
  /// What people call it.
  package let name: String
  /// The platform that it was judged for: its own, or where it has none, the one asked for.
  package let platform: Platform
  /// Whether the platform is what it says of itself.
  package let isLabelled: Bool
  /// What it starts; empty where it starts nothing by itself.
  package let command: [String]
  /// The file that is executed for it, and its CPU; nil where it is not found.
  package let entrypoint: Entrypoint?
  /// How many programs and libraries there are for each CPU.
  package let content: [CPU: Int]
  /// Whether its files could be looked at: an index may only name it.
  package let isIncluded: Bool
  /// What a container does, in the engine's word; nil of what is none.
  package var state: String?
  /// What is wrong with it.
  package var findings: [AuditFinding]

  /// What is executed first.
  package struct Entrypoint: Sendable, Equatable {
    /// The file, without links.
    package let path: String
    /// The CPU of it, or of its interpreter; nil where it is no program.
    package let cpu: CPU?

    package init(path: String, cpu: CPU?) {
      self.path = path
      self.cpu = cpu
    }
  }
}
