package import Emulators
package import Facts
package import Platforms
import Text

/// What one program of a probe chain came to.
package enum ProbeOutcome: Hashable, Sendable {
  /// It ran and reported.
  case ran(ProbeReport)
  /// It did not start: the step, and its error number.
  case refused(step: String, errno: Int32)
  /// A signal ended it.
  case crashed(signal: Int32)
  /// It exited, but without a report, or with a failure.
  case exited(status: Int32)
  /// It was killed at its deadline.
  case timedOut
  /// The program before it in the chain did not get as far as starting it.
  case notReached

  /// The report, where it ran.
  package var report: ProbeReport? {
    if case .ran(let report) = self { report } else { nil }
  }
}

/// The `key=value` lines that a running probe writes about itself.
package struct ProbeReport: Hashable, Sendable {
  /// The platform it was built for.
  let platform: String
  /// All its lines.
  fileprivate(set) var values: [String: String] = [:]

  /// `uname -m` as the program read it.
  var machine: String { values["machine"] ?? "" }
  /// The level of the instruction set that it found, e.g. `v3`.
  var level: String? { values["isa"] }
}

extension ProbeRun {
  /// What each program of the chain came to, in order.
  package var outcomes: [ProbeOutcome] {
    var reports: [ProbeReport] = []
    var endings: [(key: String, value: String)] = []
    for line in output.lines {
      guard let equals = line.firstIndex(of: "=") else { continue }
      let key = String(line[..<equals])
      let value = String(line[line.index(after: equals)...])
      switch key {
      case "probe": reports.append(ProbeReport(platform: value))
      case "exec", "fork", "wait", "child": endings.append((key, value))
      default:
        guard let last = reports.indices.last, reports[last].values[key] == nil else { continue }
        reports[last].values[key] = value
      }
    }
    return programs.indices.map { index in
      if index > reports.count { return .notReached }
      // A report under another name is no report: the output is not this probe's.
      let isReported = index < reports.count && programs[index].hasPrefix(reports[index].platform)
      if index == 0 { return ownOutcome(report: isReported ? reports[0] : nil) }
      if isReported { return .ran(reports[index]) }
      return Self.outcomeOfChild(endings.first, timedOut: timedOut ?? false)
    }
  }

  /// What the first program came to: its parent is the observer, who saw how it ended.
  private func ownOutcome(report: ProbeReport?) -> ProbeOutcome {
    if let refusal { return .refused(step: refusal.step, errno: refusal.errno) }
    if let signal { return .crashed(signal: signal) }
    if let report, exitStatus == 0 || timedOut == true { return .ran(report) }
    if timedOut == true { return .timedOut }
    return .exited(status: exitStatus ?? 0)
  }

  /// What the first program without a report came to: the one before it says, unless it still waits.
  private static func outcomeOfChild(
    _ ending: (key: String, value: String)?, timedOut: Bool
  ) -> ProbeOutcome {
    guard let ending else { return timedOut ? .timedOut : .notReached }
    let number = ending.value.split(separator: " ").last.flatMap { Int32($0) } ?? 0
    switch ending.key {
    case "exec": return .refused(step: "exec", errno: number)
    case "fork": return .refused(step: "fork", errno: number)
    case "wait": return .refused(step: "wait", errno: number)
    default:
      return ending.value.hasPrefix("signal")
        ? .crashed(signal: number) : .exited(status: number)
    }
  }
}

extension ProbingFacts {
  /// The run of an architecture's probe for one purpose.
  package func run(_ architecture: Architecture, _ purpose: ProbeRun.Purpose) -> ProbeRun? {
    runs.first { $0.architecture == architecture.name && $0.purpose == purpose.rawValue }
  }

  /// The release of what runs an architecture's programs: what its file says, else what it answered.
  package func release(of architecture: Architecture) -> EmulatorVersion? {
    run(architecture, .chain)?.release.flatMap(EmulatorVersion.init)
      ?? run(architecture, .version).flatMap {
        EmulatorVersion(parsing: $0.output.description(ofLine: 0))
      }
  }
}
