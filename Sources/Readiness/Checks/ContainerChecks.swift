import Facts
import LinuxNames
import Logs
import Platforms
import Text

extension Check {
  static let containerChecks: [Check] = [
    engineMissing, engineUnreachable, enginePermissionDenied, engineRemote, engineRootless,
    engineDefaultPlatform,
    enginePassedOver, containerExecFailed, containerTimedOut, platformSubstituted, imageNotPulled,
    imageLacksPlatform, containerSetuidIgnored,
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

  private static let containerExecFailed = Check(
    "container-exec-failed", .container, .blocks,
    "the probe runs on the host but not in a container",
    explanation: [
      "On the host programs of the platform run, but in a container of the engine they do not. The "
        + "engine may use another instance of binfmt_misc, as in a user namespace or a virtual "
        + "machine, confine its containers, or not be able to start any."
    ],
    repair: "Read the engine's words, and run the same with `docker run` or `podman run`.",
    examine: { subject in
      if let failure = subject.host.facts.containers.loadFailure,
        subject.containerOutcome != .passed
      {
        return Observation(
          evidence: ["the engine did not load the probe image"] + failure.evidence,
          severity: .hides)
      }
      guard case .failed(let reason) = subject.containerOutcome else { return nil }
      return Observation(
        evidence: subject.foreignFiles + ["in a container of \(subject.engineName): \(reason)"]
          + subject.containerWords + subject.causeOfFailure,
        summary: subject.containerRun?.image == nil
          ? nil
          : subject.diedOfForeignFile
            ? "the image holds files for another CPU" : "the image's command failed")
    })

  private static let containerTimedOut = Check(
    "container-timed-out", .container, .blocks, "the platform's container did not end in time",
    explanation: [
      "The container was killed at its deadline and removed. An emulated program that crashes as "
        + "process 1 of a container does not end: the kernel protects that process from signals, "
        + "and QEMU waits for the one that should end it. With `--init` it is not process 1.",
      "On a slow or busy host, `--timeout` gives it more time.",
    ],
    repair: "Use another release of the emulator; run images with `--init`.",
    examine: { subject in
      guard subject.containerOutcome == .timedOut else { return nil }
      let crashed = subject.containerRun?.run.errors.lines.contains {
        $0.contains("uncaught target signal")
      }
      return Observation(
        evidence: [
          crashed == true
            ? "process 1 of the container crashed and hung; it was killed"
            : "the container of \(subject.engineName) was killed at its deadline"
        ] + subject.containerWords + subject.causeOfFailure)
    })

  private static let platformSubstituted = Check(
    "platform-substituted", .container, .blocks, "another platform ran in its place",
    explanation: [
      "The engine was told the platform, but what ran is a program of another one: a local image "
        + "of the same name for another platform, or one whose configuration names the wrong one. "
        + "Docker only warns."
    ],
    repair: "Remove the local image, and pull or build it for the platform.",
    examine: { subject in
      guard case .substituted(let reason) = subject.containerOutcome else { return nil }
      return Observation(reason)
    })

  private static let imageNotPulled = Check(
    "image-not-pulled", .container, .hides, "the image could not be pulled",
    explanation: [
      "The engine does not have the image for the platform, and pulling it failed before the "
        + "registry said whether it has it: the network, the name server, a proxy or the registry "
        + "did not answer, its limit was reached, or it wants a login. A registry that wants one "
        + "does not say whether a name exists.",
      "It is the engine's service that pulls, with its own network and proxy, not crossready.",
    ],
    repair: "See that the engine reaches the registry (network, name server, proxy), that the "
      + "image's name is right, and log in where the registry wants it (`docker login`).",
    examine: { subject in
      subject.containerOutcome == .notPulled ? subject.observationOfImage : nil
    })

  private static let imageLacksPlatform = Check(
    "image-lacks-platform", .container, .blocks, "the image is not there for the platform",
    explanation: [
      "The engine has the image for other platforms only, or not at all, and pulling it for this "
        + "one failed. That says nothing about the host."
    ],
    repair: "Build and push the image for the platform, or name one that has it.",
    examine: { subject in
      subject.containerOutcome == .lacksPlatform ? subject.observationOfImage : nil
    })

  private static let containerSetuidIgnored = Check(
    "container-setuid-ignored", .container, .degrades,
    "setuid programs get no rights in its containers",
    explanation: [
      "`sudo`, `ping` or `su` in a container of the platform run with their caller's rights. Either "
        + "the handler lacks the flag C, or the engine denies new privileges "
        + "(`no-new-privileges`), or its storage is mounted nosuid."
    ],
    repair: "Register the handler with the flag C, and allow new privileges in the engine.",
    examine: { subject in
      guard subject.containerHonoursSetuid == false else { return nil }
      let lacksFlag = subject.handler.map { !$0.flags.usesCredentialsOfProgram } ?? false
      let denies = subject.host.engine?.answer?.deniesNewPrivileges == true
      var causes: [String] = []
      if lacksFlag, let name = subject.handler?.name { causes.append("\(name) lacks the flag C") }
      if denies { causes.append("the engine's default is no-new-privileges") }
      if causes.isEmpty { causes.append("no-new-privileges, or storage that is mounted nosuid") }
      return Observation(
        evidence: ["a setuid copy of the probe kept its caller's user"] + causes)
    })
}

extension Check {
  /// Findings that are about the image, where it is the user's.
  static let ofImages = [
    "image-lacks-platform", "platform-substituted", "container-exec-failed",
  ]
}

extension Subject {
  /// Whether the user's image is not for the platform.
  var lacksImage: Bool {
    guard containerRun?.image != nil else { return false }
    switch containerOutcome {
    case .lacksPlatform, .substituted: return true
    case .failed: return diedOfForeignFile
    default: return false
    }
  }

