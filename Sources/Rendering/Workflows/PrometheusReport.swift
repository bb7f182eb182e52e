import Facts
import Platforms
package import Readiness
import Text

/// A report as metrics in Prometheus' text format, for node_exporter's textfile collector.
package struct PrometheusReport {
  private let report: Report
  /// When the judgement was made, in seconds since 1970.
  private let time: Double

  package init(_ report: Report, time: Double) {
    self.report = report
    self.time = time
  }

  /// All metrics.
  package func rendered() -> String {
    [
      metric(
        "crossready_info", "Who judged.",
        [Sample(["version": report.tool.version], 1)]),
      metric(
        "crossready_run_timestamp_seconds", "When the host was judged, in seconds since 1970.",
        [Sample([:], time.rounded(.down))]),
      metric(
        "crossready_exit_status", "The answer: 0 yes, 1 no, 2 could not tell.",
        [Sample([:], Double(report.exitStatus.rawValue))]),
      metric(
        "crossready_platform_ready",
        "Whether a platform is ready or degraded; missing where that is unknown.",
        judged.map { platform in
          Sample(["platform": platform.platform.description], platform.verdict.works ? 1 : 0)
        }),
      metric(
        "crossready_platform_degraded", "Whether a platform works with defects.",
        judged.map { platform in
          Sample(
            ["platform": platform.platform.description], platform.verdict == .degraded ? 1 : 0)
        }),
      metric(
        "crossready_link_passed",
        "Whether a link of a platform's chain passed; missing where it was not judged.",
        links { link in
          switch link.state {
          case .passed, .degraded: 1
          case .failed: 0
          case .notNeeded, .notChecked, .unknown: nil
          }
        }),
      metric(
        "crossready_probe_seconds", "How long the probe of a link took.",
        links { link in link.milliseconds.map { $0 / 1000 } }),
      metric(
        "crossready_emulator_info", "What runs a platform's programs.",
        report.platforms.compactMap { platform in
          platform.emulator.map { emulator in
            Sample(
              [
                "platform": platform.platform.description, "emulator": emulator.name.description,
                "version": emulator.version ?? "",
                "handler": platform.handler?.description ?? "",
              ], 1)
          }
        }),
      metric(
        "crossready_finding", "A finding about a platform.",
        report.findings.flatMap { finding in
          finding.platforms.map { platform in
            Sample(
              [
                "finding": finding.id, "severity": finding.severity.rawValue,
                "platform": platform.description, "ignored": finding.ignored?.rawValue ?? "",
              ], 1)
          }
        }),
    ].joined()
  }

  private struct Sample {
    let labels: [String: String]
    let value: Double

    init(_ labels: [String: String], _ value: Double) {
      self.labels = labels
      self.value = value
    }
  }

  /// The platforms of which something is known, without those that nobody asked for: an alert on them
  /// would never end.
  private var judged: [PlatformReport] {
    report.platforms.filter { $0.counts && $0.verdict != .unknown }
  }

  private func links(_ value: (PlatformReport.LinkReport) -> Double?) -> [Sample] {
    report.platforms.filter(\.counts).flatMap { platform in
      platform.chain.compactMap { link in
        value(link).map { number in
          Sample(
            ["platform": platform.platform.description, "link": link.link.rawValue], number)
        }
      }
    }
  }

  /// A metric without samples has no lines at all: a lone header says nothing.
  private func metric(_ name: String, _ help: String, _ samples: [Sample]) -> String {
    guard !samples.isEmpty else { return "" }
    let lines = samples.map { sample in
      let labels = sample.labels.sorted { $0.key < $1.key }.map { key, value in
        "\(key)=\"\(Self.escaped(value))\""
      }
      return name + (labels.isEmpty ? "" : "{\(labels.joined(separator: ","))}")
        + " \(Self.number(sample.value))"
    }
    return "# HELP \(name) \(help)\n# TYPE \(name) gauge\n" + lines.joined(separator: "\n") + "\n"
  }

  private static func number(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : "\(value)"
  }

  /// A label's value (prometheus.io, "Exposition formats").
  static func escaped(_ text: String) -> String {
    text.unicodeScalars.map { scalar in
      switch scalar {
      case "\\": "\\\\"
      case "\"": "\\\""
      case "\n": "\\n"
      default: String(scalar)
      }
    }.joined()
  }
}
