import Facts
import Images

extension ImageReader {
  /// An image that an engine has, else one of a registry.
  func readImage(_ name: String, _ signals: borrowing HeldSignals) throws -> FoundImages {
    let found = try EngineFacts.observing(
      nil, environment: environment, timeout: timeout, signals: signals, progress: progress)
    guard let engine = found.engine else {
      throw AuditReadingError.noEngine(name: name, found.facts)
    }
    progress(.began("asking \(engine.kind.program) for \(name)"))
    let question = engine.call(["image", "inspect", name], timeout: timeout)
    let outcome = try run([question], signals: signals, progress: progress)[0]
    if outcome.end == .timedOut {
      throw UnpackingError(
        .unanswered(
          program: engine.kind.program, words: "no answer for \(timeout.components.seconds) s"))
    }
    guard outcome.hasSucceeded else {
      return try readRegistry(name, signals)
    }
    return try readSaved(name, of: engine, signals)
  }

  /// An image that an engine has under a name or id.
  func readSaved(
    _ name: String, of engine: Engine, _ signals: borrowing HeldSignals
  ) throws -> FoundImages {
    progress(.began("reading \(name)"))
    let saved = try ChildSource(
      engine.call(["save", name], timeout: Unpacking.patience), patience: Self.savingPatience,
      signals: signals.watch)
    let source = PeekedSource(saved)
    let images = try readArchive(source, path: name, signals.watch)
    // What follows the archive's end is padding; but podman removes its pipe in /var/tmp only where it
    // ends by itself.
    let padding = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
    defer { padding.deallocate() }
    while try source.read(into: padding) > 0 {}
    progress(.finished)
    return images
  }

  /// An engine may collect all layers before it writes the first byte.
  private static let savingPatience = Duration.seconds(600)

  /// What a registry has under a name: its index, and the manifest of each platform.
  func readRegistry(_ name: String, _ signals: borrowing HeldSignals) throws -> FoundImages {
    guard let path = ProgramSearch(environment: environment).path(of: "docker") else {
      throw AuditReadingError.noImage(
        name: name, words: "docker, which asks registries, is not installed")
    }
    progress(.began("asking the registry for \(name)"))
    let variables = environment.map { "\($0.key)=\($0.value)" }.sorted()
    func ask(_ words: [String]) throws -> ChildOutcome<Void> {
      let child = Child(
        path: path, arguments: ["docker", "buildx", "imagetools", "inspect"] + words,
        environment: variables, outputLimit: 8 << 20, timeout: Self.registryPatience)
      return try run([child], signals: signals, progress: progress)[0]
    }
    let version = Child(
      path: path, arguments: ["docker", "buildx", "version"], environment: variables,
      timeout: timeout)
    guard try run([version], signals: signals, progress: progress)[0].hasSucceeded else {
      throw AuditReadingError.noImage(
        name: name, words: "docker has no buildx, which asks registries")
    }
    let first = try ask(["--raw", name])
    guard first.hasSucceeded else {
      throw AuditReadingError.noImage(name: name, words: Self.words(first))
    }
    var listing = RegistryListing(name: name, raw: first.standardOutput)
    for digest in listing.wanted {
      let manifest = try ask(["--raw", "\(RegistryListing.repository(of: name))@\(digest)"])
      guard manifest.hasSucceeded else { continue }
      listing.add(manifest.standardOutput, of: digest)
    }
    if listing.isSingle {
      let image = try ask(["--format", "{{json .Image}}", name])
      if image.hasSucceeded { listing.add(configuration: image.standardOutput) }
    }
    progress(.finished)
    guard let found = listing.found else {
      throw AuditReadingError.noImage(name: name, words: "its manifest is not readable")
    }
    return found
  }

  /// Registries are slow, and may ask somebody for a token first.
  private static let registryPatience = Duration.seconds(60)

  private static func words(_ outcome: ChildOutcome<Void>) -> String {
    switch outcome.end {
    case .timedOut: "no answer in time"
    case .notStarted(let error): "\(error.call): error \(error.errno)"
    default: firstLine(of: outcome.standardError, by: "docker") ?? "no answer"
    }
  }
}
