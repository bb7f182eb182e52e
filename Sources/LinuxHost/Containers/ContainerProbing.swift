package import Facts
import Glibc
package import Platforms

/// What is to be observed of containers.
package struct ContainerPlan: Sendable {
  /// The only engine to use; nil for the first that answers.
  package var engine: String?
  /// The builder to look at; nil for the current one.
  package var builder: String?
  /// Whether a builder that was never started is to be started.
  package var bootstraps = false
  /// The platforms, one container each.
  package var platforms: [Platform]
  /// The deadline of everything that runs for one platform.
  package var timeout: Duration
  /// Whether to measure how fast the platforms are.
  package var measuresSpeed = false
  /// The user's image, to be run instead of the probes.
  package var image: String?
  /// The command to run in it; empty for the image's own.
  package var command: [String] = []

  package init(engine: String?, platforms: [Platform], timeout: Duration) {
    self.engine = engine
    self.platforms = platforms
    self.timeout = timeout
  }
}

extension ContainerFacts {
  /// Runs a container for every platform, in parallel, and removes what is left of them.
  ///
  /// - Parameters:
  ///   - progress: told what begins.
  ///   - meanwhile: work for us while the first containers start; not called without an engine.
  package static func observing(
    _ plan: ContainerPlan, native: Architecture?, environment: [String: String],
    progress: @escaping (Progress) -> Void, meanwhile: @escaping () -> Void
  ) throws(Interrupted) -> ContainerFacts {
    try HeldSignals.during { signals throws(Interrupted) in
      var facts = ContainerFacts()
      defer { progress(.finished) }
      let question =
        ["buildx", "inspect"] + (plan.bootstraps ? ["--bootstrap"] : [])
        + (plan.builder.map { [$0] } ?? [])
      var found = try EngineFacts.observing(
        plan.engine, asking: question,
        patience: plan.bootstraps ? Containers.pullTimeout : plan.timeout,
        environment: environment, timeout: plan.timeout, signals: signals, progress: progress)
      try found.locate(
        beside: KernelFacts.reading(), timeout: plan.timeout, signals, progress)
      facts.engines = found.facts
      facts.recordBuilder(found, isRequired: plan.builder != nil)
      guard let engine = found.engine else { return facts }
      facts.defaultPlatform = engine.kind.defaultPlatform.flatMap { environment[$0] }
        .flatMap { try? Platform(parsing: $0).normalized.description }
      try facts.lookIntoBuilder(engine, timeout: plan.timeout, signals)
      var containers = Containers(
        engine: engine, plan: plan, environment: environment, progress: progress,
        meanwhile: meanwhile)
      // However this ends, an interruption included, nothing that was started is left.
      defer { containers.removeUnlessEnded() }
      if plan.image == nil {
        try containers.runProbes(native: native, signals)
      } else {
        try containers.runCommand(signals)
      }
      containers.removeUnlessEnded()
      facts.runs = containers.runs
      facts.loadFailure = containers.loadFailure
      facts.unremoved = containers.unremoved
      return facts
    }
  }
}

/// The containers of one run of crossready.
struct Containers {
  let engine: Engine
  let plan: ContainerPlan
  /// Where the programs that unpack an image are found.
  let environment: [String: String]
  let progress: (Progress) -> Void
  /// What ran.
  var runs: [ContainerRun] = []
  /// How loading the images failed, if it did.
  var loadFailure: EngineCall?
  /// The containers that could not be removed.
  private(set) var unremoved: [String] = []
  private let name = RunName()
  private var count = 0
  private var unended: [String] = []

  private let meanwhile: () -> Void

  init(
    engine: Engine, plan: ContainerPlan, environment: [String: String] = [:],
    progress: @escaping (Progress) -> Void, meanwhile: @escaping () -> Void
  ) {
    self.engine = engine
    self.plan = plan
    self.environment = environment
    self.progress = progress
    self.meanwhile = meanwhile
  }

  /// What one container runs.
  struct Job {
    let platform: Platform
    let image: String
    /// The words before the image, besides those of every container.
    var options: [String] = []
    /// The command; empty for the image's own.
    var command: [String] = []
  }

  /// Runs containers, a few at once, and returns what became of the engine's programs.
  mutating func run(
    _ jobs: [Job], _ step: String, _ signals: borrowing HeldSignals
  ) throws(Interrupted) -> [ChildOutcome<Void>] {
    var children: [Child] = []
    var names: [String] = []
    for job in jobs {
      count += 1
      let container = "\(name.text)-\(count)"
      names.append(container)
      let marks = [
        "--name", container, "--label", "\(ProbeImage.label)=container", "--label",
        "\(Leftovers.label)=\(name.text)",
      ]
      children.append(
        engine.call(
          ["run", "--rm"] + marks
            + ["--network", "none", "--pull", "never", "--platform", job.platform.description]
            + job.options + [job.image] + job.command, timeout: plan.timeout))
    }
    unended += names
    progress(.began(step, parts: jobs.map(\.platform.description)))
    let outcomes = try LinuxHost.run(
      children, maximumConcurrent: 8, signals: signals, progress: progress, meanwhile: meanwhile)
    // An engine's program that exited has seen its container's end, and removed it.
    let ended = zip(names, outcomes).filter { $1.hasExited }.map(\.0)
    unended.removeAll(where: ended.contains)
    return outcomes
  }

  /// Removes containers whose end was not seen.
  mutating func removeUnlessEnded() {
    guard !unended.isEmpty else { return }
    unremoved += Leftovers(engine: engine, run: name.text, names: unended).remove()
    unended = []
  }
}

extension Containers {
  /// Runs one of the engine's programs that needs no container.
  func run(
    _ child: Child, _ step: String, _ signals: borrowing HeldSignals
  ) throws(Interrupted) -> ChildOutcome<Void> {
    progress(.began(step))
    return try LinuxHost.run([child], signals: signals, progress: progress)[0]
  }
}

extension ChildOutcome {
  /// Whether the program itself saw the end of what it did.
  var hasExited: Bool {
    switch end {
    case .exited, .notStarted, .skipped: true
    case .signaled, .timedOut: false
    }
  }
}

/// A name that no other run of crossready on this engine has.
struct RunName {
  let text: String

  init() {
    let clock = now() / .nanoseconds(1)
    text = "crossready-\(getpid())-\(String(UInt64(max(0, clock)), radix: 36))"
  }

  /// The run that gave a container its name, `crossready-PID-TIME`, and `-NUMBER` where it has several;
  /// nil for any other name.
  static func run(ofContainer name: String) -> String? {
    let parts = name.split(separator: "-", omittingEmptySubsequences: false)
    func isNumber(_ part: Substring) -> Bool {
      !part.isEmpty && part.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }
    func isTime(_ part: Substring) -> Bool {
      part.utf8.count >= 6
        && part.utf8.allSatisfy {
          (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
            || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0)
        }
    }
    guard (3...4).contains(parts.count), parts[0] == "crossready", isNumber(parts[1]),
      isTime(parts[2]), parts.count == 3 || isNumber(parts[3])
    else { return nil }
    return parts.prefix(3).joined(separator: "-")
  }
}
