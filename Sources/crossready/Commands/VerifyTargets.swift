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
    return platforms.isEmpty
      ? [Platform(architecture: Identity.tool.architecture).normalized] : platforms
  }
}

/// Reads what `buildx bake --print` or `compose config` wrote.
func readTargets<Result>(
  at path: String, isBake: Bool, _ read: ([UInt8]) throws(TargetError) -> Result
) throws -> Result {
  let bytes = try DockerfileSource.read(path).bytes
  do throws(TargetError) {
    return try read(bytes)
  } catch {
    throw Failure.targetsUnreadable(path: path, isBake: isBake, error)
  }
}

extension VerifyOptions {
  /// The platforms that the services of a compose file or the targets of a bake file ask for; nil
  /// without such a file.
  func demandedPlatforms(_ context: Context) throws -> [Platform]? {
    guard let path = bakePath ?? composePath else { return nil }
    let isBake = bakePath != nil
    let demands = try readTargets(
      at: path, isBake: isBake,
      isBake ? PlatformDemand.reading(bake:) : PlatformDemand.reading(compose:))
    return try demands.platforms(isBake: isBake, path: path, context)
  }
}

extension [PlatformDemand] {
  /// All platforms that are asked for, in the order of the names, each once.
  ///
  /// - Parameters:
  ///   - isBake: whether a bake file says so.
  ///   - path: where it was read, for complaints.
  func platforms(isBake: Bool, path: String, _ context: Context) throws -> [Platform] {
    var platforms: [Platform] = []
    for demand in self {
      for word in demand.platforms {
        do {
          try platforms.append(platformsIn: word)
        } catch {
          throw UsageError.custom(
            problem: "\(demand.name) in '\(path)': \(error.message)",
            hint: "correct the platform there")
        }
      }
      guard demand.platforms.isEmpty else { continue }
      // Bake leaves it to the builder, which takes its own.
      let usual =
        isBake
        ? [Platform(architecture: Identity.tool.architecture).normalized]
        : try context.defaultPlatforms()
      platforms += usual.filter { !platforms.contains($0) }
    }
    return platforms
  }
}
