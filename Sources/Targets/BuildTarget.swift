/// One image that a bake file or a compose file builds.
package struct BuildTarget: Hashable, Sendable {
  /// The target's or service's name.
  package let name: String
  /// The build context as it is written.
  package let context: String
  /// The Dockerfile, seen from the context; nil for the usual one.
  package let dockerfile: String?
  /// The Dockerfile's text, where it stands in the file itself.
  package let inline: String?
  /// The platforms as they are written; empty for that of the builder.
  package let platforms: [String]
  /// Build arguments; nil where the environment has the value.
  package let arguments: [String: String?]
  /// The stage to build; nil for the last.
  package let stage: String?
  /// Named contexts.
  package let contexts: [String: String]

  /// Where the Dockerfile is.
  package var path: String {
    let file = dockerfile ?? "Dockerfile"
    if file.hasPrefix("/") || context == "." || context.isEmpty { return file }
    return (context.hasSuffix("/") ? context : context + "/") + file
  }
}
