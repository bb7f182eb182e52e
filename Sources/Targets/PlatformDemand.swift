/// What one service or target asks of a host: programs of these platforms must run there.
package struct PlatformDemand: Hashable, Sendable {
  /// The service's or target's name.
  package let name: String
  /// The platforms as they are written: those that are built and the one that runs; empty for the
  /// default.
  package let platforms: [String]
  /// The image that the service runs, where it is not built.
  package let image: String?
}

extension PlatformDemand {
  /// Reads what `docker buildx bake --print` prints.
  package static func reading(bake bytes: [UInt8]) throws(TargetError) -> [PlatformDemand] {
    try BuildTarget.reading(bake: bytes).map {
      PlatformDemand(name: $0.name, platforms: $0.platforms, image: nil)
    }
  }

  /// Reads what `docker compose config --format json` prints: of all services, also those that build
  /// nothing.
  package static func reading(compose bytes: [UInt8]) throws(TargetError) -> [PlatformDemand] {
    let file = try decodeTargets(Project.self, bytes)
    guard !file.services.isEmpty else { throw .withoutTargets }
    return file.services.map { name, service in
      let built = service.build?.platforms ?? []
      let own = service.platform.map { [$0] } ?? []
      return PlatformDemand(
        name: name, platforms: own + built.filter { !own.contains($0) },
        image: service.build == nil ? service.image : nil)
    }.sorted { $0.name < $1.name }
  }
}

/// The part of compose's JSON that says where a service runs (the Compose Specification, "platform").
private struct Project: Decodable {
  let services: [String: Service]

  struct Service: Decodable {
    let image: String?
    let platform: String?
    let build: Build?
  }

  struct Build: Decodable {
    let platforms: [String]?
  }
}
