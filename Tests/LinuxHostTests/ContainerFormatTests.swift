import Facts
import Platforms
import Testing
import Text

@testable import LinuxHost

/// What goes to engines, and what comes from them.
struct ContainerFormatTests {
  @Test func everyPlatformHasASmallImageOfItsOwn() throws {
    let images = try Platform.table.map { try #require(ProbeImage(for: $0)) }
    #expect(Set(images.map(\.reference)).count == Platform.table.count)
    for image in images {
      #expect(image.reference.hasPrefix("localhost/crossready-probe:linux-"))
      #expect(ProbeImage.archive(of: [image]).count < 24 * 1024)
    }
  }

  @Test func levelsOfAmd64ShareAnImage() throws {
    let levels = ["", "v2", "v3"].map {
      ProbeImage(for: Platform(architecture: "amd64", variant: $0))?.reference
    }
    #expect(Set(levels).count == 1)
    #expect(levels[0] != nil)
  }

  @Test func imageOfNoProbeIsNone() {
    #expect(ProbeImage(for: Platform(architecture: "sparc64")) == nil)
  }
}

/// The answers of engines, as Docker 20.10 with client 28.2, Docker 28 and podman 4.3 print them.
struct EngineAnswerTests {
  private func answer(
    _ kind: EngineKind, _ json: String, _ environment: [String: String] = [:]
  ) -> EngineKind.Answer? {
    kind.answer(Array(json.utf8), environment)
  }

  private static let docker = """
    {"ServerVersion":"20.10.24","KernelVersion":"6.1.0","Architecture":"x86_64","Driver":"overlay2",
    "DriverStatus":[["Backing Filesystem","extfs"]],"DockerRootDir":"/var/lib/docker",
    "OperatingSystem":"Debian GNU/Linux 12 (bookworm)",
    "SecurityOptions":["name=seccomp,profile=default","name=rootless"],
    "ClientInfo":{"Context":"default"}}
    """
  private static let podman = """
    {"host":{"arch":"amd64","kernel":"6.1.0","security":{"rootless":true},"serviceIsRemote":false,
    "idMappings":{"uidmap":[{"container_id":0,"host_id":1000,"size":1},
    {"container_id":1,"host_id":100000,"size":65536}]}},
    "store":{"graphDriverName":"overlay"},"version":{"Version":"4.3.1"}}
    """

  @Test func dockerIsUnderstood() throws {
    guard case .works(let answer) = answer(.docker, Self.docker) else {
      Issue.record("not understood")
      return
    }
    #expect(answer.kind == "docker")
    #expect(answer.version == "20.10.24")
    #expect(answer.isRootless == true)
    #expect(answer.remapsUsers == false)
    #expect(answer.scheme == "unix")
    #expect(answer.context == nil)
    #expect(answer.usesContainerdStore == false)
    #expect(answer.isSnap == false)
  }

  @Test func podmanUnderDockersNameIsPodman() throws {
    #expect(answer(.docker, Self.podman) == nil)
    guard case .works(let answer) = answer(.podman, Self.podman) else {
      Issue.record("not understood")
      return
    }
    #expect(answer.kind == "podman")
    #expect(answer.isRootless == true)
    #expect(answer.mappedUsers == 65537)
    #expect(answer.scheme == nil)
  }

  @Test func dockerIsNoPodman() {
    #expect(answer(.podman, Self.docker) == nil)
  }

  @Test func addressNamesTheSchemeOnly() {
    guard
      case .works(let answer) = answer(
        .docker, Self.docker, ["DOCKER_HOST": "ssh://user@secret.example"])
    else {
      Issue.record("not understood")
      return
    }
    #expect(answer.scheme == "ssh")
  }

