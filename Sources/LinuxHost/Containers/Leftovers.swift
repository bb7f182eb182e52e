import Glibc
import Text

/// The containers of one run of crossready, which must not outlive it.
struct Leftovers {
  /// The label that every container of ours has; its value names the run.
  static let label = "crossready.run"

  let engine: Engine
  /// The value of the label.
  let run: String
  /// The names of the containers that were asked for.
  let names: [String]

  /// Removes the containers of this run, and returns the names of those that may still be there.
  ///
  /// A program that was killed may have asked the service for a container that does not exist yet,
  /// so this looks until there has been none for a while. Signals are left pending meanwhile.
  func remove() -> [String] {
    HeldSignals.during { signals in
      let latest = now() + .seconds(20)
      var left: [String] = []
      var calm = 0
      while calm < 3, now() < latest {
        guard let found = list(signals) else { return names }
        left = found.filter { $0 == run || $0.hasPrefix("\(run)-") }
        if left.isEmpty {
          calm += 1
          // Nothing tells when a service has finished what nobody waits for any more.
          poll(nil, 0, 100)
        } else {
          calm = 0
          _ = call(engine.kind.remove + left, signals)
        }
      }
      return left
    }
  }

  /// Names of this run's containers; nil if the engine does not say.
  private func list(_ signals: borrowing HeldSignals) -> [String]? {
    let filter = ["--filter", "label=\(Self.label)=\(run)"]
    return call(["ps", "--all", "--format", "{{.Names}}"] + filter, signals).map { output in
      lines(of: output).map { String(decoding: $0, as: UTF8.self) }
    }
  }

  private func call(_ arguments: [String], _ signals: borrowing HeldSignals) -> [UInt8]? {
    do {
      let outcome = try LinuxHost.run(
        [engine.call(arguments, timeout: .seconds(20))], signals: signals)[0]
      return outcome.end == .exited(0) ? outcome.standardOutput : nil
    } catch {
      return nil
    }
  }
}
