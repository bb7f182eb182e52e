import FoundationEssentials

/// Why a text says nothing of targets.
package enum TargetError: Error, Hashable, Sendable {
  /// There is nothing in it.
  case empty
  /// It is not what the program prints, but e.g. the file that the program reads: whose variables and
  /// bases, which it may have, only the program knows.
  case unresolved
  /// A value of a target or service has an expression in it, which only the program resolves.
  case unresolvedValue(of: String, key: String, value: String)
  /// It has no target or service.
  case withoutTargets
}

extension BuildTarget {
  /// Reads what `docker buildx bake --print` prints.
  package static func reading(bake bytes: [UInt8]) throws(TargetError) -> [BuildTarget] {
    let file = try decodeTargets(Bake.self, bytes)
    guard file.isResolved else { throw .unresolved }
    var targets: [BuildTarget] = []
    for (name, target) in file.target.sorted(by: { $0.key < $1.key }) {
      let values = Values(owner: name, interpolation: .bake)
      let texts = Values(owner: name, interpolation: target.isPrinted ? .bakeText : .bake)
      targets.append(
        BuildTarget(
          name: name, context: try values.text(target.context, "context") ?? ".",
          dockerfile: try values.text(target.dockerfile, "dockerfile"),
          inline: try texts.text(target.inline, "dockerfile-inline"),
          platforms: try values.list(target.platforms, "platforms"),
          arguments: try texts.table(target.args, "args"),
          stage: try values.text(target.target, "target"),
          contexts: try values.table(target.contexts, "contexts").compactMapValues { $0 }))
    }
    return try nonEmpty(targets)
  }

  /// Reads what `docker compose config --format json` prints.
  package static func reading(compose bytes: [UInt8]) throws(TargetError) -> [BuildTarget] {
    var targets: [BuildTarget] = []
    for (name, service) in try Compose.reading(bytes).services.sorted(by: { $0.key < $1.key }) {
      guard let build = service.build else { continue }
      let values = Values(owner: name, interpolation: .compose)
      let platforms = build.platforms ?? service.platform.map { [$0] }
      targets.append(
        BuildTarget(
          name: name, context: try values.text(build.context, "build.context") ?? ".",
          dockerfile: try values.text(build.dockerfile, "build.dockerfile"),
          inline: try values.text(build.inline, "build.dockerfile_inline"),
          platforms: try values.list(
            platforms, build.platforms == nil ? "platform" : "build.platforms"),
          arguments: try values.table(build.args, "build.args"),
          stage: try values.text(build.target, "build.target"),
          contexts: try values.table(build.contexts, "build.additional_contexts").compactMapValues {
            $0
          }))
    }
    return try nonEmpty(targets)
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

/// Something that only has to be there to tell.
private struct Anything: Decodable {
  init(from decoder: any Decoder) {}
}

/// The part of bake's JSON that matters (docs.docker.com, "Bake file reference").
private struct Bake: Decodable {
  let target: [String: Target]
  let variable: Anything?
  let function: Anything?

  /// Whether it has nothing of what bake resolves before it prints it.
  var isResolved: Bool {
    variable == nil && function == nil
      && target.values.allSatisfy { $0.matrix == nil && $0.inherits?.isEmpty != false }
  }

  struct Target: Decodable {
    let context: String?
    let dockerfile: String?
    let inline: String?
    let platforms: [String]?
    let args: [String: String?]?
    let target: String?
    let contexts: [String: String?]?
    let inherits: [String]?
    let matrix: Anything?

    /// Whether it has what bake prints for every target, whatever the file says.
    var isPrinted: Bool { context != nil && dockerfile != nil }

    private enum CodingKeys: String, CodingKey {
      case context, dockerfile, platforms, args, target, contexts, inherits, matrix
      case inline = "dockerfile-inline"
    }
  }
}

/// The part of compose's JSON that matters (the Compose Specification, "platform" and "build").
struct Compose: Decodable {
  let services: [String: Service]
  private let include: Anything?

  /// Reads what `docker compose config --format json` prints.
  static func reading(_ bytes: [UInt8]) throws(TargetError) -> Compose {
    let file = try decodeTargets(Compose.self, bytes)
    let isResolved = file.include == nil && file.services.values.allSatisfy { $0.extends == nil }
    guard isResolved else { throw .unresolved }
    return file
  }

  struct Service: Decodable {
    let image: String?
    let platform: String?
    let build: Build?
    fileprivate let extends: Anything?
  }

  struct Build: Decodable {
    let context: String?
    let dockerfile: String?
    let inline: String?
    let platforms: [String]?
    let args: [String: String?]?
    let target: String?
    let contexts: [String: String?]?

    private enum CodingKeys: String, CodingKey {
      case context, dockerfile, platforms, args, target
      case inline = "dockerfile_inline"
      case contexts = "additional_contexts"
    }
  }
}
