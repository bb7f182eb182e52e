import Facts
import Images
import Platforms
import Text

extension Containers {
  /// Runs the user's image and command, for every platform.
  ///
  /// What an engine has under a name depends on its store. A classic one holds one platform, and
  /// pulling another replaces it: platforms are looked up one after the other, containers are started
  /// by the image's id, and the name means after it what it meant before. A store that holds several
  /// platforms under a name is told the platform when a container is started, and then says whether
  /// it has it.
  mutating func runCommand(_ signals: borrowing HeldSignals) throws(Interrupted) {
    guard let reference = plan.image else { return }
    if engine.answer.usesContainerdStore == true {
      try runByPlatform(reference, signals)
    } else {
      try runByID(reference, signals)
    }
  }

  private mutating func runByID(
    _ reference: String, _ signals: borrowing HeldSignals
  ) throws(Interrupted) {
    var jobs: [Job] = []
    var images: [ImageFacts] = []
    for platform in plan.platforms {
      let (image, id) = try find(reference, for: platform, signals)
      images.append(image)
      jobs.append(Job(platform: platform, image: id ?? reference, command: plan.command))
    }
    let runnable = jobs.indices.filter { images[$0].isFor(jobs[$0].platform) }
    let outcomes = try run(runnable.map { jobs[$0] }, "running \(reference)", signals)
    for index in jobs.indices {
      let outcome = runnable.firstIndex(of: index).map { outcomes[$0] }
      images[index].foreignFiles = try foreignFiles(of: jobs[index], outcome, signals)
      runs.append(ContainerRun(jobs[index].platform, images[index], outcome))
    }
  }

  private mutating func runByPlatform(
    _ reference: String, _ signals: borrowing HeldSignals
  ) throws(Interrupted) {
    let jobs = plan.platforms.map {
      Job(platform: $0, image: reference, command: plan.command)
    }
    var images = jobs.map { _ in ImageFacts(reference: reference, command: plan.command) }
    var outcomes = try run(jobs, "running \(reference)", signals)
    let missing = outcomes.indices.filter { engine.lacksImage(outcomes[$0]) }
    for index in missing {
      images[index].pullFailure = try pull(reference, for: jobs[index].platform, signals)
    }
    let pulled = missing.filter { images[$0].pullFailure == nil }
    let again = try run(pulled.map { jobs[$0] }, "running \(reference)", signals)
    for (index, outcome) in zip(pulled, again) { outcomes[index] = outcome }
    for index in jobs.indices {
      let isThere = images[index].pullFailure == nil && !engine.lacksImage(outcomes[index])
      // What it has of several it does not say, but it starts nothing else.
      images[index].platform =
        isThere
        ? jobs[index].platform.description : try inspect(reference, signals)?.platform
      images[index].isMissing = !isThere
      images[index].foreignFiles = try foreignFiles(
        of: jobs[index], isThere ? outcomes[index] : nil, signals)
      runs.append(
        ContainerRun(jobs[index].platform, images[index], isThere ? outcomes[index] : nil))
    }
  }

  /// Which files of the image are for another CPU, where its command failed: they explain more than
  /// the words of the shell that wanted to start one. Nil where nobody looked, or could.
  private func foreignFiles(
    of job: Job, _ outcome: ChildOutcome<Void>?, _ signals: borrowing HeldSignals
  ) throws(Interrupted) -> [OutsideText]? {
    guard case .exited(let status)? = outcome?.end, status != 0 else { return nil }
    let found: FoundImages
    do {
      found = try ImageReader(
        environment: environment, timeout: plan.timeout, progress: progress
      ).readSaved(job.image, of: engine, signals)
    } catch let error as Interrupted {
      throw error
    } catch {
      // That the command failed is said in any case.
      return nil
    }
    let report = AuditReport(found, subject: job.image, wanted: [job.platform], isAsked: true)
    return report.allFindings.filter { $0.certainty == .certain && $0.kind.isForeign }.prefix(3)
      .map { OutsideText($0.summary) }
  }

  /// The image for a platform, pulled if the engine has it not, and its id.
  private func find(
    _ reference: String, for platform: Platform, _ signals: borrowing HeldSignals
  ) throws(Interrupted) -> (ImageFacts, id: String?) {
    var facts = ImageFacts(reference: reference, command: plan.command)
    let before = try inspect(reference, signals)
    facts.platform = before?.platform
    if facts.isFor(platform) { return (facts, before?.id) }
    let tag = KeptTag(engine: engine, reference: reference, before: before, platform: platform)
    defer { tag.restore() }
    facts.pullFailure = try pull(reference, for: platform, signals)
    guard facts.pullFailure == nil else { return (facts, nil) }
    let found = try inspect(reference, signals)
    facts.platform = found?.platform
    return (facts, found?.id)
  }

  private func pull(
    _ reference: String, for platform: Platform, _ signals: borrowing HeldSignals
  ) throws(Interrupted) -> EngineCall? {
    let words = ["pull", "--quiet", "--platform", platform.description, reference]
    let outcome = try run(
      engine.call(words, timeout: Self.pullTimeout), "pulling \(reference) for \(platform)",
      signals)
    return outcome.hasSucceeded ? nil : engine.ending(outcome)
  }

  /// The id and platform of the image that the engine has under a reference; nil if it has none.
  private func inspect(
    _ reference: String, _ signals: borrowing HeldSignals
  ) throws(Interrupted) -> FoundImage? {
    try engine.image(reference, timeout: plan.timeout) { child throws(Interrupted) in
      try run(child, "looking for \(reference)", signals)
    }
  }

  /// Registries are slow, and layers large.
  static let pullTimeout = Duration.seconds(600)
}

extension ContainerRun {
  /// What a container of the user's image did; nothing, where none was started.
  fileprivate init(_ platform: Platform, _ image: ImageFacts, _ outcome: ChildOutcome<Void>?) {
    let name = platform.architecture
    self.init(
      platform: platform.description, purpose: .command,
      run: outcome.map { ProbeRun(architecture: name, programs: [], $0) }
        ?? ProbeRun(architecture: name, purpose: .container, programs: []), image: image)
  }
}

/// An image that an engine has.
struct FoundImage: Equatable {
  let id: String
  /// Its platform, as the engine spells it.
  let platform: String
}

extension Engine {
  /// Whether it started no container because it has no such image, or not for the platform.
  func lacksImage(_ outcome: ChildOutcome<Void>) -> Bool {
    guard case .exited(let status) = outcome.end, kind.missingImage.statuses.contains(status) else {
      return false
    }
    let said = String(decoding: outcome.standardError, as: UTF8.self).lowercased()
    return kind.missingImage.words.contains(where: said.contains)
  }

  /// The id and platform of the image that it has under a reference or id; nil if it has none.
  func image(
    _ reference: String, timeout: Duration,
    asking run: (Child) throws(Interrupted) -> ChildOutcome<Void>
  ) throws(Interrupted) -> FoundImage? {
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
      return FoundImage(id: words[0], platform: name)
    }
    return nil
  }
}