  /// Whether the command of the user's image failed because of such a file: the kernel says so, or what
  /// was run or said names it.
  package var diedOfForeignFile: Bool {
    guard let container = containerRun, let image = container.image, !foreignFiles.isEmpty else {
      return false
    }
    if case .failed("exec format error") = containerOutcome { return true }
    let said =
      (image.command + container.run.errors.lines + container.run.output.lines).joined(
        separator: "\n")
    return foreignFiles.contains { sentence in
      guard let path = sentence.split(separator: " ").first,
        let name = path.split(separator: "/").last
      else { return false }
      return path.contains("/") && said.contains(name)
    }
  }

  /// Which files of the user's image are for another CPU, as evidence.
  package var foreignFiles: [String] {
    (containerRun?.image?.foreignFiles ?? []).flatMap(\.lines)
  }

  /// What the engine has of the user's image, and why it has no more.
  fileprivate var observationOfImage: Observation? {
    guard let image = containerRun?.image else { return nil }
    let found =
      image.platform.map {
        image.isMissing == true
          ? "the engine has it, but not for \(platform)"
          : "the engine has it for \(KernelText($0)) only"
      } ?? "the engine does not have it"
    guard let failure = image.pullFailure else {
      return Observation("\(KernelText(image.reference)): \(found)")
    }
    // How the engine's program ended says nothing beside its words.
    guard let said = failure.words.lines.last, !said.isEmpty else {
      return Observation(evidence: ["\(KernelText(image.reference)): \(found)"] + failure.evidence)
    }
    let reason = Self.innermost(said)
    let words = reason == said ? [] : Subject.words(failure.words)
    return Observation(
      evidence: [
        "\(KernelText(image.reference)): \(found)",
        "pulling it failed: \(KernelText(reason))",
      ] + words)
  }

  /// The end of an error that wraps others, "what was done: what failed: why": as much as a line takes.
  private static func innermost(_ error: String) -> String {
    var parts = error.split(separator: ": ")
    while parts.count > 1, parts.joined(separator: ": ").count > 50 { parts.removeFirst() }
    return parts.joined(separator: ": ")
  }

  /// What the words and the end of the user's image mean, where a build log would tell the same.
  fileprivate var causeOfFailure: [String] {
    guard let run = containerRun, run.image != nil else { return [] }
    let native = host.isEngineElsewhere ? nil : host.native
    let end = ContainerEnd(
      text: (run.run.errors.lines + run.run.output.lines).joined(separator: "\n"),
      status: run.run.exitStatus.map(Int.init), image: run.image?.reference, platform: platform,
      machine: native.map { Platform(architecture: $0.name) },
      startsPrograms: isProven && !host.isEngineElsewhere)
    guard let found = end.cause else { return [] }
    return ["that means: \(found.reason) (\(found.cause.id))", found.remedy]
  }

  /// The engine as evidence names it.
  fileprivate var engineName: String {
    guard let answer = host.engine?.answer else { return "the engine" }
    return [answer.kind, answer.version].compactMap(\.self).joined(separator: " ")
  }
}

extension EngineFacts {
  /// Whether the engine is there and refuses us.
  fileprivate var isDenied: Bool {
    call?.errno == 13
      || call?.words.lines.contains { $0.lowercased().contains("permission denied") } == true
  }

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
