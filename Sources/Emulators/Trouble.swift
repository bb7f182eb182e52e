/// What goes wrong under an emulator and others have met before: a row of the one catalogue by which
/// hosts, processes and logs are judged.
///
/// In the sentences of a row that only logs show, `{platform}` stands for the platform of the step.
package struct Trouble: Sendable, Hashable {
  /// Its name, lower case with hyphens. Two rows may have one name where releases or architectures
  /// differ, and with them the remedy.
  package let id: String
  /// Whose trouble it is.
  package let emulator: Origin
  /// The releases of the emulator that have it; empty for any. An unknown release matches only where
  /// any does.
  package let releases: [ReleaseRange]
  /// Names of the guest programs that it is about; empty for any.
  package let programs: Set<String>
  /// OCI names of the guests' architectures; empty for any.
  package let architectures: Set<String>
  /// What happens, and by what: a clause without capital and full stop.
  package let consequence: String
  /// Why it is so, in sentences; may be empty.
  package let explanation: String
  /// What ends it.
  package let remedy: String
  /// Commands that do it, in order.
  package let commands: [String]
  /// Where that was found out: addresses, names of commits, sources.
  package let evidence: [String]
  /// How a host shows it that has it; nil if it does not.
  package let host: HostSign?
  /// How a process shows it; nil if it does not.
  package let process: ProcessSign?
  /// How a log shows it; nil if it does not.
  package let log: LogSign?

  /// Whose a trouble may be.
  package enum Origin: String, Sendable {
    case qemu = "QEMU"
    case rosetta = "Rosetta"
    case any = "any emulator"
  }

  init(
    _ id: String, of emulator: Origin = .qemu, releases: [ReleaseRange] = [],
    programs: Set<String> = [], architectures: Set<String> = [], consequence: String,
    explanation: String = "", remedy: String, commands: [String] = [], evidence: [String] = [],
    host: HostSign? = nil, process: ProcessSign? = nil, log: LogSign? = nil
  ) {
    self.id = id
    self.emulator = emulator
    self.releases = releases
    self.programs = programs
    self.architectures = architectures
    self.consequence = consequence
    self.explanation = explanation
    self.remedy = remedy
    self.commands = commands
    self.evidence = evidence
    self.host = host
    self.process = process
    self.log = log
  }

  /// Whose it is, with the releases and guests: "QEMU 4.2 (arm64)".
  package var owner: String {
    let numbers = releases.map(\.description).joined(separator: ", ")
    let guests = architectures.isEmpty ? "" : " (\(architectures.sorted().joined(separator: ", ")))"
    return emulator.rawValue + (numbers.isEmpty ? "" : " " + numbers) + guests
  }

  /// Every trouble that is known. Of several that a host or a process shows, the first counts.
  package static let table =
    ofReleases + ofRuntimes + ofToolchains + ofSettings + ofCallers
    + ofCrashes

  /// What hosts show, that of older releases first.
  package static let shownByHosts = table.filter { $0.host != nil }.sorted { left, right in
    (left.releases.first?.first ?? []) < (right.releases.first?.first ?? [])
  }

  /// The first that a host shows whose emulator for an architecture, by its OCI name, is of a release.
  package static func shown(byHostWith release: Release, for architecture: String) -> Trouble? {
    shownByHosts.first {
      $0.affects(release)
        && ($0.architectures.isEmpty || $0.architectures.contains(architecture))
    }
  }

  /// Whether a release of the emulator has it; an unknown one, whether any does.
  package func affects(_ release: Release?) -> Bool {
    releases.isEmpty
      || release.map { release in releases.contains { $0.contains(release) } } == true
  }
}
