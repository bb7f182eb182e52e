import Platforms

/// Judges a whole log.
struct LogJudge {
  let ledger: Ledger
  let rules: [Rule]
  let host: Platform?

  /// The report on what was read.
  func report(lineCount: Int) -> LogReport {
    let image = ledger.facts.image ?? onlyImage
    let judges = ledger.steps.indices.map {
      StepJudge(ledger: ledger, rules: rules, host: host, image: image, index: $0)
    }
    var found: [(step: Int, finding: LogFinding)] = []
    for judge in judges where isOfInterest(ledger.steps[judge.index]) {
      found += judge.findings().map { (judge.index, $0) }
    }
    let hasFailed = found.contains { $0.finding.role == .cause && isFailed($0.step) }
    func rank(_ item: (step: Int, finding: LogFinding)) -> (Int, Int) {
      guard item.finding.role == .cause else { return (2, item.finding.line) }
      // A step whose end the log does not tell may be about to go on.
      let isOpen = item.step > 0 && !isFailed(item.step)
      return (hasFailed && isOpen ? 1 : 0, item.finding.line)
    }
    let findings = found.sorted { rank($0) < rank($1) }.map(\.finding)
    let hasCause = findings.contains { $0.role == .cause }
    return LogReport(
      lineCount: lineCount, findings: findings, failure: hasCause ? nil : failure(judges),
      host: host, isOfBuild: ledger.steps.count > 1, isCut: ledger.isCut)
  }

  /// The image, where the log names one alone.
  private var onlyImage: String? {
    let names = ledger.facts.imageNames.union(
      ledger.hits.compactMap { ImageName.named(in: $0.excerpt) })
    return names.count == 1 ? names.first : nil
  }

  private func isOfInterest(_ step: Step) -> Bool {
    !step.hits.isEmpty || step.outcome != .done
  }

  private func isFailed(_ index: Int) -> Bool {
    if case .failed = ledger.steps[index].outcome { true } else { false }
  }

  /// The first step that failed by itself. A cache that cannot be read or written fails no build.
  private func failure(_ judges: [StepJudge]) -> StepFailure? {
    let failed = judges.filter { judge in
      isFailed(judge.index) && !ledger.steps[judge.index].title.contains(" cache ")
    }
    let first = failed.first { ledger.steps[$0.index].title.contains("RUN ") } ?? failed.first
    guard let first, case .failed(let status) = ledger.steps[first.index].outcome else {
      return nil
    }
    let step = ledger.steps[first.index]
    return StepFailure(
      step: step.title.isEmpty ? nil : step.title, platform: first.platform, status: status,
      line: step.endLine ?? step.line)
  }
}
