import FoundationEssentials

/// Why a text says nothing of targets.
package enum TargetError: Error, Hashable, Sendable {
  /// There is nothing in it.
  case empty
  /// It is not what the program prints, but e.g. the file that the program reads: whose variables and
  /// bases, which it may have, only the program knows.
  case unresolved
  /// It has no target or service.
  case withoutTargets
}

extension BuildTarget {
  /// Reads what `docker buildx bake --print` prints.
  package static func reading(bake bytes: [UInt8]) throws(TargetError) -> [BuildTarget] {
    let file = try decodeTargets(Bake.self, bytes)
    guard !file.target.values.contains(where: \.isUnresolved) else { throw .unresolved }
    return try nonEmpty(
      file.target.map { name, target in
        BuildTarget(
          name: name, context: target.context ?? ".", dockerfile: target.dockerfile,
          inline: target.inline, platforms: target.platforms ?? [],
          arguments: target.args ?? [:], stage: target.target, contexts: target.contexts ?? [:])
      })
  }

  /// Reads what `docker compose config --format json` prints.
  package static func reading(compose bytes: [UInt8]) throws(TargetError) -> [BuildTarget] {
    let file = try decodeTargets(Compose.self, bytes)
    return try nonEmpty(
      file.services.compactMap { name, service in
        service.build.map { build in
          BuildTarget(
            name: name, context: build.context ?? ".", dockerfile: build.dockerfile,
            inline: build.inline,
            platforms: build.platforms ?? service.platform.map { [$0] } ?? [],
            arguments: build.args ?? [:], stage: build.target,
            contexts: build.contexts ?? [:])
        }
      })
  }

  private static func nonEmpty(_ targets: [BuildTarget]) throws(TargetError) -> [BuildTarget] {
    guard !targets.isEmpty else { throw .withoutTargets }
    return targets.sorted { $0.name < $1.name }
  }
}

/// Decodes JSON that a program prints.
func decodeTargets<File: Decodable>(
  _ type: File.Type, _ bytes: [UInt8]
) throws(TargetError) -> File {
  guard bytes.contains(where: { $0 > UInt8(ascii: " ") }) else { throw .empty }
  do {
    return try JSONDecoder().decode(type, from: Data(bytes))
  } catch {
    // Where it is wrong helps nobody: the file is written by a program.
    throw .unresolved
  }
}

/// The part of bake's JSON that matters (docs.docker.com, "Bake file reference").
private struct Bake: Decodable {
  let target: [String: Target]

  struct Target: Decodable {
    let context: String?
    let dockerfile: String?
    let inline: String?
    let platforms: [String]?
    let args: [String: String?]?
    let target: String?
    let contexts: [String: String]?
    let inherits: [String]?

    /// Whether it has what bake resolves before it prints it.
    var isUnresolved: Bool { inherits?.isEmpty == false }

    private enum CodingKeys: String, CodingKey {
      case context, dockerfile, platforms, args, target, contexts, inherits
      case inline = "dockerfile-inline"
    }
  }
}

/// The part of compose's JSON that matters (the Compose Specification, "build").
private struct Compose: Decodable {
  let services: [String: Service]

  struct Service: Decodable {
    let build: Build?
    let platform: String?
  }

  struct Build: Decodable {
    let context: String?
    let dockerfile: String?
    let inline: String?
    let platforms: [String]?
    let args: [String: String?]?
    let target: String?
    let contexts: [String: String]?

    private enum CodingKeys: String, CodingKey {
      case context, dockerfile, platforms, args, target
      case inline = "dockerfile_inline"
      case contexts = "additional_contexts"
    }
  }
}
