package import Facts
import FoundationEssentials
import Glibc
package import Images
import Platforms

/// The containers of this host that run, are started again and again, or ended within the last hour.
package struct RunningContainers {
  /// What was found.
  package private(set) var containers: [ContainerLook] = []
  /// What was not looked at, in sentences that end with the command that does.
  package private(set) var remarks: [String] = []
  /// What an engine did not tell.
  package private(set) var problems = AuditProblems()
  /// The engines that were asked.
  package private(set) var engines: [EngineFacts] = []
  /// Whether one of them answered.
  package private(set) var isAnswered = false

  /// More containers than one host is looked at for.
  private static let most = 500
  /// How many seconds ago a container may have ended.
  private static let recent = 3600.0

  /// Asks docker and podman. Throws `Interrupted` only.
  package static func observing(
    environment: [String: String], timeout: Duration, progress: @escaping (Progress) -> Void
  ) throws(Interrupted) -> RunningContainers {
    try HeldSignals.during { signals throws(Interrupted) in
      let kernel = KernelFacts.reading()
      var all = RunningContainers()
      for name in Engine.names {
        let found = try EngineFacts.observing(
          name, environment: environment, timeout: timeout, signals: signals, progress: progress)
        all.engines += found.facts
        for silent in found.facts where silent.answer == nil { all.note(silent) }
        guard let engine = found.engine, !(engine.kind.program != name && all.isAnswered) else {
          continue
        }
        all.isAnswered = true
        if engine.answer.isElsewhere(than: kernel) {
          all.remarks.append(
            "\(name) runs containers on another machine, which was not looked at; there: "
              + "crossready audit --running")
        } else {
          progress(.began("asking \(name) for its containers"))
          let inspection = ContainerInspection(engine: engine, timeout: timeout)
          do throws(InspectionError) {
            try all.look(inspection, signals)
          } catch {
            switch error {
            case .interrupted(let error): throw error
            case .failed(let reason): all.problems.add("the containers of \(name)", reason)
            }
          }
        }
      }
      all.remarkOthers()
      progress(.finished)
      return all
    }
  }

  private mutating func look(
    _ inspection: ContainerInspection, _ signals: borrowing HeldSignals
  ) throws(InspectionError) {
    let ids = try inspection.ids(signals)
    if ids.count > Self.most {
      remarks.append(
        "only the first \(Self.most) of \(ids.count) containers were looked at: "
          + "\(inspection.engine.kind.program) ps --all")
    }
    var labels: [String: Platforms.Platform] = [:]
    let now = ProcessEnvironment.time
    for document in try inspection.containers(Array(ids.prefix(Self.most)), signals) {
      guard document.isOfInterest(at: now, within: Self.recent) else { continue }
      if labels[document.image] == nil {
        labels[document.image] = try inspection.platform(ofImage: document.image, signals)
      }
      var look = document.look(engine: inspection.engine.kind.program)
      look.label = labels[document.image]
      let isHealthy = look.state == "running" && look.restarts == 0 && look.label?.isNative != false
      if !isHealthy { look.entrypoint = try inspection.entrypoint(of: document, signals) }
      containers.append(look)
    }
  }

  /// What an engine that gave no answer may keep from us: one that refuses us or hangs may have
  /// containers; of one whose service is down, they would not run.
  mutating func note(_ engine: EngineFacts) {
    guard engine.path != nil, let call = engine.call else { return }
    let program = engine.program
    if engine.isDenied || call.timedOut == true {
      let words = call.timedOut == true ? "no answer in time" : call.words.lines.first ?? ""
      problems.add("the containers of \(program)", .unanswered(program: program, words: words))
    } else {
      remarks.append(
        "\(program) does not answer, and its containers, if it has any, were not looked at: "
          + "\(program) info")
    }
  }

  /// Others may start containers here, too, and are not asked.
  private mutating func remarkOthers() {
    func isThere(_ path: String) -> Bool { access(path, F_OK) == 0 }
    if isThere("/var/lib/kubelet") || isThere("/run/k3s") || isThere("/run/crio/crio.sock") {
      remarks.append(
        "a kubelet runs containers here, too, which were not looked at: sudo crictl ps --all")
    } else if isThere("/run/containerd/containerd.sock") {
      remarks.append(
        "containerd runs here, and containers that others than docker keep in it were not looked at: "
          + "sudo ctr --namespace k8s.io containers ls")
    }
  }
}

extension Platforms.Platform {
  fileprivate var isNative: Bool { architecture == Architecture.native?.name }
}
