import Facts
import Platforms
import Text

extension Containers {
  /// Runs every platform's probe, and loads their images first if the engine has them not.
  mutating func runProbes(
    native: Architecture?, _ signals: borrowing HeldSignals
  ) throws(Interrupted) {
    let images = plan.platforms.compactMap { platform in
      ProbeImage(for: platform).map { (platform: platform, image: $0) }
    }
    // Several levels of amd64 share an image, and one container tells for all of them.
    var distinct: [ProbeImage] = []
    for (_, image) in images where !distinct.contains(where: { $0.reference == image.reference }) {
      distinct.append(image)
    }
    let (outcomes, _) = try run(
      distinct.map(probe), of: distinct, "running the probes in containers", signals)
    for (image, outcome) in zip(distinct, outcomes) {
      runs.append(ContainerRun(of: image, .probe, outcome))
    }
    if plan.measuresSpeed { try measure(distinct, native: native, signals) }
  }

  private func probe(_ image: ProbeImage) -> Job {
    Job(
      platform: image.platform, image: image.reference,
      options: ["--read-only"] + (mapsOrdinaryUsers ? ["--user", "65534:65534"] : []))
  }

  /// Runs a container of each image, and loads those images that the engine has not; returns what
  /// became of the containers, and what was loaded.
  private mutating func run(
    _ jobs: [Job], of images: [ProbeImage], _ step: String, _ signals: borrowing HeldSignals
  ) throws(Interrupted) -> (outcomes: [ChildOutcome<Void>], loaded: [ProbeImage]) {
    var outcomes = try run(jobs, step, signals)
    // Docker and podman say 125 where there is no container, above all without the image.
    let missing = outcomes.indices.filter {
      outcomes[$0].end == .exited(125) || engine.lacksImage(outcomes[$0])
    }
    guard !missing.isEmpty, try load(missing.map { images[$0] }, signals) else {
      return (outcomes, [])
    }
    let again = try run(missing.map { jobs[$0] }, step, signals)
    for (index, outcome) in zip(missing, again) { outcomes[index] = outcome }
    return (outcomes, missing.map { images[$0] })
  }

  /// Has a container say which boot of which machine it sees; nothing is left of it.
  mutating func askForBoot(
    native: Architecture, _ signals: borrowing HeldSignals
  ) throws(Interrupted) -> ChildOutcome<Void>? {
    guard let image = ProbeImage(for: Platform(architecture: native.name)) else { return nil }
    var job = probe(image)
    job.command = ["/probe", "@"]
    let (outcomes, loaded) = try run(
      [job], of: [image], "asking the engine which machine it is on", signals)
    for image in loaded {
      let words = ["rmi", image.reference]
      _ = try run(engine.call(words, timeout: plan.timeout), "removing the probe image", signals)
    }
    return outcomes.first
  }

  /// Whether containers may have users other than root: a rootless engine whose user has no
  /// subordinate ids (subuid(5)) maps that one alone.
  private var mapsOrdinaryUsers: Bool { engine.answer.mappedUsers.map { $0 > 65534 } ?? true }

  /// Loads images; whether that worked.
  private mutating func load(
    _ images: [ProbeImage], _ signals: borrowing HeldSignals
  ) throws(Interrupted) -> Bool {
    let archive = ProbeImage.archive(of: images)
    let outcome = try run(
      engine.call(engine.kind.load, standardInput: .bytes(archive), timeout: plan.timeout),
      "loading \(images.count) probe images", signals)
    if outcome.end == .exited(0) { return true }
    loadFailure = engine.ending(outcome)
    return false
  }

  /// Measures how fast platforms are, one after the other, the native one first.
  private mutating func measure(
    _ images: [ProbeImage], native: Architecture?, _ signals: borrowing HeldSignals
  ) throws(Interrupted) {
    var wanted = images
    if let native, let own = ProbeImage(for: Platform(architecture: native.name)),
      !images.contains(where: { $0.reference == own.reference })
    {
      guard try load([own], signals) else { return }
      wanted.insert(own, at: 0)
    }
    for image in wanted {
      let job = Job(
        platform: image.platform, image: image.reference, options: ["--read-only"],
        command: ["/probe", "#"])
      let outcome = try run([job], "measuring the speed", signals)[0]
      runs.append(ContainerRun(of: image, .work, outcome))
    }
  }
}

extension ContainerRun {
  /// What the container of a probe image did.
  init(of image: ProbeImage, _ purpose: Purpose, _ outcome: ChildOutcome<Void>) {
    self.init(
      platform: image.platform.description, purpose: purpose,
      run: ProbeRun(
        architecture: image.platform.architecture, programs: image.programs.map(\.title), outcome))
  }
}

extension ProbeRun {
  /// What ran in a container.
  init(architecture: String, programs: [String], _ outcome: ChildOutcome<Void>) {
    self.init(
      architecture: architecture, purpose: .container, programs: programs,
      output: KernelText(outcome.standardOutput), errors: OutsideText(outcome.standardError),
      milliseconds: outcome.milliseconds)
    record(outcome.end)
  }
}
