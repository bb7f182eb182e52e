package import Facts
package import Platforms
package import Reports
package import Text

/// What is to be judged.
package struct ReadinessRequest: Sendable, Hashable {
  /// The platforms asked for, canonical, each once; empty for all of the table.
  package let platforms: [Platform]
  /// Whether a degraded platform counts as not ready.
  package let isStrict: Bool
  /// The links that are judged; what the others lack changes nothing.
  package let links: [Link]
  /// Names of findings that are notes, whatever they would be.
  package let ignored: [String]

  package init(
    platforms: [Platform], isStrict: Bool, links: [Link] = Link.ofHost, ignored: [String] = []
  ) {
    self.platforms = platforms
    self.isStrict = isStrict
    self.links = links
    self.ignored = ignored
  }
}

/// The judgement of a host: what every output format renders.
package struct Report: Sendable, Hashable {
  /// Who observed.
  package let tool: ToolFacts
  /// The host in a few words.
  package let host: HostSummary
  /// The worst verdict that counts.
  package let verdict: Verdict
  /// The platforms judged here that execute.
  package let supported: [Platform]
  /// Names of enabled entries that take a header of the architecture table, in match order.
  package let emulators: [KernelText]
  /// The platforms in the order asked for, or of the table.
  package let platforms: [PlatformReport]
  /// All findings, by link, then in the order of the catalogue.
  package let findings: [Finding]
  /// What repairs all that can be repaired; nil where nothing is broken, or no command repairs it.
  package let repair: HostRemedy?
  /// Where nothing foreign is registered and nobody asked for a platform: what makes the one run that
  /// is built for most; nil where no command does.
  package let offer: HostRemedy?
  /// What could not be read of what the judgement rests on.
  package let unread: [ReadFailure]
  /// The answer as an exit status.
  package let exitStatus: ExitStatus
  /// Whether it is the user's image alone because of which the answer is no.
  package let isImageAtFault: Bool

  /// Whether a finding is about a platform that counts.
  package func isAboutWhatCounts(_ finding: Finding) -> Bool {
    platforms.contains { $0.counts && finding.platforms.contains($0.platform) }
  }
}

/// The host in a few words.
package struct HostSummary: Sendable, Hashable {
  /// `uname -m`.
  package let machine: KernelText?
  /// `uname -r`.
  package let kernelRelease: KernelText?
  /// The platform that the observing program was compiled for.
  package let native: Platform
  /// Whether the facts come from inside a container; nil when it could not be told.
  package let isContainer: Bool?
  /// Which binfmt_misc instance was seen: `host`, `private` or `none`; nil when it is unknown.
  package let instance: String?
  /// How the probes got an empty root: `mount-namespace`, `user-namespace`, `directory` or `none`.
  package let emptyRoot: String?
  /// The rights that the probes ran with: `own`, `nobody` or `no-capabilities`.
  package let probeRights: String?
  /// The container engine that was asked; nil if none was.
  package let engine: EngineFacts?
  /// The builder that was found; nil if there is none.
  package let builder: BuilderFacts?
  /// Whether the engine's containers run on another machine.
  package let isEngineElsewhere: Bool
  /// Whether a boot brings the handlers that serve now; nil where that is not known, or there is none.
  package let keepsHandlers: Bool?
}

/// The judgement of one platform.
package struct PlatformReport: Sendable, Hashable {
  /// The platform, canonical.
  package let platform: Platform
  /// Whether it was asked for by name.
  package let isRequired: Bool
  /// Whether the exit status depends on it: it was asked for, or without any such word the CPU or an
  /// entry takes its programs.
  package let counts: Bool
  /// The answer.
  package let verdict: Verdict
  /// How its programs run.
  package let execution: Execution
  /// The entry that takes its programs.
  package let handler: KernelText?
  /// What runs its programs, unless the CPU does.
  package let emulator: HandlerEmulator?
  /// Every link in order.
  package let chain: [LinkReport]
  /// How many times longer work takes than on the host's own platform, if that was measured.
  package let slowdown: Double?

  /// The first link that failed.
  package var brokenLink: Link? { chain.first { $0.state == .failed }?.link }

  /// How programs of a platform run.
  package enum Execution: String, Sendable, Codable, CaseIterable {
    case native
    case emulated
    /// They do not.
    case none
  }

  /// What is known of one link.
  package struct LinkReport: Sendable, Hashable {
    /// The link.
    package let link: Link
    /// Its state.
    package let state: LinkState
    /// How long the judged run took, where there was one.
    package let milliseconds: Double?
    /// Names of its findings.
    package let findings: [String]
  }
}

/// The program that runs a platform's programs.
package struct HandlerEmulator: Sendable, Hashable {
  /// Its own name, e.g. `qemu-aarch64`.
  package let name: KernelText
  /// The release that it names, e.g. `7.2.22`.
  package let version: String?
  /// The package that it says it comes from.
  package let package: String?
  /// The interpreter's path as it is registered.
  package let interpreter: KernelText?
}
