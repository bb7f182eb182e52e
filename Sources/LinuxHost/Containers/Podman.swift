import Facts
import FoundationEssentials

extension EngineKind {
  /// Podman.
  static let podman = EngineKind(
    program: "podman",
    // CONTAINER_HOST is asked like any other service of podman's.
    isChosen: { _ in false },
    defaultPlatform: nil,
    answer: { json, environment in
      guard let info = try? JSONDecoder().decode(PodmanInfo.self, from: Data(json)),
        let host = info.host
      else { return nil }
      var answer = EngineAnswer(kind: "podman")
      answer.version = info.version?.Version
      answer.kernel = host.kernel
      answer.architecture = host.arch
      let isRemote = host.serviceIsRemote == true
      let address = environment["CONTAINER_HOST"] ?? ""
      answer.scheme =
        isRemote ? address.split(separator: ":").first.map(String.init) ?? "unix" : nil
      answer.isRootless = host.security?.rootless
      answer.remapsUsers = false
      answer.imageStore = info.store?.graphDriverName
      answer.usesContainerdStore = false
      answer.isSnap = false
      answer.isDesktop = false
      // More users than 32 bits count has no kernel (user_namespaces(7)).
      answer.mappedUsers = host.idMappings?.uidmap?.reduce(0) { sum, map in
        min(1 << 32, sum + min(1 << 32, max(0, map.size ?? 0)))
      }
      return .works(answer)
    },
    isItsOwnService: { $0.scheme == nil },
    privilegedOptions: { _ in [] },
    imageName: "{{.ImageName}}", load: ["load"], maker: .podman,
    // The first is that of the program that watches it.
    scopes: ["libpod-conmon-", "libpod-"], group: "libpod",
    // Else it waits ten seconds for processes that take no SIGTERM.
    remove: ["rm", "--force", "--time", "0", "--volumes"],
    missingImage: (statuses: [125], words: ["image not known", "no such image"]),
    // It logs each retry, with all of the reason, before it says that.
    reasons: { lines in
      lines.filter { line in
        !(line.starts(with: "time=".utf8) && line.contains("level=warning".utf8))
      }
    })
}

/// What `podman info` prints; keys are named as podman does.
private struct PodmanInfo: Decodable {
  var host: Host?
  var store: Store?
  var version: Version?

  struct Host: Decodable {
    var kernel: String?
    var arch: String?
    var serviceIsRemote: Bool?
    var security: Security?
    var idMappings: IDMappings?
  }

  struct Security: Decodable {
    var rootless: Bool?
  }

  struct IDMappings: Decodable {
    var uidmap: [Range]?
  }

  struct Range: Decodable {
    var size: Int?
  }

  struct Store: Decodable {
    var graphDriverName: String?
  }

  struct Version: Decodable {
    var Version: String?
  }
}
