import Facts
import Platforms
import Text

/// Facts in which findings about containers and builders must be seen.
extension Example {
  static let container = [
    Example("engine-missing") { facts in
      facts.containers.engines = [EngineFacts(program: "docker"), EngineFacts(program: "podman")]
    },
    Example("engine-unreachable") { facts in
      facts.containers = .refused(
        "Cannot connect to the Docker daemon at unix:///var/run/docker.sock")
    },
    Example("engine-permission-denied") { facts in
      facts.containers = .refused(
        "permission denied while trying to connect to the Docker daemon socket")
    },
    Example("engine-passed-over") { facts in
      facts.containers = .docker([.probe("linux/arm64", machine: "aarch64")])
      let silent = ContainerFacts.refused("Cannot connect to the Docker daemon")
      facts.containers.engines = silent.engines + facts.containers.engines
    },
    Example("engine-remote") { facts in
      facts.containers = .docker([.probe("linux/arm64", machine: "aarch64")]) {
        $0.context = "builder"
        $0.scheme = "ssh"
      }
    },
    Example("engine-rootless") { facts in
      facts.containers = .docker([.probe("linux/arm64", machine: "aarch64")]) {
        $0.isRootless = true
      }
    },
    Example("engine-default-platform") { facts in
      facts.containers = .docker([.probe("linux/arm64", machine: "aarch64")])
      facts.containers.defaultPlatform = "linux/arm64"
    },
    Example("container-exec-failed") { facts in
      facts.containers = .docker([
        .failed("linux/arm64", status: 1, errors: "exec /probe: exec format error\n")
      ])
    },
    Example("container-timed-out") { facts in
      var run = ContainerRun.failed(
        "linux/arm64", status: nil, errors: "qemu: uncaught target signal 11\n")
      run.run.timedOut = true
      facts.containers = .docker([run])
    },
    Example("platform-substituted") { facts in
      facts.containers = .docker([.probe("linux/arm64", machine: "x86_64")])
    },
    Example("image-lacks-platform") { facts in
      facts.containers = .docker([
        .unpulled("app:1", "no matching manifest for linux/arm64/v8\n", has: "linux/amd64")
      ])
    },
    Example("image-not-pulled") { facts in
      facts.containers = .docker([
        .unpulled(
          "app:1", "Get \"https://registry-1.docker.io/v2/\": dial tcp: network is unreachable\n")
      ])
    },
    Example("container-setuid-ignored") { facts in
      facts.containers = .docker([
        .probe("linux/arm64", machine: "aarch64", users: ["65534", "65534"])
      ])
    },
  ]

  static let builder = [
    Example("builder-unreachable") { facts in
      facts.containers = .building([], driver: "docker")
      facts.containers.builder = nil
      facts.containers.builderFailure = .exited("ERROR: no builder \"nosuch\" found\n")
    },
    Example("builder-single-platform", on: "linux/arm64,linux/amd64") { facts in
      facts.containers = .building(["linux/amd64", "linux/arm64"], driver: "docker")
    },
    Example("builder-unusable") { facts in
      facts.containers = .building([], driver: "docker-container") { node in
        node.status = nil
        node.error = "Container buildx_buildkit_default0 is paused"
        node.containerState = "paused"
      }
    },
    Example("builder-not-started") { facts in
      facts.containers = .building([], driver: "docker-container") { $0.status = "inactive" }
    },
    Example("builder-lacks-platform") { facts in
      facts.containers = .building(["linux/amd64"], driver: "remote") { $0.scheme = "tcp" }
    },
    Example("builder-stale") { facts in
      facts.binfmt.entries = .seen([])
      facts = facts.replacingRun(Sample.arm64Run(errno: 8))
      facts.containers = .building(["linux/amd64", "linux/arm64"], driver: "docker")
      facts.containers.runs = []
    },
    Example("builder-bundled-emulator") { facts in
      facts.binfmt.entries = .seen([])
      facts = facts.replacingRun(Sample.arm64Run(errno: 8))
      facts.containers = .building(["linux/amd64"], driver: "docker-container") { node in
        node.emulators = ["buildkit-qemu-aarch64", "buildkit-qemu-arm"]
      }
      facts.containers.runs = []
    },
  ]
}

