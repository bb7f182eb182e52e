package import Platforms

/// What a Dockerfile is built for.
package struct BuildRequest: Sendable {
  /// The platform of the image.
  package var target: Platform
  /// The platform that builds.
  package var build: Platform
  /// The stage asked for; nil for the last.
  package var stage: String?
  /// Values of build arguments by name.
  package var arguments: [String: String]
  /// Named contexts, which stand in for stages and images, by name.
  package var contexts: [String: String]

  package init(
    target: Platform, build: Platform, stage: String? = nil, arguments: [String: String] = [:],
    contexts: [String: String] = [:]
  ) {
    self.target = target.normalized
    self.build = build.normalized
    self.stage = stage
    self.arguments = arguments
    self.contexts = contexts
  }

  /// The arguments that BuildKit defines (inputs: `defaultArgs` of its dockerfile2llb), unless a build
  /// argument of that name is given.
  var predefined: [String: String] {
    var values: [String: String] = [:]
    for (prefix, platform) in [("TARGET", target), ("BUILD", build)] {
      values["\(prefix)PLATFORM"] = platform.description
      values["\(prefix)OS"] = platform.os
      values["\(prefix)OSVERSION"] = platform.osVersion
      values["\(prefix)ARCH"] = platform.architecture
      values["\(prefix)VARIANT"] = platform.variant
    }
    values["TARGETSTAGE"] = stage ?? "default"
    return values.merging(arguments.filter { values[$0.key] != nil }) { $1 }
  }

  /// The context that stands in for a stage or an image of this name.
  func context(named name: String) -> String? {
    if contexts.isEmpty { return nil }
    let wanted = Self.familiar(name)
    return contexts.first { Self.familiar($0.key) == wanted }?.value
  }

  private static func familiar(_ name: String) -> String {
    ImageReference(name.lowercased())?.familiar ?? name.lowercased()
  }
}