  @Test func contextIsNamed() {
    let json = Self.docker.split(separator: "\n").joined()
    guard
      case .works(let answer) = answer(
        .docker, String(json.dropLast(22)) + #"{"Context":"far"}}"#)
    else {
      Issue.record("not understood")
      return
    }
    #expect(answer.context == "far")
    #expect(answer.scheme == nil)
  }

  @Test func containerdStoreIsRecognised() {
    let json =
      #"{"ServerVersion":"28.0","Driver":"overlayfs","DriverStatus":"#
      + #"[["driver-type","io.containerd.snapshotter.v1"]],"ClientInfo":{}}"#
    guard case .works(let answer) = answer(.docker, json) else {
      Issue.record("not understood")
      return
    }
    #expect(answer.usesContainerdStore == true)
  }

  @Test(arguments: [
    #"{"ServerErrors":["Cannot connect to the Docker daemon"],"ClientInfo":{"Context":"default"}}"#,
    #"{"ServerVersion":"","ClientInfo":{"Context":"default"}}"#,
  ])
  func serviceThatDoesNotAnswerFails(_ json: String) {
    guard case .fails = answer(.docker, json) else {
      Issue.record("does not fail")
      return
    }
  }

  /// Its program may be called docker.
  @Test func nerdctlIsToldFromDocker() {
    let json =
      #"{"Driver":"overlayfs","Plugins":{"Log":["json-file"],"Storage":["native","overlayfs"]},"#
      + #""KernelVersion":"6.12","Architecture":"x86_64","ServerVersion":"v1.7.24","#
      + #""SecurityOptions":["name=seccomp,profile=builtin","name=rootless"],"Warnings":null}"#
    #expect(answer(.docker, json) == nil && answer(.podman, json) == nil)
    guard case .works(let answer) = answer(.nerdctl, json) else {
      Issue.record("not understood")
      return
    }
    #expect(answer.kind == "nerdctl" && answer.version == "v1.7.24")
    #expect(answer.usesContainerdStore == true && answer.isRootless == true)
  }

  /// A context that was chosen means an engine, and no other one.
  @Test(arguments: [
    (["DOCKER_CONTEXT": "builder"], true), (["DOCKER_HOST": "tcp://10.0.0.1:2375"], true),
    (["DOCKER_CONTEXT": "default"], false), (["DOCKER_CONTEXT": ""], false), ([:], false),
  ])
  func chosenEngine(_ environment: [String: String], _ isChosen: Bool) {
    #expect(EngineKind.docker.isChosen(environment) == isChosen)
  }

  @Test(arguments: [("builder", true), ("default", false)])
  func chosenContextThatDoesNotAnswer(_ context: String, _ expected: Bool) {
    let json = #"{"ServerErrors":["dead"],"ClientInfo":{"Context":"\#(context)"}}"#
    guard case .fails(_, let isChosen) = answer(.docker, json) else {
      Issue.record("does not fail")
      return
    }
    #expect(isChosen == expected)
  }

  /// From podman 5.4 and buildx 0.13.
  @Test func whatAnEngineSaysMeanwhileIsNoReason() {
    func reasons(_ kind: EngineKind, _ text: String) -> [String] {
      kind.reasons(lines(of: Array(text.utf8))).map { String(decoding: $0, as: UTF8.self) }
    }
    #expect(
      reasons(
        .podman,
        """
        time="2026-11-27T19:40:02Z" level=warning msg="Failed, retrying in 1s ... (1/3). Error: x"
        Error: initializing source docker://x: connection refused
        """) == ["Error: initializing source docker://x: connection refused"])
    #expect(
      reasons(
        .docker,
        """
        #1 [internal] booting buildkit
        #1 ERROR: Error response from daemon: network is unreachable
        ------
         > [internal] booting buildkit:
        ------
        ERROR: Error response from daemon: network is unreachable
        """) == [
          " > [internal] booting buildkit:",
          "ERROR: Error response from daemon: network is unreachable",
        ])
  }

  @Test(arguments: ["", "[]", "Segmentation fault", "{}"])
  func garbageIsNoAnswer(_ json: String) {
    #expect(answer(.docker, json) == nil)
    #expect(answer(.podman, json) == nil)
  }
}

/// What `buildx inspect` prints.
struct BuilderTests {
  @Test func builderWithPlatformsByHandIsUnderstood() throws {
    let text = """
      Name:          forced
      Driver:        docker-container
      Last Activity: 2026-11-21 12:23:02 +0000 UTC

      Nodes:
      Name:                  forced0
      Endpoint:              unix:///var/run/docker.sock
      Status:                inactive
      BuildKit daemon flags: --allow-insecure-entitlement=network.host
      Platforms:             linux/arm64*, linux/riscv64*, linux/amd64

      """
    let builder = try #require(BuilderFacts(inspecting: Array(text.utf8)))
    #expect(builder.name == "forced")
    #expect(builder.driver == "docker-container")
    #expect(builder.status == "inactive")
    #expect(builder.platforms == ["linux/arm64", "linux/riscv64", "linux/amd64"])
    #expect(builder.forced == ["linux/arm64", "linux/riscv64"])
  }

