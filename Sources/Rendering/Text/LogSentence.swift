package import Logs
import Text

/// What a log is of.
package enum LogSource {
  /// A build, by the path of its log; `-` is standard input.
  case file(String)
  /// A container, by its name or id.
  case container(String)

  /// What it is called in a sentence.
  package var name: String {
    switch self {
    case .file(let path): path == "-" ? "standard input" : path
    case .container(let name): "container \(name)"
    }
  }

  /// What fails if no step of it does.
  var whole: String {
    switch self {
    case .file: "The job"
    case .container: "The container"
    }
  }
}

/// The sentences about build logs that every format begins with.
package enum LogSentence {
  /// What failed, on which platform, because of what.
  static func answer(_ report: LogReport, _ source: LogSource) -> String {
    let size = "\(report.lineCount) line\(report.lineCount == 1 ? "" : "s") of \(source.name)"
    if report.hasErrors, let first = report.findings.first {
      return "\(subject(first)) failed\(place(first)): \(first.reason) (\(first.cause.id))."
    }
    guard let failure = report.failure else {
      let hints = report.hints.isEmpty ? "" : "; what may be a hint is below"
      return "No known error of cross builds was found in \(size)\(hints)."
    }
    let step = failure.step.map { "Step \($0.cut(to: 60))" } ?? source.whole
    let status = failure.status.map { " with status \($0)" } ?? ""
    let platform = failure.platform.map { " on \($0)" } ?? ""
    return
      "\(step) failed\(status)\(platform), line \(failure.line): not a matter of platforms, as far as "
      + "\(size) tell."
  }

  private static func subject(_ finding: LogFinding) -> String {
    if let step = finding.step { return "Step \(step.cut(to: 60))" }
    return "A program"
  }

  private static func place(_ finding: LogFinding) -> String {
    finding.platform.map { " on \($0)" } ?? ""
  }

  /// Where something must change, for a sentence; nil if nowhere.
  static func words(_ place: LogCause.Place) -> String? {
    switch place {
    case .builder: "on the machine that builds"
    case .host: "on the machine that runs it"
    case .image: "in the image, or the platform that is asked for"
    case .dockerfile: "in the Dockerfile"
    case .packages: "in the lock file or the list of packages"
    case .job: "in the job"
    case .project: "in the project"
    case .nothing: nil
    }
  }

  /// Annotations of a job of GitHub Actions: an error for each cause, a notice if nothing of ours failed.
  package static func annotations(_ report: LogReport, _ source: LogSource) -> String {
    let causes = report.findings.filter { $0.role == .cause }
    guard !causes.isEmpty else {
      return report.failure == nil
        ? ""
        : GitHubReport.annotation(
          "notice", "not a matter of platforms", [printable(answer(report, source))])
    }
    return causes.map { finding in
      let lines =
        [
          "\(subject(finding)) failed\(place(finding)): \(finding.reason)",
          "line \(finding.line): \(finding.excerpt)", finding.remedy,
        ] + finding.commands
      return GitHubReport.annotation("error", finding.cause.id, lines.map(printable))
    }.joined()
  }
}