extension ContainerFacts {
  /// Docker Engine that answers, and what ran in its containers.
  static func docker(
    _ runs: [ContainerRun], _ change: (inout EngineAnswer) -> Void = { _ in }
  ) -> ContainerFacts {
    var answer = EngineAnswer(kind: "docker")
    answer.version = "20.10.24"
    answer.kernel = "6.1.0"
    answer.scheme = "unix"
    answer.architecture = "x86_64"
    answer.imageStore = "overlay2"
    answer.usesContainerdStore = false
    answer.isRootless = false
    change(&answer)
    var engine = EngineFacts(program: "docker", path: "/usr/bin/docker")
    engine.answer = answer
    var facts = ContainerFacts()
    facts.engines = [engine]
    facts.runs = runs
    return facts
  }

  /// Docker whose service did not answer.
  static func refused(_ words: OutsideText) -> ContainerFacts {
    var engine = EngineFacts(program: "docker", path: "/usr/bin/docker")
    var call = EngineCall(words: words)
    call.exitStatus = 1
    engine.call = call
    var facts = ContainerFacts()
    facts.engines = [engine]
    return facts
  }

  /// Docker with a builder, and a container for linux/arm64 and linux/amd64 that ran.
  static func building(
    _ platforms: [String], driver: String, forced: [String] = [],
    _ change: (inout BuilderNode) -> Void = { _ in }
  ) -> ContainerFacts {
    var facts = docker([
      .probe("linux/arm64", machine: "aarch64"), .probe("linux/amd64", machine: "x86_64"),
    ])
    var builder = BuilderFacts(name: "default")
    builder.driver = driver
    builder.status = "running"
    builder.platforms = platforms
    builder.forced = forced
    var node = BuilderNode(name: "default0")
    node.status = "running"
    node.endpoint = "default"
    node.platforms = platforms
    node.forced = forced
    if driver == "docker-container" { node.containerState = "running" }
    change(&node)
    builder.nodes = [node]
    builder.status = node.status
    builder.error = node.error
    facts.builder = builder
    return facts
  }
}

extension EngineCall {
  /// A call of an engine's program that failed.
  static func exited(_ words: OutsideText) -> EngineCall {
    var call = EngineCall(words: words)
    call.exitStatus = 1
    return call
  }
}

extension ContainerRun {
  /// A user's image that the engine could not pull for linux/arm64.
  static func unpulled(
    _ reference: String, _ words: OutsideText, has platform: String? = nil
  ) -> ContainerRun {
    var run = failed("linux/arm64", status: nil, errors: "")
    run.purpose = Purpose.command.rawValue
    run.image = ImageFacts(
      reference: reference, platform: platform, pullFailure: .exited(words), command: [])
    return run
  }

  /// A probe's container that ran.
  static func probe(
    _ platform: String, machine: String, users: [String] = ["65534", "0"]
  ) -> ContainerRun {
    let reports = users.map { "probe=\(platform)\nmachine=\(machine)\nuid=65534\neuid=\($0)\n" }
    let run = ProbeRun(
      architecture: platform.split(separator: "/").dropFirst().first.map(String.init) ?? "",
      purpose: .container, programs: [platform, "\(platform) pie"], exitStatus: 0,
      output: KernelText(reports.joined() + "child=exited 0\n"), milliseconds: 300)
    return ContainerRun(platform: platform, purpose: .probe, run: run)
  }

  /// A container that did not run.
  static func failed(_ platform: String, status: Int32?, errors: OutsideText) -> ContainerRun {
    let run = ProbeRun(
      architecture: "arm64", purpose: .container, programs: [platform, "\(platform) pie"],
      exitStatus: status, errors: errors)
    return ContainerRun(platform: platform, purpose: .probe, run: run)
  }
}
