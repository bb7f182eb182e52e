import Binfmt
import Dockerfiles
import Facts
import FoundationEssentials
import Hangs
import Images
import Logs
import Platforms
import Readiness
import Repair
import Rendering
import Reports
import Targets
import Text

@testable import LinuxHost
@testable import crossready

/// Hands each input to a target, which `CROSSREADY_FUZZ` names.
///
/// Nothing is asserted but that it ends: a trap, an overflow of the stack and a time that grows faster
/// than the input are found by libFuzzer itself.
@main
struct Fuzz {
  static func main() {
    var count = CommandLine.argc
    var words: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv
    _ = runFuzzer(&count, &words) { start, count in
      target(Array(UnsafeBufferPointer(start: start, count: count)))
      return 0
    }
  }
}

/// libFuzzer's own loop (FuzzerDriver.cpp).
@_silgen_name("LLVMFuzzerRunDriver")
private func runFuzzer(
  _ count: UnsafeMutablePointer<CInt>,
  _ words: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>,
  _ callback: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

private let target: @Sendable ([UInt8]) -> Void = {
  let name = ProcessEnvironment.variables["CROSSREADY_FUZZ"] ?? ""
  guard let target = targets[name] else {
    preconditionFailure("CROSSREADY_FUZZ names one of \(targets.keys.sorted())")
  }
  return target
}()

private let targets: [String: @Sendable ([UInt8]) -> Void] = [
  "dockerfiles": { bytes in
    guard let file = try? Dockerfile(parsing: bytes) else { return }
    let build = Platform(architecture: "amd64")
    let plans = ["amd64", "arm64"].compactMap { architecture in
      try? file.plan(
        for: BuildRequest(target: Platform(architecture: architecture), build: build))
    }
    let report = DockerfileReport(
      path: "-", build: build, stage: nil, plans: plans, hazards: file.hazards(plans), host: nil,
      requiresHost: false)
    let style = TextStyle(isColoured: false, isUnicode: false, isRoot: true)
    _ = TextDockerfile(report, style: style).rendered()
    _ = report.annotations
  },
  "elf": { bytes in
    let header = ELFHeader(prefix: Array(bytes.prefix(ELFHeader.prefixLength))) { offset, count in
      Array(bytes.dropFirst(Int(clamping: offset)).prefix(count))
    }
    _ = header?.identity.architecture
    _ = ELFHeader.constants(inProgramStarting: bytes)
  },
  "engines": { bytes in
    for kind in EngineKind.all { _ = kind.answer(bytes, ["DOCKER_HOST": "tcp://h:1"]) }
    _ = BuilderFacts(inspecting: bytes)
    _ = OutsideText(bytes).masked
  },
  "entries": { bytes in
    let entry = Entry(name: "e", text: KernelText(bytes))
    let table = HandlerTable(entriesInMatchOrder: [entry])
    for architecture in Architecture.table { _ = table.coverage(of: architecture) }
    _ = try? entry.registration?.line()
    let file = ConfigurationFile(path: "/etc/binfmt.d/x.conf", text: KernelText(bytes))
    for boot in BinfmtD.registrations(in: [file]) { _ = try? boot.registration.line() }
    _ = UpdateBinfmts.registrations(in: [file])
    _ = Mountinfo.mounts(in: bytes, at: "/proc/sys/fs/binfmt_misc")
  },
  "facts": { bytes in
    guard let facts = try? FactsFile.decode(bytes, path: "-") else { return }
    let request = ReadinessRequest(platforms: Platform.table, isStrict: false, links: Link.allCases)
    let report = Report.judging(facts, for: request)
    let style = TextStyle(isColoured: false, isUnicode: false, isRoot: true)
    _ = TextReport(report, style: style).rendered()
    _ = try? JSONText.encoding(ReportDocument(report))
    _ = GitHubReport(report).annotations
    _ = JUnitReport(report, time: 0, isStrict: true).rendered()
    _ = PrometheusReport(report, time: 0).rendered()
  },
  "logs": { bytes in
    var reader = LogReader()
    var rest = bytes[...]
    while reader.take({ buffer in
      let part = rest.prefix(min(buffer.count, 1 + bytes.count / 3))
      buffer.copyBytes(from: part)
      rest = rest.dropFirst(part.count)
      return part.count
    }) {}
    guard let report = try? reader.report() else { return }
    let style = TextStyle(isColoured: false, isUnicode: false, isRoot: false)
    _ = TextLog(report, .file("-"), style: style).rendered()
    _ = LogSentence.annotations(report, .file("-"))
    _ = try? JSONText.encoding(LogDocument(report))
    let end = ContainerEnd(
      text: String(decoding: bytes, as: UTF8.self), status: Int(bytes.last ?? 0), image: nil,
      platform: Platform(architecture: "arm64"), machine: Platform(architecture: "amd64"))
    _ = end.cause?.commands
  },
  "platforms": { bytes in
    let text = String(decoding: bytes, as: UTF8.self)
    guard let platform = try? Platform(parsing: text) else { return }
    _ = try? Platform(parsing: platform.description)
    for other in Platform.table { _ = platform.accepts(other) }
  },
  "proc": { bytes in
    _ = ProcessStat(parsing: bytes)
    _ = ProcessStatus(parsing: bytes)
    _ = FileLocks(parsing: bytes)
    _ = MemoryMap(text: bytes).start(ofFileNamed: "app")
    _ = OSRelease(parsing: bytes)
    _ = ControlGroupPaths.container(in: ControlGroupPaths.paths(in: bytes))
    _ = ContainerSigns.engines(in: bytes)
    _ = Mountinfo.mounts(in: bytes, at: "/proc/sys/fs/binfmt_misc")
    _ = Mountinfo.all(in: bytes)
  },
  "registrations": { bytes in
    guard let registration = try? Registration(line: KernelText(bytes)) else { return }
    guard let line = try? registration.line() else { return }
    // What is written is what was read.
    precondition((try? Registration(line: line))?.entry == registration.entry)
  },
  "processes": { bytes in
    guard let document = try? JSONDecoder().decode(FactsDocument.self, from: Data(bytes)),
      let samples = document.processes, samples.implausiblePlace == nil
    else { return }
    let report = HangReport.judging(samples)
    let style = TextStyle(isColoured: false, isUnicode: false, isRoot: true)
    _ = TextHangs(report, style: style).rendered()
    _ = try? JSONText.encoding(HangDocument(report))
  },
  "images": { bytes in
    var limits = AuditLimits()
    limits.entries = 10_000
    let scan = ArchiveScan(limits: limits) { _, source in source }
    do { try scan.read(MemorySource(bytes)) } catch { scan.report("-", .archive(.cutOff)) }
    let wanted = ["amd64", "arm64"].map { Platform(architecture: $0) }
    guard let found = try? scan.images(named: "-") else { return }
    let report = AuditReport(found, subject: "-", wanted: wanted, isAsked: true)
    let style = TextStyle(isColoured: false, isUnicode: false, isRoot: true)
    _ = TextAudit(report, style: style).rendered()
    _ = report.annotations
    _ = try? JSONText.encoding(AuditDocument(report))
  },
  "targets": { bytes in
    _ = try? BuildTarget.reading(bake: bytes)
    _ = try? BuildTarget.reading(compose: bytes)
    _ = try? PlatformDemand.reading(bake: bytes)
    _ = try? PlatformDemand.reading(compose: bytes)
  },
  "tar": { bytes in _ = TarArchive.firstFile(in: bytes) },
]
