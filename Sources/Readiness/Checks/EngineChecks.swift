import Facts
import LinuxNames
import Platforms
import Text

extension Check {
  /// Whether there is an engine, and which; the first of its link.
  static let engineChecks: [Check] = [
    engineMissing, engineUnreachable, enginePermissionDenied, engineRemote, engineRootless,
    engineDefaultPlatform, enginePassedOver,
  ]

  private static let engineMissing = Check(
    "engine-missing", .container, .hides, "no container engine is installed",
    explanation: [
      "Containers are started through the command-line program of an engine: docker, podman or "
        + "nerdctl. None is in an absolute element of PATH; other elements are not searched, because "
        + "they mean whatever directory one happens to be in."
    ],
    repair: "Install docker or podman, or add its directory to PATH.",
    examine: { subject in
      let engines = subject.host.facts.containers.engines
      guard !engines.isEmpty, engines.allSatisfy({ $0.path == nil }) else { return nil }
      let names = engines.map(\.program).joined(separator: " or ")
      return Observation("no \(names) in the absolute elements of PATH")
    })

  private static let engineUnreachable = Check(
    "engine-unreachable", .container, .hides, "the container engine does not answer",
    explanation: [
      "The engine's program is installed, but asking it for its state failed or took too long. "
        + "Usually its service is not running, DOCKER_HOST or the context names another place, or "
        + "the service hangs."
    ],
    repair: "Start the engine's service, and see what `docker info` or `podman info` says.",
    examine: { subject in
      if subject.containerOutcome == .engineLost {
        return Observation(evidence: ["it ended while the container ran"] + subject.containerWords)
      }
      guard let engine = subject.host.engine, engine.path != nil, engine.answer == nil,
        !engine.isDenied
      else { return nil }
      return Observation(evidence: engine.failureEvidence)
    })

  private static let enginePermissionDenied = Check(
    "engine-permission-denied", .container, .hides, "the container engine may not be used",
    explanation: [
      "The engine's service runs, but its socket may be opened by root and by members of a group "
        + "only. Who may use it can become root, so the group is empty by default."
    ],
    repair: "Run crossready as root, or add the user to the group `docker` and log in again.",
    examine: { subject in
      guard let engine = subject.host.engine, engine.answer == nil, engine.isDenied else {
        return nil
      }
      return Observation(evidence: engine.failureEvidence)
    })

  private static let enginePassedOver = Check(
    "engine-passed-over", .container, .note, "an engine does not answer; another was used instead",
    explanation: [
      "Without `--engine`, the first engine that answers is the one that counts. What it runs says "
        + "nothing about the one that does not answer, which builds and deployments may use."
    ],
    repair:
      "Name the engine that is meant with `--engine` or CROSSREADY_ENGINE, or see what `docker "
      + "info` says.",
    examine: { subject in
      guard subject.host.engine?.answer != nil else { return nil }
      let silent = subject.host.facts.containers.engines.filter {
        $0.answer == nil && $0.path != nil
      }
      return silent.isEmpty ? nil : Observation(evidence: silent.flatMap(\.failureEvidence))
    })

  private static let engineRemote = Check(
    "engine-remote", .container, .note, "the container engine is on another machine",
    explanation: [
      "Through a context, DOCKER_HOST or a virtual machine, the engine runs its containers on "
        + "another kernel than this one. What this host has registered does not matter to them, so "
        + "the links before `container` are not checked."
    ],
    repair: "Run crossready on the machine of the engine to see its handlers.",
    examine: { subject in
      guard subject.host.isEngineElsewhere, let answer = subject.host.engine?.answer else {
        return nil
      }
      let own = subject.host.facts.kernel.uname.value?.release.description ?? "unknown"
      let facts = [
        answer.context.map { "context \(KernelText($0.text))" },
        answer.scheme.map { "address \(KernelText($0))://" },
        answer.isDesktop == true ? "Docker Desktop" : nil,
        answer.kernel.map { "the engine's kernel is \(KernelText($0)), this host's is \(own)" },
      ]
      return Observation(evidence: facts.compactMap(\.self))
    })

  private static let engineRootless = Check(
    "engine-rootless", .container, .note, "the container engine is rootless",
    explanation: [
      "Its containers use the handlers that root registered on the host. They cannot register "
        + "any for the host: since Linux 6.7 a registration from inside lands in an instance of "
        + "the container's own and is gone with it, and before it is not permitted."
    ],
    repair: "Nothing is wrong; register handlers as root.",
    examine: { subject in
      guard let engine = subject.host.engine, let answer = engine.answer,
        answer.isRootless == true
      else { return nil }
      return Observation("\(answer.kind) \(answer.version ?? "") runs as an ordinary user")
    })

  private static let engineDefaultPlatform = Check(
    "engine-default-platform", .container, .note,
    "the engine takes another platform than its own by default",
    explanation: [
      "DOCKER_DEFAULT_PLATFORM is set: `docker run`, `docker build` and compose take that platform "
        + "where none is named. What is then pulled and built is emulated, and nothing says so."
    ],
    repair: "Unset DOCKER_DEFAULT_PLATFORM, unless that is meant.",
    examine: { subject in
      guard let name = subject.host.facts.containers.defaultPlatform,
        let platform = try? Platform(parsing: name),
        platform.architecture != subject.host.facts.tool.architecture
      else { return nil }
      return Observation("DOCKER_DEFAULT_PLATFORM=\(platform)")
    })
}

extension EngineFacts {
  /// What asking it came to.
  fileprivate var failureEvidence: [String] {
    [path.map { "asked \($0)" } ?? program] + (call?.evidence ?? [])
  }
}

extension EngineCall {
  /// How it ended, in words.
  var evidence: [String] {
    var ending: [String] = []
    if timedOut == true { ending = ["it did not end in time"] }
    if let errno { ending = [ErrorNumber.text(errno)] }
    if let signal { ending = [Signal.text(Int(signal))] }
    if let exitStatus, exitStatus != 0 { ending = ["it exited with \(exitStatus)"] }
    return ending + Subject.words(words)
  }
}
