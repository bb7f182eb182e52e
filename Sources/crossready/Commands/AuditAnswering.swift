import Facts
import Images
import LinuxHost
import Platforms
import Readiness
import Rendering
import Repair
import Reports

extension AuditOptions {
  /// Reads, judges and renders.
  func answer(_ context: Context) throws -> Answer {
    var report: AuditReport
    do {
      report = looksAtRunning ? try runningReport(context) : try subjectReport(context)
    } catch let error as AuditReadingError {
      throw Failure.auditImpossible(error)
    }
    report.ignore(ignored)
    return try rendered(report, context)
  }

  private var host: Platform { .own }

  private func subjectReport(_ context: Context) throws -> AuditReport {
    let display = ProgressDisplay(environment: context.environment)
    let reader = ImageReader(
      environment: context.environment, timeout: timeout.duration, progress: display.show)
    let subject = subject ?? "."
    let found = try reader.read(subject)
    return AuditReport(
      found, subject: subject == "-" ? "standard input" : subject,
      wanted: platforms.isEmpty ? [host] : platforms, isAsked: !platforms.isEmpty)
  }

  private func runningReport(_ context: Context) throws -> AuditReport {
    let display = ProgressDisplay(environment: context.environment)
    let running = try RunningContainers.observing(
      environment: context.environment, timeout: timeout.duration, progress: display.show)
    guard running.isAnswered else {
      throw AuditReadingError.noEngine(name: nil, running.engines)
    }
    return AuditReport(
      running: running.containers, host: host,
      executable: try executable(running.containers, context), remarks: running.remarks,
      problems: running.problems)
  }

  /// The architectures that this host executes, of those that are asked for.
  private func executable(
    _ containers: [ContainerLook], _ context: Context
  ) throws -> Set<String> {
    let names = Set(
      containers.flatMap { [$0.label?.architecture, $0.entrypoint?.cpu?.name].compactMap(\.self) })
    let foreign = names.subtracting([host.architecture]).sorted()
      .map { Platform(architecture: $0).normalized }.filter(Platform.judged.contains)
    guard !foreign.isEmpty else { return [host.architecture] }
    let facts = try HostFacts.observing(
      tool: Identity.tool, environment: context.environment, platforms: foreign,
      timeout: timeout.duration)
    let report = Report.judging(facts, for: ReadinessRequest(platforms: foreign, isStrict: false))
    let executed = report.platforms.filter { $0.execution != .none }
    return Set(executed.map(\.platform.architecture) + [host.architecture])
  }

  private func rendered(_ report: AuditReport, _ context: Context) throws -> Answer {
    let style = outputPath == nil ? context.style : context.style.plain
    let text = TextAudit(report, style: style).rendered()
    var answer: Answer
    switch format.chosen(context) {
    case .auto, .text: answer = .forPeople(text, status: report.status)
    case .json:
      answer = Answer(
        text: try JSONText.encoding(Document(.audit, AuditDocument(report))), status: report.status)
    case .sarif:
      answer = Answer(text: try JSONText.encoding(SARIFDocument(report)), status: report.status)
    case .github:
      answer = Answer(
        text: GitHubReport.fenced(
          TextAudit(report, style: context.style.plain).rendered(), by: RandomWord.make())
          + report.annotations, status: report.status)
    }
    answer.outputPath = outputPath
    if let outputPath, report.status != .yes {
      answer.notice = "\(TextAudit.conclusion(of: report)) See \(outputPath)."
    }
    return answer
  }
}
