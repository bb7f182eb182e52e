package import Platforms

/// One image of an archive, a directory or an engine, as far as it could be read.
package struct ImageContents: Sendable {
  /// What people call it.
  package var name: String
  /// The platform that an index gives it; nil where none does.
  package var indexPlatform: Platform?
  /// What its configuration says; nil where there is none, as for a directory.
  package var configuration: ImageConfiguration?
  /// Its files; nil where they are not there, as if an index only names them.
  package var tree: FileTree?
  /// Digests or names of its layers, in order.
  package var layers: [String] = []

  package init(name: String, tree: FileTree? = nil) {
    self.name = name
    self.tree = tree
  }

  /// The platform that it says it is for.
  package var label: Platform? { configuration?.platform ?? indexPlatform }

  /// Its name without tag and digest, as `localhost:5000/team/app`.
  var repository: String {
    let named = name.prefix { $0 != "@" }
    let last = named.lastIndex(of: "/").map(named.index(after:)) ?? named.startIndex
    return String(named[..<(named[last...].firstIndex(of: ":") ?? named.endIndex)])
  }
}

/// The images that were found at one place.
package struct FoundImages: Sendable {
  /// Those for a CPU; attestations are none.
  package var images: [ImageContents] = []
  /// Whether an index says which platforms there are.
  package var hasIndex = false
  /// Directories below which other file systems are mounted, which were not looked at.
  package var mounts: [String] = []
  /// What could not be seen.
  package var problems = AuditProblems()

  package init() {}
}
