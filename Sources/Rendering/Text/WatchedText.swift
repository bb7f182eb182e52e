package import Facts
import Text

/// What `diagnose` looks at, while it looks: a blank screen for seconds looks like a hang itself.
package enum WatchedText {
  private static let most = 10

  /// A line for each process of a first look.
  package static func of(_ sample: Sample, for seconds: Double) -> String {
    let processes = sample.processes
    let count = processes.count
    let heading =
      "crossready: watching \(count) emulated process\(count == 1 ? "" : "es") for "
      + secondsText(seconds)
    let lines = processes.prefix(most).map { process in
      let words = ([process.guest.name ?? "?"] + (process.guest.arguments ?? []).dropFirst())
        .joined(separator: " ")
      let platform = process.guest.architecture.map { "linux/\($0)" } ?? "?"
      return printable("  \(process.pid)  \(platform)  \(words)").cut(to: 80)
    }
    let more = count > lines.count ? ["  ... and \(count - lines.count) more"] : []
    return ([heading] + lines + more).joined(separator: "\n") + "\n"
  }
}
