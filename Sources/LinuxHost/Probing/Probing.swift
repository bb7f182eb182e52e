import Binfmt
package import Facts
import Glibc
package import Platforms
import Text

extension HostFacts {
  /// Observes a host: reads it, and runs the probes of these platforms, all in parallel.
  ///
  /// - Parameters:
  ///   - timeout: the deadline of everything that runs for one platform.
  ///   - redactsHome: whether the home directory becomes `~`, as in facts that leave the machine.
  package static func observing(
    tool: ToolFacts, environment: [String: String], platforms: [Platform], timeout: Duration,
    redactsHome: Bool = true
  ) throws(Interrupted) -> HostFacts {
    var facts = HostFacts(tool: tool)
    // First, because whatever is read there later would wake an autofs trigger unseen.
    Guarded.allow(min(.seconds(1), timeout / 2))
    facts.binfmt = BinfmtFacts.reading()
    var isRead = false
    func readSurroundings() {
      if isRead { return }
      isRead = true
      // While probes run, which have all of it.
      Guarded.allow(timeout / 2)
      facts.readSurroundings(environment: environment, platforms: platforms)
    }
    let probing = try ProbingFacts.observing(
      platforms, native: Architecture.named(tool.architecture), environment: environment,
      timeout: timeout, isSureToStart: facts.binfmt.handlersAnswer, meanwhile: readSurroundings)
    readSurroundings()
    facts.probing = probing
    facts.readReleases(for: platforms)
    facts.system.stalls = Guarded.stalls
    return redactsHome ? facts.redactingHome(environment["HOME"] ?? "") : facts
  }
}

extension BinfmtFacts {
  /// Whether every handler's interpreter is sure to be on a file system that answers. One that is
  /// not here was opened somewhere else when it was registered (flag F).
  fileprivate var handlersAnswer: Bool {
    guard Guarded.nothingStalls, let files = entries.value else { return false }
    return files.allSatisfy { file in
      guard let text = file.text.value else { return false }
      guard let path = Entry(name: file.name, text: text).interpreter else { return true }
      return access(path.bytes.map { CChar(bitPattern: $0) } + [0], F_OK) == 0
    }
  }
}

extension ProbingFacts {
  fileprivate static func observing(
    _ platforms: [Platform], native: Architecture?, environment: [String: String],
    timeout: Duration, isSureToStart: Bool, meanwhile: () -> Void
  ) throws(Interrupted) -> ProbingFacts {
    let plans = ProbePlan.plans(for: platforms, native: native)
    let programs = plans.flatMap(\.programs)
    let files = Dictionary(programs.map { ($0.fileName, $0.bytes) }) { first, _ in first }
    guard let native, let trial = ProbeProgram.fixed(for: "linux/\(native.name)")?.unhandled
    else { return ProbingFacts() }
    // What a child's number leads to would be another process's.
    guard ProcessFacts.seesItself().value != false else { return ProbingFacts() }
    return try HeldSignals.during { signals throws(Interrupted) in
      var facts = ProbingFacts()
      do throws(EmptyRootError) {
        let root = try EmptyRoot.open(
          files: (files.merging([trial.fileName: trial.bytes]) { first, _ in first })
            .map { EmptyRoot.File(name: $0.key, bytes: $0.value) },
          trial: EmptyRoot.Trial(
            name: trial.fileName, timeout: .seconds(5), isSureToStart: isSureToStart),
          temporaryDirectories: EmptyRoot.temporaryDirectories(
            preferring: environment["TMPDIR"]),
          signals: signals)
        facts.root = .seen(root.kind.rawValue)
        facts.refusals = root.refusals.map(Refusal.init)
        facts.rights = .seen(root.rights.name)
        // QEMU_* would change the emulator under test.
        let variables = environment.filter { !$0.key.hasPrefix("QEMU_") }
          .map { "\($0.key)=\($0.value)" }.sorted()
        var children = plans.map { $0.child(in: root, environment: variables, timeout: timeout) }
        for index in children.indices { children[index].isSureToStart = isSureToStart }
        for index in plans.indices where plans[index].purpose == .version {
          // What cannot be executed names no version, and what says it in its file is not asked.
          children[index].predecessor = plans.firstIndex {
            $0.architecture == plans[index].architecture && $0.purpose == .chain
          }
        }
        var outcomes = try runInterruptibly(children, signals, meanwhile)
        facts.runs = zip(plans, outcomes).filter { $1.end != .skipped }.map { ProbeRun($0, $1) }
        // What only root may execute works for root; and others who are nobody, too, may have used up
        // what that user may start.
        let refusals = outcomes.map(\.refusalOfExecution)
        let closed = outcomes.indices.filter {
          root.rights == .nobody && [EACCES, EAGAIN].contains(refusals[$0])
        }
        if !closed.isEmpty {
          let again = outcomes.indices.filter { index in
            closed.contains(index)
              || outcomes[index].end == .skipped
                && children[index].predecessor.map(closed.contains) == true
          }
          for index in again {
            children[index].rights = .withoutCapabilities
            children[index].predecessor = children[index].predecessor.flatMap(again.firstIndex)
          }
          outcomes = try runInterruptibly(again.map { children[$0] }, signals, {})
          for (index, outcome) in zip(again, outcomes)
          where outcome.end != .skipped && outcome.refusalOfExecution == nil {
            var run = ProbeRun(plans[index], outcome)
            if refusals[index] == EACCES { run.isClosedToUsers = true }
            facts.runs.removeAll {
              $0.architecture == run.architecture && $0.purpose == run.purpose
            }
            facts.runs.append(run)
          }
        }
        root.close()
      } catch {
        switch error {
        case .interrupted(let interrupted): throw interrupted
        case .refused(let refusals):
          facts.refusals = refusals.map(Refusal.init)
          facts.root = .failed(
            ReadFailure(path: "probes", errno: refusals.last?.failure.errno ?? 0))
        }
      }
      return facts
    }
  }
}

