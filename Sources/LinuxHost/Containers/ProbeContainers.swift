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
    let step = "running the probes in containers"
    var outcomes = try run(distinct.map(probe), step, signals)
    // The engine's own programs say 125 where there is no container, above all without the image.
    let missing = outcomes.indices.filter { outcomes[$0].end == .exited(125) }
    if !missing.isEmpty, try load(missing.map { distinct[$0] }, signals) {
      let again = try run(missing.map { probe(distinct[$0]) }, step, signals)
      for (index, outcome) in zip(missing, again) { outcomes[index] = outcome }
    }
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

  /// Whether containers may have users other than root: a rootless engine whose user has no
  /// subordinate ids (subuid(5)) maps that one alone.
  private var mapsOrdinaryUsers: Bool { engine.answer.mappedUsers.map { $0 > 65534 } ?? true }

  /// Loads images; whether that worked.
  private mutating func load(
    _ images: [ProbeImage], _ signals: borrowing HeldSignals
  ) throws(Interrupted) -> Bool {
    let archive = ProbeImage.archive(of: images)
    let outcome = try run(
      engine.call(["load"], standardInput: .bytes(archive), timeout: plan.timeout),
      "loading \(images.count) probe images", signals)
    if outcome.end == .exited(0) { return true }
    loadFailure = EngineCall(outcome)
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
