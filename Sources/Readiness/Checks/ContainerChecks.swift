import Facts
import Logs
import Platforms

extension Check {
  static let containerChecks: [Check] =
    engineChecks + [
      containerExecFailed, containerTimedOut, platformSubstituted, imageNotPulled,
      imageLacksPlatform, containerSetuidIgnored,
    ]

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

extension Subject {
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
