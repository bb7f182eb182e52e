import Facts
import FoundationEssentials

extension EngineKind {
  /// nerdctl, which drives containerd without a service of its own.
  ///
  /// By its documentation (docs/command-reference.md) and source (pkg/infoutil/infoutil.go,
  /// pkg/imgutil/imgutil.go, pkg/cmd/container/run_cgroup_linux.go); it was never run.
  static let nerdctl = EngineKind(
    program: "nerdctl",
    isChosen: { _ in false },
    defaultPlatform: nil,
    answer: { json, _ in
      // Its answer is like Docker's, but for the snapshotters, and tells nothing of a client.
      guard let info = try? JSONDecoder().decode(NerdctlInfo.self, from: Data(json)),
        info.ClientInfo == nil, info.Plugins?.Storage != nil, let version = info.ServerVersion
      else { return nil }
      var answer = EngineAnswer(kind: "nerdctl")
      // It is containerd's release.
      answer.version = version
      answer.kernel = info.KernelVersion
      answer.architecture = info.Architecture
      answer.isRootless =
        info.SecurityOptions?.contains { $0.split(separator: ",").first == "name=rootless" }
      answer.remapsUsers = false
      answer.imageStore = info.Driver
      answer.usesContainerdStore = true
      answer.isSnap = false
      answer.isDesktop = false
      return .works(answer)
    },
    isItsOwnService: { $0.scheme == nil },
    privilegedOptions: { _ in [] },
    imageName: "{{.Image}}",
    // Else it imports what is for this machine alone.
    load: ["load", "--all-platforms"], maker: .containerd, scopes: ["nerdctl-"], group: nil,
    remove: ["rm", "--force", "--volumes"],
    missingImage: (statuses: [1, 125], words: ["image not available", "no such image"]),
    reasons: { $0 })
}

/// What `nerdctl info` prints; keys are named as nerdctl does (pkg/inspecttypes/dockercompat).
private struct NerdctlInfo: Decodable {
  var ServerVersion: String?
  var KernelVersion: String?
  var Architecture: String?
  var Driver: String?
  var SecurityOptions: [String]?
  var Plugins: Storage?
  var ClientInfo: Client?

  struct Storage: Decodable {
    var Storage: [String]?
  }

  struct Client: Decodable {}
}
