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
    let file = try Compose.reading(bytes)
    guard !file.services.isEmpty else { throw .withoutTargets }
    var demands: [PlatformDemand] = []
    for (name, service) in file.services.sorted(by: { $0.key < $1.key }) {
      let values = Values(owner: name, interpolation: .compose)
      let built = try values.list(service.build?.platforms, "build.platforms")
      let own = try values.list(service.platform.map { [$0] }, "platform")
      let image = try values.text(service.image, "image")
      demands.append(
        PlatformDemand(
          name: name, platforms: own + built.filter { !own.contains($0) },
          image: service.build == nil ? image : nil))
    }
    return demands
  }
}
