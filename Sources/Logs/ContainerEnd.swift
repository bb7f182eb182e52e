package import Platforms

/// What a container left when it failed: judged as a build log is.
package struct ContainerEnd: Sendable {
  /// What it and its engine printed.
  package let text: String
  /// Its exit status; nil where it has none.
  package let status: Int?
  /// The name of its image; nil if that is not known.
  package let image: String?
  /// The platform of its image; nil if that is not known.
  package let platform: Platform?
  /// The platform of the machine that ran it; nil if that is not known.
  package let machine: Platform?
  /// Whether programs of the platform are known to start in containers of the machine: then it is not
  /// the handler that is missing.
  package let startsPrograms: Bool

  package init(
    text: String, status: Int?, image: String?, platform: Platform?, machine: Platform?,
    startsPrograms: Bool = false
  ) {
    self.text = text
    self.status = status
    // What stands in a command must not be one.
    self.image = image.flatMap { ImageName.isName($0) ? $0 : nil }
    self.platform = platform
    self.machine = machine
    self.startsPrograms = startsPrograms
  }

  /// What it tells.
  package var report: LogReport {
    var facts = LogFacts()
    facts.requested = platform.map { [$0] } ?? []
    facts.startsPrograms = startsPrograms
    facts.image = image
    var lines = LineReader(host: machine, facts: facts)
    var splitter = LineSplitter(limit: 1 << 15)
    Array(text.utf8).withUnsafeBytes { bytes in splitter.split(bytes) { lines.read($0) } }
    splitter.end { lines.read($0) }
    lines.end(status: status)
    return lines.report()
  }

  /// Why it failed; nil if nothing tells.
  package var cause: LogFinding? {
    let findings = report.findings
    return findings.first { $0.role == .cause }
      ?? findings.first { $0.cause != .stepFailed && $0.cause.place != .nothing }
  }
}
