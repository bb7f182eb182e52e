package import Platforms

/// A container of this host, as far as its CPU goes.
package struct ContainerLook: Sendable, Equatable {
  /// The engine that has it.
  package var engine: String
  /// Its name.
  package var name: String
  /// The image that it was made from, as its user named it.
  package var image: String
  /// The platform that the image is labelled with; nil where the engine does not say.
  package var label: Platform?
  /// What it executes, and for which CPU that is; nil where it could not be read.
  package var entrypoint: AuditedImage.Entrypoint?
  /// The words of its command.
  package var command: [String]
  /// Its state, in the engine's word: `running`, `restarting`, `exited`, ...
  package var state: String
  /// The status of its last end.
  package var exitStatus: Int
  /// How often the engine has started it again.
  package var restarts: Int

  package init(
    engine: String, name: String, image: String, label: Platform? = nil,
    entrypoint: AuditedImage.Entrypoint? = nil, command: [String] = [], state: String,
    exitStatus: Int = 0, restarts: Int = 0
  ) {
    self.engine = engine
    self.name = name
    self.image = image
    self.label = label
    self.entrypoint = entrypoint
    self.command = command
    self.state = state
    self.exitStatus = exitStatus
    self.restarts = restarts
  }

  /// Whether it runs now, and so evidently can.
  var runs: Bool { state == "running" && restarts == 0 }
}

extension AuditReport {
  /// Judges the containers of this host.
  /// - Parameters:
  ///   - executable: the architectures whose programs this host executes, natively or emulated.
  ///   - remarks: what was not looked at.
  ///   - problems: what could not be.
  package init(
    running containers: [ContainerLook], host: Platform, executable: Set<String>,
    remarks: [String], problems: AuditProblems = AuditProblems()
  ) {
    self.init(FoundImages(), subject: "the containers of this host", wanted: [host], isAsked: false)
    self.problems = problems
    self.remarks = remarks
    isOfContainers = true
    images.sort { $0.findings.count > $1.findings.count }
    images = containers.map { container in
      let label = container.label ?? host
      return AuditedImage(
        name: container.name, platform: label, isLabelled: container.label != nil,
        command: container.command, entrypoint: container.entrypoint, content: [:],
        isIncluded: container.entrypoint != nil, state: container.stateText,
        findings: container.finding(host, executable).map { [$0] } ?? [])
    }
  }
}

extension ContainerLook {
  /// The finding about it, if this host cannot run it.
  fileprivate func finding(_ host: Platform, _ executable: Set<String>) -> AuditFinding? {
    guard !runs else { return nil }
    let known = entrypoint?.cpu.flatMap { $0.isKnown ? $0.name : nil }
    guard let cpu = known ?? label?.architecture, !executable.contains(cpu) else { return nil }
    let what =
      if let path = entrypoint?.path, known != nil {
        "its program \(path) is for \(cpu)"
      } else {
        "its image \(image) is for \(cpu)"
      }
    let label = known != nil && self.label.map { $0.architecture != cpu } == true
    let claim = label ? ", though the image is labelled \(self.label?.architecture ?? "")" : ""
    return AuditFinding(
      .runningForeign, platform: host,
      summary:
        "\(engine) container \(name) cannot run here: \(what)\(claim), and this host runs no "
        + "\(cpu) programs (state: \(stateText))",
      repair:
        "deploy an image for \(host): docker buildx build --platform \(host) --push; or make this "
        + "host run \(cpu): crossready register linux/\(cpu)",
      paths: entrypoint.map { [$0.path] } ?? [], count: 1)
  }

  fileprivate var stateText: String {
    let times = restarts == 0 ? "" : ", restarted \(restarts) time\(restarts == 1 ? "" : "s")"
    return state == "exited" ? "exited with \(exitStatus)\(times)" : state + times
  }
}
