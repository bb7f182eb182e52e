import Binfmt
import Facts
import Platforms
import Readiness
import Text

extension Host {
  /// Whether an entry is the handler of anything.
  func serves(_ entry: Entry) -> Bool {
    entry.architectures.contains { coverage(of: $0)?.winners.values.contains(entry) ?? false }
  }
}

extension Subject {
  /// Removes a winner behind which nothing usable stands, and all that is broken there too, so that
  /// no name is taken when a new handler is registered.
  func removingAllBroken(_ entry: Entry) -> [String] {
    let behind = (coverage?.others ?? []).filter { !host.serves($0) && !host.keeps($0) }
    return (brokenWinners(beside: entry) + behind).map(Shell.removing)
  }

  /// Removes a winner, and the other broken ones of its architecture.
  func removingBrokenWinners(_ entry: Entry) -> [String] {
    brokenWinners(beside: entry).map(Shell.removing)
  }

  /// The handler that takes over once an entry is removed, if it looks usable.
  func successor(of entry: Entry) -> Entry? {
    guard let handlers = host.handlers else { return nil }
    let broken = brokenWinners(beside: entry)
    let others = HandlerTable(entriesInMatchOrder: handlers.entries.filter { !broken.contains($0) })
    let coverage = others.coverage(of: architecture)
    guard let next = coverage.handler, next.interpreter != entry.interpreter,
      coverage.missedEssential.isEmpty, next.flags.fixesBinary,
      next.architectures.count == 1, let file = next.interpreter.map(host.file)
    else { return nil }
    // With F a path that is gone says nothing: the kernel holds the file.
    guard case .seen(let facts) = file else { return file.failure?.errno == 2 ? next : nil }
    return facts.isUsable(on: host) ? next : nil
  }

  /// Whether the interpreter's path can be registered again; one below the home directory, which
  /// facts hold as `~`, cannot.
  var canOpenInterpreter: Bool { handler?.interpreter.map(host.isUsable) == true }
}

extension KernelText {
  /// Whether it begins with a slash.
  var isAbsolutePath: Bool { bytes.first == UInt8(ascii: "/") }
}
