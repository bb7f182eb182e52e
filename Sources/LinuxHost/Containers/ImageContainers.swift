import Facts
import Platforms
import Text

extension Containers {
  /// Runs the user's image and command, for every platform.
  ///
  /// An engine's classic store holds one platform under a name, and pulling another replaces it.
  /// So platforms are looked up one after the other, and containers started by the image's id.
  mutating func runCommand(_ signals: borrowing HeldSignals) throws(Interrupted) {
    guard let reference = plan.image else { return }
    var jobs: [Job] = []
    var images: [ImageFacts] = []
    for platform in plan.platforms {
      let (image, id) = try find(reference, for: platform, signals)
      images.append(image)
      jobs.append(
        Job(platform: platform, image: id ?? reference, command: plan.command))
    }
    let runnable = jobs.indices.filter { images[$0].isFor(jobs[$0].platform) }
    let outcomes = try run(runnable.map { jobs[$0] }, "running \(reference)", signals)
    for index in jobs.indices {
      let platform = jobs[index].platform
      let position = runnable.firstIndex(of: index)
      let run =
        position.map {
          ProbeRun(architecture: platform.architecture, programs: [], outcomes[$0])
        } ?? ProbeRun(architecture: platform.architecture, purpose: .container, programs: [])
      runs.append(
        ContainerRun(
          platform: platform.description, purpose: .command, run: run, image: images[index]))
    }
  }

  /// The image for a platform, pulled if the engine has it not, and its id.
  private func find(
    _ reference: String, for platform: Platform, _ signals: borrowing HeldSignals
  ) throws(Interrupted) -> (ImageFacts, id: String?) {
    var facts = ImageFacts(reference: reference, command: plan.command)
    var found = try inspect(reference, signals)
    facts.platform = found?.platform
    if facts.isFor(platform) { return (facts, found?.id) }
    let words = ["pull", "--quiet", "--platform", platform.description, reference]
    let outcome = try run(
      engine.call(words, timeout: Self.pullTimeout), "pulling \(reference) for \(platform)",
      signals)
    guard outcome.end == .exited(0) else {
      facts.pullFailure = EngineCall(outcome)
      return (facts, nil)
    }
    found = try inspect(reference, signals)
    facts.platform = found?.platform
    return (facts, found?.id)
  }

  /// The id and platform of the image that the engine has under a reference; nil if it has none.
  private func inspect(
    _ reference: String, _ signals: borrowing HeldSignals
  ) throws(Interrupted) -> (id: String, platform: String)? {
    try engine.image(reference, timeout: plan.timeout) { child throws(Interrupted) in
      try run(child, "looking for \(reference)", signals)
    }
  }

  /// Registries are slow, and layers large.
  static let pullTimeout = Duration.seconds(600)
}

extension Engine {
  /// The id and platform of the image that it has under a reference or id; nil if it has none.
  func image(
    _ reference: String, timeout: Duration,
    asking run: (Child) throws(Interrupted) -> ChildOutcome<Void>
  ) throws(Interrupted) -> (id: String, platform: String)? {
    let format = "{{.Id}} {{.Os}}/{{.Architecture}}/{{.Variant}}"
    // Podman's docker-compatible answer has no variant.
    for format in [format, "{{.Id}} {{.Os}}/{{.Architecture}}"] {
      let outcome = try run(
        call(["image", "inspect", "--format", format, reference], timeout: timeout))
      guard outcome.end == .exited(0) else { continue }
      let words = String(decoding: outcome.standardOutput, as: UTF8.self)
        .split(whereSeparator: \.isWhitespace).map(String.init)
      guard words.count == 2 else { continue }
      let name = words[1].hasSuffix("/") ? String(words[1].dropLast()) : words[1]
      return (words[0], name)
    }
    return nil
  }
}
