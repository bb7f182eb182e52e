import Facts
import FoundationEssentials
import Images
import Platforms

/// Why an engine's containers are not known.
enum InspectionError: Error {
  case interrupted(Interrupted)
  /// It did not answer as it does.
  case failed(AuditProblem.Reason)
}

/// Asks one engine about its containers.
struct ContainerInspection {
  let engine: Engine
  let timeout: Duration

  /// The ids of all containers.
  func ids(_ signals: borrowing HeldSignals) throws(InspectionError) -> [String] {
    let outcome = try answer(to: ["ps", "--all", "--quiet", "--no-trunc"], signals)
    guard outcome.hasSucceeded else { throw failure(outcome) }
    return words(of: outcome)
  }

  /// What the engine tells of containers; one that is gone meanwhile is left out.
  func containers(
    _ ids: [String], _ signals: borrowing HeldSignals
  ) throws(InspectionError) -> [ContainerDocument] {
    guard !ids.isEmpty else { return [] }
    let outcome = try answer(
      to: ["container", "inspect"] + ids, outputLimit: 64 << 20, timeout: timeout + timeout,
      signals)
    // It fails where one is gone meanwhile, and prints the others nevertheless.
    let documents = try? JSONDecoder().decode(
      [ContainerDocument].self, from: Data(outcome.standardOutput))
    guard let documents else { throw failure(outcome) }
    return documents
  }

  /// The platform that an image is labelled with; nil where the engine does not say.
  func platform(
    ofImage id: String, _ signals: borrowing HeldSignals
  ) throws(InspectionError) -> Platforms.Platform? {
    let format = "{{.Os}} {{.Architecture}}"
    let outcome = try answer(to: ["image", "inspect", "--format", format, id], signals)
    let words = words(of: outcome)
    guard words.count == 2 else { return nil }
    return Platforms.Platform(os: words[0], architecture: words[1]).normalized
  }

  private func answer(
    to words: [String], outputLimit: Int = 4 << 20, timeout: Duration? = nil,
    _ signals: borrowing HeldSignals
  ) throws(InspectionError) -> ChildOutcome<Void> {
    let question = engine.call(
      words, outputLimit: outputLimit, timeout: timeout ?? self.timeout)
    do throws(Interrupted) {
      return try run([question], signals: signals)[0]
    } catch {
      throw .interrupted(error)
    }
  }

  private func words(of outcome: ChildOutcome<Void>) -> [String] {
    String(decoding: outcome.standardOutput, as: UTF8.self)
      .split(whereSeparator: \.isWhitespace).map(String.init)
  }

  private func failure(_ outcome: ChildOutcome<Void>) -> InspectionError {
    let program = engine.kind.program
    let words =
      outcome.end == .timedOut
      ? "no answer in time" : firstLine(of: outcome.standardError, by: program) ?? "no answer"
    return .failed(.unanswered(program: program, words: words))
  }

  /// What a container executes, and for which CPU that is: the file is taken out of the container,
  /// which need not run.
  func entrypoint(
    of container: ContainerDocument, _ signals: borrowing HeldSignals
  ) throws(InspectionError) -> AuditedImage.Entrypoint? {
    var word = Array(container.path.utf8)
    var first: String?
    // As many interpreters of interpreters as the kernel follows.
    for _ in 0..<5 {
      guard let (path, head) = try file(word, in: container, signals) else { return nil }
      first = first ?? path
      switch head {
      case .elf(let header):
        return AuditedImage.Entrypoint(path: first ?? path, cpu: CPU(header.identity))
      case .script(let interpreter, let argument):
        let isEnvironment = interpreter.reversed().starts(with: "/env".utf8.reversed())
        word = isEnvironment && !argument.isEmpty ? argument : interpreter
      }
    }
    return nil
  }

  private func file(
    _ word: [UInt8], in container: ContainerDocument, _ signals: borrowing HeldSignals
  ) throws(InspectionError) -> (path: String, FileHead)? {
    let name = String(decoding: word, as: UTF8.self)
    let places =
      name.hasPrefix("/")
      ? [name]
      : name.contains("/")
        ? ["\(container.directory)/\(name)"] : container.searchPath.map { "\($0)/\(name)" }
    for place in places {
      if let head = try head(of: place, in: container.id, signals) { return (place, head) }
    }
    return nil
  }