  /// From buildx 0.13: the first of two nodes is not there, and a container is paused.
  @Test func everyNodeIsRead() throws {
    let text = """
      Name:          two
      Driver:        remote
      Last Activity: 2026-11-27 19:34:41 +0000 UTC

      Nodes:
      Name:     two0
      Endpoint: unix:///nope.sock
      Status:   inactive
      Name:             two1
      Endpoint:         tcp://10.0.0.1:1234
      Status:           running
      BuildKit version: v0.13.1
      Platforms:        linux/amd64, linux/arm64
      Labels:
       org.mobyproject.buildkit.worker.moby.host-gateway-ip: 172.17.0.1
      GC Policy rule#0:
       All: false
      Name:           paused
      Endpoint:       default
      Driver Options: network="host"
      Error:          Error response from daemon: Container buildx_buildkit_paused is paused
      """
    let builder = try #require(BuilderFacts(inspecting: Array(text.utf8)))
    let nodes = try #require(builder.nodes)
    #expect(nodes.map(\.name) == ["two0", "two1", "paused"])
    #expect(nodes.map(\.scheme) == ["unix", "tcp", nil])
    #expect(nodes.map(\.status) == ["inactive", "running", nil])
    #expect(nodes[1].platforms == ["linux/amd64", "linux/arm64"])
    #expect(nodes[2].error?.lines.first?.hasSuffix("is paused") == true)
    #expect(builder.platforms == ["linux/amd64", "linux/arm64"] && builder.status == "inactive")
    #expect(builder.error == nodes[2].error)
  }

  @Test func emulatorsOfBuildKitAreThoseWithItsName() {
    let text = Array("buildctl\nbuildkit-qemu-arm\nbuildkit-qemu-aarch64\nqemu-arm\n".utf8)
    #expect(
      BuilderNode.emulators(listed: text) == ["buildkit-qemu-aarch64", "buildkit-qemu-arm"])
  }

  @Test func podmansIsUnderstood() throws {
    let text = "Driver:           podman\nPlatforms:        linux/amd64, linux/arm64\n"
    let builder = try #require(BuilderFacts(inspecting: Array(text.utf8)))
    #expect(builder.driver == "podman")
    #expect(builder.platforms == ["linux/amd64", "linux/arm64"])
  }

  @Test func anythingElseIsNone() {
    #expect(
      BuilderFacts(inspecting: Array("docker: 'buildx' is not a docker command.\n".utf8)) == nil)
    #expect(BuilderFacts(inspecting: []) == nil)
  }
}

/// What is ours in an engine.
@Suite struct BelongingTests {
  @Test(arguments: [
    ("crossready-12-abc123", "crossready-12-abc123"),
    ("crossready-12-abc123-4", "crossready-12-abc123"),
    ("crossready-12-abc12", nil), ("crossready-12-ABC123", nil), ("crossready--abc123", nil),
    ("crossready-1x-abc123", nil), ("crossready-12-abc123-", nil),
    ("crossready-12-abc123-4-5", nil),
    ("my-crossready-12-abc123", nil), ("crossready", nil), ("", nil),
  ])
  func containersAreNamedByTheirRun(name: String, run: String?) {
    #expect(RunName.run(ofContainer: name) == run)
    #expect(RunName.run(ofContainer: RunName().text) != nil)
  }

  @Test func imagesAreNamedByWhatIsInThem() throws {
    let platform = try Platform(parsing: "linux/arm64")
    let image = try #require(ProbeImage(for: platform))
    let saved = ProbeImage.archive(of: [image])
    #expect(ProbeImage.isOwn(image.reference, saved: saved))
    let other = try #require(ProbeImage(for: try Platform(parsing: "linux/s390x")))
    #expect(!ProbeImage.isOwn(other.reference, saved: saved))
    #expect(!ProbeImage.isOwn("localhost/crossready-probe:linux-arm64-0123456789ab", saved: saved))
    #expect(!ProbeImage.isOwn(image.reference.replacing("localhost/", with: ""), saved: saved))
    #expect(!ProbeImage.isOwn(image.reference, saved: ProbeImage.archive(of: [image, other])))
    #expect(!ProbeImage.isOwn(image.reference, saved: Array(saved.dropLast(saved.count / 2))))
    #expect(!ProbeImage.isOwn(image.reference, saved: []))
  }

  @Test func listsAreReadByLine() {
    let text = Array("abc\tname\nno-name\n\t\nd\te\tf\n12\tlocalhost/a:b\n".utf8)
    #expect(
      EngineThing.reading(text) == [
        EngineThing(id: "abc", name: "name"), EngineThing(id: "12", name: "localhost/a:b"),
      ])
  }
}
