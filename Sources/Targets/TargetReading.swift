import FoundationEssentials

/// Why a text says nothing of targets.
package enum TargetError: Error, Hashable, Sendable {
  /// It is no JSON, or of another shape.
  case unreadable
  /// It builds nothing.
  case empty
}

extension BuildTarget {
  /// Reads what `docker buildx bake --print` prints.
  package static func reading(bake bytes: [UInt8]) throws(TargetError) -> [BuildTarget] {
    let file = try decode(Bake.self, bytes)
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
    let file = try decode(Compose.self, bytes)
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

  private static func decode<File: Decodable>(
    _ type: File.Type, _ bytes: [UInt8]
  ) throws(TargetError) -> File {
    do {
      return try JSONDecoder().decode(type, from: Data(bytes))
    } catch {
      // Where it is wrong helps nobody: the file is written by a program.
      throw .unreadable
    }
  }

  private static func nonEmpty(_ targets: [BuildTarget]) throws(TargetError) -> [BuildTarget] {
    guard !targets.isEmpty else { throw .empty }
    return targets.sorted { $0.name < $1.name }
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

    private enum CodingKeys: String, CodingKey {
      case context, dockerfile, platforms, args, target, contexts
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