/// The program that the kernel runs for a probe: the emulator, or the probe itself.
private struct RunningProgram {
  let file: Fact<FileFacts>
  let name: Fact<KernelText>
  /// The line with which its file names its release, where that could be read at once.
  let release: String?

  /// Looks at a process that waits; facts do not hold its number.
  init(of pid: Int32) {
    let link: KernelText = "/proc/PID/exe"
    let real = "/proc/\(pid)/exe"
    switch FileFacts.reading(at: KernelText(real)) {
    case .failed(let failure): file = .failed(ReadFailure(path: link, errno: failure.errno))
    case let other: file = other
    }
    release = Guarded.nothingStalls ? EmulatorRelease.inProgram(at: real)?.line : nil
    name = Fact(about: link) { () throws(SystemCallError) in
      var target = [CChar](repeating: 0, count: 4096)
      let length = try checked("readlink") { readlink(real, &target, target.count) }
      return KernelText(target.prefix(length).map { UInt8(bitPattern: $0) }).lastPathComponent
    }
  }
}

/// Runs the probes; an interruption takes the shape of the errors around it.
private func runInterruptibly(
  _ children: [Child], _ signals: borrowing HeldSignals, _ meanwhile: () -> Void
) throws(EmptyRootError) -> [ChildOutcome<RunningProgram>] {
  do throws(Interrupted) {
    return try run(
      children, signals: signals, meanwhile: meanwhile,
      wantsSuccessor: { $0?.release == nil }, inspect: { pid, _ in RunningProgram(of: pid) })
  } catch {
    throw .interrupted(error)
  }
}

extension ProbePlan {
  /// The process to start: the first program, which is told the paths of the others.
  fileprivate func child(
    in root: borrowing EmptyRoot, environment: [String], timeout: Duration
  ) -> Child {
    var paths: [String] = []
    for program in programs { paths.append(root.path(of: program.fileName)) }
    var child = Child(
      path: paths.first ?? "", arguments: ["crossready-probe"] + paths.dropFirst(),
      environment: environment + (purpose == .version ? ["QEMU_VERSION=1"] : []),
      confinement: root.confinement,
      standardInput: purpose == .chain ? .heldUntilOutput : .empty, timeout: timeout)
    child.rights = root.rights
    child.isSeenAtDeadline = true
    return child
  }
}

extension ChildOutcome {
  /// The error number with which the kernel refused to execute the program; nil where it did not.
  fileprivate var refusalOfExecution: Int32? {
    if case .notStarted(let failure) = end, failure.call == "execve" { failure.errno } else { nil }
  }
}

extension Rights {
  /// What facts call them.
  fileprivate var name: String {
    switch self {
    case .own: "own"
    case .nobody: "nobody"
    case .withoutCapabilities: "no-capabilities"
    }
  }
}

extension ProbeRun {
  fileprivate init(_ plan: ProbePlan, _ outcome: ChildOutcome<RunningProgram>) {
    self.init(
      architecture: plan.architecture.name, purpose: plan.purpose,
      programs: plan.programs.map(\.title), output: KernelText(outcome.standardOutput),
      errors: OutsideText(outcome.standardError), running: outcome.inspection?.file ?? .notAsked,
      runningName: outcome.inspection?.name ?? .notAsked, release: outcome.inspection?.release,
      milliseconds: outcome.milliseconds)
    record(outcome.end)
  }

  /// Notes how a run ended.
  mutating func record<Inspection>(_ end: ChildOutcome<Inspection>.End) {
    switch end {
    case .notStarted(let failure):
      refusal = StartRefusal(
        step: failure.call == "execve" ? "exec" : failure.call, errno: failure.errno)
    case .exited(let status): exitStatus = status
    case .signaled(let number): signal = number
    case .timedOut: timedOut = true
    case .skipped: break
    }
  }
}

extension ProbingFacts.Refusal {
  fileprivate init(_ refusal: EmptyRoot.Refusal) {
    self.init(
      root: refusal.kind.rawValue, step: refusal.failure.call, errno: refusal.failure.errno)
  }
}
