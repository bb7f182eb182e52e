import Facts
import FoundationEssentials

extension EngineKind {
  /// Docker Engine, or what answers in its way.
  static let docker = EngineKind(
    program: "docker",
    isChosen: { environment in
      // docker(1): the address outranks the context, and "default" is none.
      let context = environment["DOCKER_CONTEXT"] ?? ""
      return environment["DOCKER_HOST"]?.isEmpty == false
        || !["", "default"].contains(context)
    },
    defaultPlatform: "DOCKER_DEFAULT_PLATFORM",
    answer: { json, environment in
      guard let info = try? JSONDecoder().decode(DockerInfo.self, from: Data(json)),
        info.ClientInfo != nil || (info.ServerVersion != nil && info.Plugins?.Storage == nil)
      else { return nil }
      // `docker context use` chooses one, too.
      let isChosen = info.ClientInfo?.Context.map { $0 != "default" } ?? false
      if let errors = info.ServerErrors, !errors.isEmpty {
        return .fails(errors.joined(separator: "; "), isChosen: isChosen)
      }
      guard info.ServerVersion?.isEmpty == false else { return .fails("", isChosen: isChosen) }
      return .works(EngineAnswer(info, environment: environment))
    },
    isItsOwnService: { _ in false },
    // A privileged container of remapped users would not be privileged on the host.
    privilegedOptions: { $0.remapsUsers == true ? ["--userns=host"] : [] },
    imageName: "{{.Config.Image}}", load: ["load"], maker: .docker, scopes: ["docker-"],
    group: "docker",
    remove: ["rm", "--force", "--volumes"],
    missingImage: (
      statuses: [125],
      // Docker Engine 20.10, 26 and 28, and its client with `--pull never`.
      words: [
        "no such image", "unable to find image", "does not match the specified platform",
        "does not provide the specified platform",
      ]
    ),
    // BuildKit's steps begin with their number, and each failure is said again at the end.
    reasons: { lines in
      lines.filter { line in
        !line.starts(with: "#".utf8) && !line.starts(with: "----".utf8)
      }
    })
}

extension EngineAnswer {
  fileprivate init(_ info: DockerInfo, environment: [String: String]) {
    self.init(kind: "docker")
    func has(_ name: String) -> Bool {
      info.SecurityOptions?.contains { $0.split(separator: ",").first == "name=\(name)" } ?? false
    }
    version = info.ServerVersion
    kernel = info.KernelVersion
    architecture = info.Architecture
    let context = info.ClientInfo?.Context ?? "default"
    let address = environment["DOCKER_HOST"] ?? ""
    // What another context's address is, the answer does not say.
    scheme =
      !address.isEmpty
      ? address.split(separator: ":").first.map(String.init)
      : context == "default" ? "unix" : nil
    self.context = context == "default" ? nil : OutsideName(context)
    isRootless = has("rootless")
    remapsUsers = has("userns")
    deniesNewPrivileges = has("no-new-privileges")
    imageStore = info.Driver
    usesContainerdStore =
      info.DriverStatus?.contains { $0.last?.hasPrefix("io.containerd.snapshotter") == true }
      ?? false
    isSnap = info.DockerRootDir?.hasPrefix("/var/snap/") ?? false
    isDesktop = info.OperatingSystem == "Docker Desktop"
  }
}

/// What `docker info` prints; keys are named as Docker does.
private struct DockerInfo: Decodable {
  var ServerVersion: String?
  var ServerErrors: [String]?
  var KernelVersion: String?
  var Architecture: String?
  var OperatingSystem: String?
  var Driver: String?
  var DriverStatus: [[String]]?
  var SecurityOptions: [String]?
  var DockerRootDir: String?
  var ClientInfo: Client?
  var Plugins: Storage?

  /// What only nerdctl tells.
  struct Storage: Decodable {
    var Storage: [String]?
  }

  struct Client: Decodable {
    var Context: String?
  }
}
