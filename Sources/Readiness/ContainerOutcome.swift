package import Facts
import LinuxNames
import Platforms
import Text

extension Host {
  /// The engine that was asked, whether it answered or not.
  package var engine: EngineFacts? { facts.containers.engine }

  /// Whether the engine's containers run on another machine than this host.
  var isEngineElsewhere: Bool { facts.hasEngineElsewhere }

  /// The run of a platform's container for one of these purposes.
  func containerRun(
    _ platform: Platform, _ purposes: ContainerRun.Purpose...
  ) -> ContainerRun? {
    // The levels of amd64 share a probe, and so a container.
    let shared = Platform(architecture: platform.architecture).description
    let names = [platform.description] + (platform.architecture == "amd64" ? [shared] : [])
    return facts.containers.runs.first { run in
      names.contains(run.platform) && purposes.contains { $0.rawValue == run.purpose }
    }
  }

  /// How often a second of work went round in a platform's container.
  func speed(of platform: Platform) -> Double? {
    let values = containerRun(platform, .work)?.run.outcomes.first?.report?.values ?? [:]
    // Probes write whole numbers; what else stands there, no probe has written.
    guard let rounds = values["rounds"].flatMap(UInt32.init), rounds > 0,
      let time = values["nanoseconds"].flatMap(UInt32.init), time > 0
    else { return nil }
    return Double(rounds) / Double(time)
  }
}

/// What a platform's container came to.
package enum ContainerOutcome: Hashable, Sendable {
  /// The probe answered as it should, or the user's command succeeded.
  case passed
  /// The engine has the user's image, but not for the platform, and could not get it.
  case lacksPlatform
  /// The engine does not have the user's image, and the registry could not be asked for it.
  case notPulled
  /// It ran, but as a program of another platform: what it said.
  case substituted(String)
  /// It was killed at its deadline.
  case timedOut
  /// The engine ended while the container ran, so nobody knows.
  case engineLost
  /// It did not do what it should: in words.
  case failed(String)
}

extension Subject {
  /// The container of the platform's probe, or of the user's image.
  var containerRun: ContainerRun? { host.containerRun(platform, .probe, .command) }

  /// What the platform's container came to; nil if none was started.
  package var containerOutcome: ContainerOutcome? {
    guard let container = containerRun else { return nil }
    return container.image == nil
      ? probeOutcome(container.run) : commandOutcome(container)
  }

  /// What the container or its engine said on standard error, short enough to quote.
  var containerWords: [String] { Self.words(containerRun?.run.errors) }

  private func probeOutcome(_ run: ProbeRun) -> ContainerOutcome {
    let outcomes = run.outcomes
    guard let report = outcomes.first?.report else { return Self.failure(of: run) }
    if !architecture.answers(report.machine) {
      return .substituted("the probe reads uname -m as \(report.machine)")
    }
    if let level = report.level, platform.architecture == "amd64", !platform.variant.isEmpty,
      level < platform.variant
    {
      return .failed("the probe found amd64 \(level)")
    }
    switch outcomes.dropFirst().first {
    case .ran, nil: return .passed
    case .refused(_, let errno): return .failed("its child: \(ErrorNumber.text(errno))")
    case .crashed(let signal): return .failed("its child: \(Signal.text(Int(signal)))")
    case .exited(let status): return .failed("its child exited with \(status)")
    case .timedOut: return .timedOut
    case .notReached: return .failed("it did not start its child")
    }
  }

  private func commandOutcome(_ container: ContainerRun) -> ContainerOutcome {
    guard let image = container.image else { return .passed }
    if !image.isFor(platform) {
      // Nothing ran, so nothing ran in its place.
      return image.isUnanswered ? .notPulled : .lacksPlatform
    }
    guard container.run.exitStatus == 0 else { return Self.failure(of: container.run) }
    let asksMachine =
      image.command.count == 2 && image.command[1] == "-m"
      && image.command[0].split(separator: "/").last == "uname"
    let answer = container.run.output.description(ofLine: 0)
    let isOwn = answer == architecture.emulatedMachine || architecture.machines.contains(answer)
    return asksMachine && !isOwn
      ? .substituted("uname -m answers \"\(answer.prefix(80))\"") : .passed
  }

  /// Why a container has no answer, from what its engine says of it.
  private static func failure(of run: ProbeRun) -> ContainerOutcome {
    if run.timedOut == true { return .timedOut }
    if let refusal = run.refusal {
      return .failed("\(refusal.step): \(ErrorNumber.text(refusal.errno))")
    }
    let said = run.errors.lines.joined(separator: "\n").lowercased()
    // Engines' statuses differ by release: 1, 126, 127 or 255 for the same failure.
    if said.contains("exec format error") { return .failed("exec format error") }
    let endings = ["unexpected eof", "cannot connect to the docker daemon", "error during connect"]
    if endings.contains(where: said.contains) { return .engineLost }
    guard let status = run.exitStatus else { return .failed("it did not exit") }
    return .failed(
      status == 125 ? "the engine did not start it" : "it exited with \(status)")
  }

  /// The first lines of a text, as evidence.
  static func words(_ text: OutsideText?) -> [String] {
    (text?.lines ?? []).prefix(3).map { line in
      line.count > 200 ? "\"\(line.prefix(200))...\"" : "\"\(line)\""
    }
  }

  /// Whether setuid programs get their owner's rights in the container; nil if it was not tested.
  var containerHonoursSetuid: Bool? {
    guard containerOutcome == .passed, let outcomes = containerRun?.run.outcomes,
      outcomes.count > 1, let before = outcomes[0].report?.values["euid"], before != "0",
      let after = outcomes[1].report?.values["euid"]
    else { return nil }
    return after == "0"
  }
}

extension ImageFacts {
  /// Whether it could not be told what the registry has: it was not reached, did not answer, or
  /// does not tell who is not logged in whether it has the image.
  fileprivate var isUnanswered: Bool {
    // Under that name engines keep what no registry has.
    guard let pullFailure, !reference.hasPrefix("localhost/") else { return false }
    if pullFailure.exitStatus == nil { return true }
    let said = pullFailure.words.lines.joined(separator: "\n").lowercased()
    return Self.silences.contains(where: said.contains)
      || (platform == nil && Self.denials.contains(where: said.contains))
  }

  /// Words of docker and podman for a registry that was not reached, or did not answer.
  private static let silences = [
    "network is unreachable", "no route to host", "no such host", "lookup ", "name resolution",
    "server misbehaving", "connection refused", "connection reset", "i/o timeout",
    "handshake timeout", "gateway timeout", "client.timeout", "timed out", "deadline exceeded",
    "request canceled", ": eof", "unexpected eof", "proxyconnect", "x509:", "tls: ",
    "toomanyrequests:", "too many requests", "internal server error", "bad gateway",
    "service unavailable", "cannot connect to the docker daemon",
  ]

  /// Words for one that wants to know who asks.
  private static let denials = [
    "access denied", "is denied", "denied:", "unauthorized:", "authentication required",
    "no basic auth credentials", "authorization failed",
  ]
}