  /// The first bytes of a file, through links; nil where it is none, or no program.
  private func head(
    of path: String, in id: String, _ signals: borrowing HeldSignals
  ) throws(InspectionError) -> FileHead? {
    var path = TreePath(path)
    for _ in 0..<8 {
      do throws(Interrupted) {
        try signals.check()
      } catch {
        throw .interrupted(error)
      }
      guard let (entry, start) = firstEntry(of: path, in: id, signals.watch) else { return nil }
      guard entry.kind == .symbolicLink else { return start.withUnsafeBytes { FileHead($0) } }
      let isAbsolute = entry.link.first == UInt8(ascii: "/")
      let place = isAbsolute ? [] : (path.parent?.bytes ?? []) + [UInt8(ascii: "/")]
      path = TreePath(place + entry.link)
    }
    return nil
  }

  /// What `cp` writes first: an archive of the one file. That it has none is an end with words.
  private func firstEntry(
    of path: TreePath, in id: String, _ signals: SignalWatch
  ) -> (TarEntry, start: [UInt8])? {
    do {
      let source = try ChildSource(
        engine.call(["cp", "\(id):\(path.absolute)", "-"], timeout: timeout), patience: timeout,
        signals: signals)
      let reader = TarReader(source)
      guard let entry = try reader.next() else { return nil }
      return (entry, try reader.start())
    } catch {
      return nil
    }
  }
}

/// What `container inspect` prints; keys are named as Docker does, and podman after it.
struct ContainerDocument: Decodable {
  let Id: String
  let Name: String
  let Path: String
  var Args: [String]?
  let Image: String
  let State: StateDocument
  var RestartCount: Int?
  var Config: ConfigurationDocument?

  struct StateDocument: Decodable {
    var Status: String?
    var ExitCode: Int?
    var FinishedAt: String?
  }

  struct ConfigurationDocument: Decodable {
    var Image: String?
    var Env: [String]?
    var WorkingDir: String?
  }

  var id: String { Id }
  var image: String { Image }
  var path: String { Path }

  var directory: String { Config?.WorkingDir ?? "/" }

  var searchPath: [String] {
    let given = Config?.Env?.last { $0.hasPrefix("PATH=") }
    return given?.dropFirst(5).split(separator: ":").map(String.init)
      ?? ImageConfiguration().searchPath
  }

  /// Whether it runs, or should, or did until a short while ago.
  func isOfInterest(at time: Double, within seconds: Double) -> Bool {
    switch State.Status {
    case "exited", "stopped", "dead":
      guard let end = State.FinishedAt.flatMap(secondsSince1970) else { return true }
      return time - end < seconds
    case "removing": return false
    default: return true
    }
  }

  func look(engine: String) -> ContainerLook {
    ContainerLook(
      engine: engine, name: Name.hasPrefix("/") ? String(Name.dropFirst()) : Name,
      image: Config?.Image ?? Image, command: [Path] + (Args ?? []),
      state: State.Status ?? "unknown", exitStatus: State.ExitCode ?? 0,
      restarts: RestartCount ?? 0)
  }
}

/// Reads a time as engines write it (RFC 3339); nil where it is none.
func secondsSince1970(_ text: String) -> Double? {
  let bytes = Array(text.utf8)
  func number(_ range: Range<Int>) -> Int? {
    guard range.upperBound <= bytes.count else { return nil }
    return Int(String(decoding: bytes[range], as: UTF8.self))
  }
  guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10),
    let hour = number(11..<13), let minute = number(14..<16), let second = number(17..<19),
    (1...12).contains(month), (1970...9999).contains(year)
  else { return nil }
  // Days since 1970, by years that begin in March: the day that is sometimes there comes last.
  let shifted = month > 2 ? year : year - 1
  let months = (153 * ((month + 9) % 12) + 2) / 5
  let days =
    shifted * 365 + shifted / 4 - shifted / 100 + shifted / 400 + months + day - 1 - 719_468
  var offset = 0
  if let sign = bytes.dropFirst(19).first(where: { $0 == 0x2b || $0 == 0x2d }),
    let place = bytes.dropFirst(19).firstIndex(of: sign), let hours = number(place + 1..<place + 3)
  {
    let minutes = number(place + 4..<place + 6) ?? 0
    offset = (hours * 60 + minutes) * 60 * (sign == 0x2d ? -1 : 1)
  }
  return Double(days * 86400 + hour * 3600 + minute * 60 + second - offset)
}
