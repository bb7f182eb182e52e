import CommandLineKit
import LinuxHost
import Platforms
import Rendering
import Targets

extension Context {
  /// The platform that docker and compose take where none is named: that of DOCKER_DEFAULT_PLATFORM,
  /// else the machine's own.
  func defaultPlatforms() throws -> [Platform] {
    let platforms = try platforms(inVariable: "DOCKER_DEFAULT_PLATFORM")
    return platforms.isEmpty ? [.own] : platforms
  }
}

extension VerifyOptions {
  /// The platforms that the services of a compose file or the targets of a bake file ask for; nil
  /// without such a file.
  func demandedPlatforms(_ context: Context) throws -> [Platform]? {
    guard let file = TargetsFile(bake: bakePath, compose: composePath, command: "verify") else {
      return nil
    }
    let demands = try file.read(
      file.isBake ? PlatformDemand.reading(bake:) : PlatformDemand.reading(compose:))
    return try demands.platforms(of: file, context)
  }
}

extension [PlatformDemand] {
  /// All platforms that are asked for, in the order of the names, each once.
  ///
  /// - Parameter file: where it was read.
  func platforms(of file: TargetsFile, _ context: Context) throws -> [Platform] {
    var platforms: [Platform] = []
    for demand in self {
      var asked = try file.platforms(demand.platforms, of: demand.name, local: .own)
      if asked.isEmpty {
        // Bake leaves it to the builder, which takes its own.
        asked = file.isBake ? [.own] : try context.defaultPlatforms()
      }
      platforms += asked.filter { !platforms.contains($0) }
    }
    return platforms
  }
}
