import Text

/// Something in an engine.
struct EngineThing: Sendable, Equatable {
  let id: String
  let name: String

  /// The format of a list that `reading` reads.
  static let containers = ["--no-trunc", "--format", "{{.ID}}\t{{.Names}}"]
  /// The same for images.
  static let images = ["--no-trunc", "--format", "{{.ID}}\t{{.Repository}}:{{.Tag}}"]

  /// Reads a list.
  static func reading(_ output: [UInt8]) -> [EngineThing] {
    lines(of: output).compactMap { line in
      let fields = line.split(separator: UInt8(ascii: "\t"))
        .map { String(decoding: $0, as: UTF8.self) }
      return fields.count == 2 ? EngineThing(id: fields[0], name: fields[1]) : nil
    }
  }
}

/// What is ours, of things that have our labels.
///
/// Labels alone prove nothing: whoever makes an image of a container or of another image passes them
/// on. So does a name, which anybody may give.
extension Engine {
  /// The containers whose name is one that a run of crossready gave, and whose label names that run.
  func ownContainers(
    _ things: [EngineThing], timeout: Duration, _ signals: borrowing HeldSignals
  ) throws(Interrupted) -> [EngineThing] {
    let named = things.filter { RunName.run(ofContainer: $0.name) != nil }
    guard !named.isEmpty else { return [] }
    let format = "{{.Id}}\t{{index .Config.Labels \"\(Leftovers.label)\"}}"
    let question = ["container", "inspect", "--format", format] + named.map(\.id)
    // Of those that have gone meanwhile it says nothing.
    let outcome = try run([call(question, timeout: timeout)], signals: signals)[0]
    let runs = EngineThing.reading(outcome.standardOutput)
    return named.filter { thing in
      runs.contains { $0.id == thing.id && $0.name == RunName.run(ofContainer: thing.name) }
    }
  }

  /// The images whose name is what crossready calls what is in them.
  func ownImages(
    _ things: [EngineThing], timeout: Duration, _ signals: borrowing HeldSignals
  ) throws(Interrupted) -> [EngineThing] {
    let named = things.filter { ProbeImage.isOwn($0.name) }
    // A probe image has a few KiB; of another one enough is read to see that it is none.
    let saving = named.map { call(["save", $0.name], outputLimit: 1 << 20, timeout: timeout) }
    let outcomes = try run(saving, maximumConcurrent: 8, signals: signals)
    return zip(named, outcomes).filter { thing, outcome in
      outcome.hasSucceeded && ProbeImage.isOwn(thing.name, saved: outcome.standardOutput)
    }.map(\.0)
  }
}
