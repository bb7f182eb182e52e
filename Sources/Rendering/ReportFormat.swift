package import Readiness

/// A report that is to be written, and what its formats need to know.
package struct ReportRequest {
  package let report: Report
  /// Whether containers were asked, too.
  let isVerified: Bool
  /// Whether a degraded platform counts as not ready.
  let isStrict: Bool
  /// The text, whole or in part, as a person wants it.
  let text: String
  let environment: [String: String]
  /// Seconds since 1970.
  let time: Double
  /// Makes a word that nobody can guess.
  let makeFence: () -> String

  package init(
    _ report: Report, isVerified: Bool, isStrict: Bool, text: String,
    environment: [String: String], time: Double, makeFence: @escaping () -> String
  ) {
    self.report = report
    self.isVerified = isVerified
    self.isStrict = isStrict
    self.text = text
    self.environment = environment
    self.time = time
    self.makeFence = makeFence
  }
}

/// A report as it is written.
package struct WrittenReport {
  package let text: String
  /// Whether it is for people, with names in it that others chose.
  package var isForPeople = false
  /// What is appended to other files.
  package var appended: [Appendix] = []
}

/// How the reports of `check` and `verify` are written: a format is one row.
package struct ReportFormat: Sendable {
  package let name: String
  package let write: @Sendable (ReportRequest) throws -> WrittenReport

  package static let all = [
    ReportFormat(name: "text") { WrittenReport(text: $0.text, isForPeople: true) },
    ReportFormat(name: "json") { request in
      WrittenReport(
        text: try JSONText.encoding(
          Document(
            request.isVerified ? .verify : .check, ReportDocument(request.report),
            tool: request.report.tool)))
    },
    ReportFormat(name: "github") { request in
      let github = GitHubReport(request.report)
      return WrittenReport(
        text: GitHubReport.fenced(request.text, by: request.makeFence()) + github.annotations,
        appended: github.appended(request.environment))
    },
    ReportFormat(name: "junit") { request in
      WrittenReport(
        text: JUnitReport(request.report, time: request.time, isStrict: request.isStrict)
          .rendered())
    },
    ReportFormat(name: "prometheus") { request in
      WrittenReport(text: PrometheusReport(request.report, time: request.time).rendered())
    },
  ]

  /// The format of this name.
  package static func named(_ name: String) -> ReportFormat? { all.first { $0.name == name } }
}
