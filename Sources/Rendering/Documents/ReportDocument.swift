import Facts
import LinuxNames
import Platforms
package import Readiness
import Reports

/// The JSON form of a report, schema 1: keys are only ever added, and none is ever left out.
package struct ReportDocument: Codable {
  let host: HostPart
  let verdict: Verdict
  let supported: [String]
  let emulators: [String]
  let platforms: [PlatformPart]
  let findings: [FindingPart]
  let repair: Nullable<RepairPart>
  let unread: [UnreadPart]
  let exitStatus: Int32

  package init(_ report: Report) {
    host = HostPart(report.host)
    verdict = report.verdict
    supported = report.supported.map(\.description)
    emulators = report.emulators.map(\.description)
    platforms = report.platforms.map(PlatformPart.init)
    findings = report.findings.map {
      FindingPart(
        $0, counts: $0.severity != .note && report.isAboutWhatCounts($0))
    }
    repair = Nullable(report.repair.map(RepairPart.init))
    unread = report.unread.map(UnreadPart.init)
    exitStatus = report.exitStatus.rawValue
  }

  /// The plan that repairs the host.
  struct RepairPart: Codable {
    let text: String
    let commands: [String]
    let raw: [String]
    let needsRoot: Bool
    let persists: Bool

    init(_ repair: HostRemedy) {
      text = repair.text
      commands = repair.commands
      raw = repair.raw
      needsRoot = true
      persists = repair.persists
    }
  }

  struct UnreadPart: Codable {
    let path: String
    let error: String

    init(_ failure: ReadFailure) {
      path = failure.path.description
      error = ErrorNumber.text(failure.errno)
    }
  }

  struct HostPart: Codable {
    let machine: Nullable<String>
    let kernel: Nullable<String>
    let native: String
    let container: Nullable<Bool>
    let instance: Nullable<String>
    let emptyRoot: Nullable<String>
    let keepsHandlers: Nullable<Bool>
    let probeRights: Nullable<String>
    let engine: Nullable<EnginePart>
    let builder: Nullable<BuilderPart>

    init(_ host: HostSummary) {
      machine = Nullable(host.machine?.description)
      kernel = Nullable(host.kernelRelease?.description)
      native = host.native.description
      container = Nullable(host.isContainer)
      instance = Nullable(host.instance)
      emptyRoot = Nullable(host.emptyRoot)
      keepsHandlers = Nullable(host.keepsHandlers)
      probeRights = Nullable(host.probeRights)
      engine = Nullable(
        host.engine.map { EnginePart($0, isElsewhere: host.isEngineElsewhere) })
      builder = Nullable(host.builder.map(BuilderPart.init))
    }
  }

  /// A null in it is what the engine did not say.
  struct EnginePart: Codable {
    let program: String
    let path: Nullable<String>
    let kind: Nullable<String>
    let version: Nullable<String>
    let rootless: Nullable<Bool>
    let remote: Bool
    let context: Nullable<String>
    let imageStore: Nullable<String>
    let containerdStore: Nullable<Bool>
    let snap: Nullable<Bool>
    let desktop: Nullable<Bool>

    init(_ engine: EngineFacts, isElsewhere: Bool) {
      let answer = engine.answer
      program = engine.program
      path = Nullable(engine.path?.description)
      kind = Nullable(answer?.kind)
      version = Nullable(answer?.version)
      rootless = Nullable(answer?.isRootless)
      remote = isElsewhere
      context = Nullable(answer?.context?.text)
      imageStore = Nullable(answer?.imageStore)
      containerdStore = Nullable(answer?.usesContainerdStore)
      snap = Nullable(answer?.isSnap)
      desktop = Nullable(answer?.isDesktop)
    }
  }

  struct BuilderPart: Codable {
    let name: String
    let driver: Nullable<String>
    let status: Nullable<String>
    let platforms: [String]
    let forced: [String]
    let error: Nullable<String>
    let nodes: [BuilderNodePart]

    init(_ builder: BuilderFacts) {
      name = builder.name.text
      driver = Nullable(builder.driver)
      status = Nullable(builder.status)
      platforms = builder.platforms
      forced = builder.forced
      error = Nullable(builder.error?.lines.first)
      nodes = (builder.nodes ?? []).map(BuilderNodePart.init)
    }
  }

  struct BuilderNodePart: Codable {
    let name: String
    let endpoint: Nullable<String>
    let status: Nullable<String>
    let error: Nullable<String>
    let platforms: [String]
    let emulators: Nullable<[String]>

    init(_ node: BuilderNode) {
      name = node.name.text
      endpoint = Nullable(node.endpoint?.text)
      status = Nullable(node.containerState == "paused" ? "paused" : node.status)
      error = Nullable(node.error?.lines.first)
      platforms = node.platforms
      emulators = Nullable(node.emulators)
    }
  }

  struct PlatformPart: Codable {
    let platform: String
    let required: Bool
    let verdict: Verdict
    let execution: PlatformReport.Execution
    let handler: Nullable<String>
    let emulator: Nullable<EmulatorPart>
    let chain: [LinkPart]
    let brokenLink: Nullable<Link>
    let slowdown: Nullable<Double>

    init(_ report: PlatformReport) {
      platform = report.platform.description
      required = report.isRequired
      verdict = report.verdict
      execution = report.execution
      handler = Nullable(report.handler?.description)
      emulator = Nullable(report.emulator.map(EmulatorPart.init))
      chain = report.chain.map(LinkPart.init)
      brokenLink = Nullable(report.brokenLink)
      slowdown = Nullable(report.slowdown)
    }
  }

  struct EmulatorPart: Codable {
    let name: String
    let version: Nullable<String>
    let package: Nullable<String>
    let interpreter: Nullable<String>

    init(_ emulator: HandlerEmulator) {
      name = emulator.name.description
      version = Nullable(emulator.version)
      package = Nullable(emulator.package)
      interpreter = Nullable(emulator.interpreter?.description)
    }
  }

  /// `milliseconds` is left out where nothing was timed.
  struct LinkPart: Codable {
    let link: Link
    let state: LinkState
    let milliseconds: Double?
    let findings: [String]

    init(_ report: PlatformReport.LinkReport) {
      link = report.link
      state = report.state
      milliseconds = report.milliseconds.flatMap {
        $0.isFinite ? ($0 * 1000).rounded() / 1000 : nil
      }
      findings = report.findings
    }
  }

  struct FindingPart: Codable {
    let id: String
    let severity: Severity
    let link: Link
    let platforms: [String]
    let summary: String
    let evidence: [String]
    let remedy: Nullable<Remedy>
    let ignored: Nullable<Severity>
    /// Whether it changes the verdict of a platform that the exit status depends on.
    let counts: Bool

    init(_ finding: Finding, counts: Bool) {
      self.counts = counts
      id = finding.id
      severity = finding.severity
      link = finding.link
      platforms = finding.platforms.map(\.description)
      summary = finding.summary
      evidence = finding.evidence
      remedy = Nullable(finding.remedy)
      ignored = Nullable(finding.ignored)
    }
  }
}
