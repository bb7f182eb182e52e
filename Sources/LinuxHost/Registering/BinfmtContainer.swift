package import Facts
import FoundationEssentials
import Images
package import Platforms
import Text

/// The privileged binfmt container (tonistiigi/binfmt), which registers the emulators it brings.
package struct BinfmtContainer: Sendable {
  /// The engine that runs it.
  let engine: Engine
  /// The image.
  package let image: String
  /// The deadline of everything but pulling.
  let timeout: Duration
  /// Containers that runs which were killed have left: whoever asks for these holds the lock.
  private let leftovers: [EngineThing]

  /// Finds the engine, and makes sure that what its containers register is this host's.
  ///
  /// - Parameter name: the only engine to use; nil for the first that answers.
  package static func finding(
    engine name: String?, image: String, kernel: KernelFacts, environment: [String: String],
    timeout: Duration, progress: @escaping (Progress) -> Void
  ) throws(RegisteringError) -> BinfmtContainer {
    let found = try interruptibly { () throws(Interrupted) in
      try HeldSignals.during { signals throws(Interrupted) in
        defer { progress(.finished) }
        var found = try EngineFacts.observing(
          name,
          asking: ["ps", "--all", "--filter", "label=\(mark)"] + EngineThing.containers,
          environment: environment, timeout: timeout, signals: signals, progress: progress)
        try found.locate(beside: kernel, timeout: timeout, signals, progress)
        return found
      }
    }
    guard let engine = found.engine else {
      throw .noEngine(found.facts.first { $0.path != nil } ?? found.facts.first)
    }
    if engine.answer.isElsewhere(than: kernel) { throw .remoteEngine(engine.answer) }
    if engine.answer.isRootless == true { throw .rootlessEngine(engine.answer) }
    return BinfmtContainer(
      engine: engine, image: image, timeout: timeout,
      leftovers: EngineThing.reading(found.answer?.standardOutput ?? []))
  }

  /// Removes containers that earlier runs have left, which may still be registering, and returns
  /// their names.
  package func removeLeftovers() throws(RegisteringError) -> [String] {
    guard !leftovers.isEmpty else { return [] }
    return try HeldSignals.during { signals throws(RegisteringError) in
      let own = try interruptibly { () throws(Interrupted) in
        try engine.ownContainers(leftovers, timeout: timeout, signals)
      }
      guard !own.isEmpty else { return [] }
      _ = try call(
        engine.kind.remove + own.map(\.id), "removing what an earlier run has left",
        timeout: timeout, signals, { _ in })
      return own.map(\.name)
    }
  }

  /// What holds for every container. The image declares `/tmp` as a volume, and an engine that is
  /// killed would leave one behind.
  private static let options = [
    "--network", "none", "--pull", "never", "--mount", "type=tmpfs,destination=/tmp",
  ]

  /// The label of containers that only the holder of the lock starts.
  private static let mark = "\(ProbeImage.label)=register"

  /// The words that name and mark a container.
  private static func marks(_ name: String) -> [String] {
    ["--name", name, "--label", mark, "--label", "\(Leftovers.label)=\(name)"]
  }

  /// The command lines that get the image, unless the engine has it, and register, for those who want
  /// to see them first.
  package func commandLines(
    installing architectures: [Architecture], progress: @escaping (Progress) -> Void
  ) throws(RegisteringError) -> [[String]] {
    let isThere = try HeldSignals.during { signals throws(RegisteringError) in
      defer { progress(.finished) }
      return try found(signals, progress) != nil
    }
    let lines =
      (isThere ? [] : [pull])
      + (architectures.isEmpty ? [] : [words(architectures, image: image, marks: [])])
    return lines.map { [engine.kind.program] + $0 }
  }

  private var pull: [String] { ["pull", "--quiet", image] }

  private func words(
    _ architectures: [Architecture], image: String, marks: [String]
  ) -> [String] {
    ["run", "--rm", "--privileged"] + Self.options
      + engine.kind.privilegedOptions(engine.answer) + marks
      + [image, "--install", architectures.map(\.name).joined(separator: ",")]
  }

  /// An image that the engine has: what is said of it, and what it is run by, which nobody can give
  /// to another one meanwhile.
  struct Found {
    /// Its digest in a registry, else its id.
    let digest: String
    /// Its id.
    let id: String
  }

  /// Makes sure that what is registered is registered on this machine, before anything privileged runs.
  func requireThisMachine(
    _ signals: borrowing HeldSignals, _ progress: @escaping (Progress) -> Void
  ) throws(RegisteringError) {
    let machine = try interruptibly { () throws(Interrupted) in
      try EngineMachine.asking(engine, timeout: timeout, signals, progress)
    }
    switch machine {
    case .this: return
    case .another: throw .remoteEngine(engine.answer)
    case .unknown(let call): throw .unknownMachine(engine.answer, call)
    }
  }

  /// Makes sure that the engine has the image, and returns what identifies that.
  func ensureImage(
    _ signals: borrowing HeldSignals, _ progress: @escaping (Progress) -> Void
  ) throws(RegisteringError) -> Found {
    if let found = try found(signals, progress) { return found }
    let pulled = try call(
      pull, "pulling \(image)", timeout: Containers.pullTimeout, signals,
      progress)
    guard pulled.hasSucceeded, let found = try found(signals, progress) else {
      throw .noImage(image, engine.ending(pulled))
    }
    return found
  }

  /// Runs the container; its exit status says nothing.
  func install(
    _ architectures: [Architecture], of found: Found, _ signals: borrowing HeldSignals,
    _ progress: @escaping (Progress) -> Void
  ) throws(RegisteringError) -> InstallerReport {
    let name = RunName().text
    let allowance = timeout * (architectures.count + 2)
    var hasEnded = false
    defer {
      if !hasEnded { _ = Leftovers(engine: engine, run: name, names: [name]).remove() }
    }
    let outcome = try call(
      words(architectures, image: found.id, marks: Self.marks(name)),
      "registering through the binfmt container",
      timeout: allowance, signals, progress)
    hasEnded = outcome.hasExited
    return InstallerReport(
      output: outcome.standardOutput,
      errors: lines(of: outcome.standardError).map { KernelText($0).description },
      failure: outcome.hasSucceeded ? nil : EngineCall(outcome), digest: found.digest)
  }

  /// Runs the container to remove entries, by their names.
  func uninstall(
    _ names: [KernelText], of found: Found, _ signals: borrowing HeldSignals,
    _ progress: @escaping (Progress) -> Void
  ) throws(RegisteringError) {
    let name = RunName().text
    var hasEnded = false
    defer {
      if !hasEnded { _ = Leftovers(engine: engine, run: name, names: [name]).remove() }
    }
    let list = names.map(\.description).joined(separator: ",")
    var words = ["run", "--rm", "--privileged"] + Self.options
    words += engine.kind.privilegedOptions(engine.answer) + Self.marks(name)
    words += [found.id, "--uninstall", list]
    let outcome = try call(
      words,
      "removing entries through the binfmt container", timeout: timeout, signals, progress)
    hasEnded = outcome.hasExited
    guard outcome.hasSucceeded else { throw .notUninstalled(EngineCall(outcome)) }
  }

  /// The image's own copies of emulators; no privileges are needed to get them.
  func emulators(
    of architectures: [Architecture], in found: Found, _ signals: borrowing HeldSignals,
    _ progress: @escaping (Progress) -> Void
  ) throws(RegisteringError) -> [[UInt8]] {
    let step = "copying emulators out of the image"
    let name = RunName().text
    var isRemoved = false
    defer {
      if !isRemoved { _ = Leftovers(engine: engine, run: name, names: [name]).remove() }
    }
    var words = ["create"] + Self.options + Self.marks(name)
    words += [found.id, "--version"]
    let created = try call(
      words, step,
      timeout: timeout,
      signals, progress)
    guard created.hasSucceeded else { throw .noEmulatorInImage(image, EngineCall(created)) }
    var files: [[UInt8]] = []
    for architecture in architectures {
      let path = "/usr/bin/\(architecture.entryName)"
      let copied = try call(
        ["cp", "\(name):\(path)", "-"], step, timeout: timeout, outputLimit: 256 << 20, signals,
        progress)
      guard copied.hasSucceeded, let file = TarArchive.firstFile(in: copied.standardOutput) else {
        throw .noEmulatorInImage(path, EngineCall(copied))
      }
      files.append(file)
    }
    isRemoved = try call(
      engine.kind.remove + [name], step, timeout: timeout, signals, progress
    ).hasSucceeded
    return files
  }

  /// The image that the engine has under the name; nil if it has none.
  private func found(
    _ signals: borrowing HeldSignals, _ progress: @escaping (Progress) -> Void
  ) throws(RegisteringError) -> Found? {
    let outcome = try call(
      ["image", "inspect", "--format", "{{json .RepoDigests}} {{.Id}}", image],
      "looking for the image", timeout: timeout, signals, progress)
    guard outcome.hasSucceeded else { return nil }
    let words = String(decoding: outcome.standardOutput, as: UTF8.self)
      .split(whereSeparator: \.isWhitespace).map(String.init)
    let digests =
      words.first.flatMap { try? JSONDecoder().decode([String].self, from: Data($0.utf8)) } ?? []
    return words.last.map { Found(digest: digests.first ?? $0, id: $0) }
  }

  private func call(
    _ words: [String], _ step: String, timeout: Duration, outputLimit: Int = 1 << 20,
    _ signals: borrowing HeldSignals, _ progress: @escaping (Progress) -> Void
  ) throws(RegisteringError) -> ChildOutcome<Void> {
    progress(.began(step))
    let child = engine.call(words, outputLimit: outputLimit, timeout: timeout)
    do throws(Interrupted) {
      return try run([child], signals: signals, progress: progress)[0]
    } catch {
      throw .interrupted(error)
    }
  }
}
