import Platforms
package import Readiness
import Reports

/// The answer of `check` and `verify` in one sentence: the platforms, and why.
package enum ReadinessSentence {
  /// Of a report.
  package static func of(_ report: Report) -> String {
    let isAsked = report.platforms.contains(where: \.isRequired)
    switch report.exitStatus {
    case .yes: return isAsked ? ready(report) : registered(report)
    case .no where report.isImageAtFault:
      return "\(refused(report)); nothing is wrong with the host."
    case .no: return "\(refused(report))."
    default: return "\(unknown(report))."
    }
  }

  /// What was asked for runs.
  private static func ready(_ report: Report) -> String {
    let degraded = report.platforms.filter { $0.verdict == .degraded }
    let ready = report.platforms.filter { $0.verdict == .ready }.map(\.platform)
    let place = report.host.engine == nil ? "on this host" : "in containers"
    let hasIgnored = report.findings.contains { $0.ignored == .blocks }
    let good =
      ready.isEmpty
      ? nil
      : "\(ready.listed) \(ready.count == 1 ? "is" : "are") ready: "
        + (hasIgnored ? "what is broken is ignored" : "programs run \(place)")
    let rest = reasons(for: degraded, .degrades, in: report).map { platforms, reason in
      "\(platforms.listed) \(platforms.count == 1 ? "works, but is" : "work, but are") degraded: "
        + reason
    }
    return ([good].compactMap(\.self) + rest.prefix(2)).joined(separator: "; ") + "."
  }

  /// Nobody asked for a platform: what is registered runs.
  private static func registered(_ report: Report) -> String {
    if report.findings.contains(where: { $0.id == "binfmt-not-visible" }) {
      let running = report.platforms.filter { $0.execution != .none }.map(\.platform)
      return "Programs of \(running.listed) run in this container; the host's handlers are not "
        + "visible from here."
    }
    let foreign = report.platforms.filter { $0.execution == .emulated }
    let unknown = report.platforms.filter { $0.counts && $0.verdict == .unknown }
    let place = report.host.isEngineElsewhere ? "The engine's machine" : "This host"
    if foreign.isEmpty || !unknown.isEmpty {
      let running = report.platforms.filter { $0.execution != .none }.map(\.platform)
      if !unknown.isEmpty {
        return "\(place) runs \(running.listed); "
          + clause(for: unknown, .hides, "unknown", in: report) + "."
      }
      let reason = report.findings.first { $0.severity == .blocks }?.summary
      return "\(place) runs \(running.listed) only" + (reason.map { ": \($0)." } ?? ".")
    }
    let degraded = foreign.filter { $0.verdict == .degraded }
    let disabled = report.findings.first { $0.id == "handler-disabled" }?.platforms ?? []
    let whose =
      disabled.isEmpty
      ? "Every handler works" : "The handler of \(disabled.listed) is disabled; others work"
    let causes = reasons(for: degraded, .degrades, in: report)
    guard !causes.isEmpty else {
      return "\(whose): \(place.first?.lowercased() ?? "")\(place.dropFirst()) runs "
        + "\(foreign.map(\.platform).listed), too."
    }
    let clauses = causes.prefix(2).map { platforms, reason in
      let isAll = platforms.count == foreign.count
      let names = isAll && foreign.count > 1 ? "all" : platforms.listed
      return "\(names) \(platforms.count == 1 ? "is" : "are") degraded: \(reason)"
    }
    return "\(whose), but \(clauses.joined(separator: "; "))."
  }

  /// Some platform that counts is not ready, or degraded where that is not enough.
  private static func refused(_ report: Report) -> String {
    let failed = report.platforms.filter { $0.counts && $0.verdict == .notReady }
    if failed.isEmpty {
      let degraded = report.platforms.filter { $0.counts && $0.verdict == .degraded }
      return clause(for: degraded, .degrades, "degraded, which --strict refuses", in: report)
    }
    return clause(for: failed, .blocks, "not ready", in: report)
  }

  private static func unknown(_ report: Report) -> String {
    let unknown = report.platforms.filter { $0.counts && $0.verdict == .unknown }
    return clause(for: unknown, .hides, "unknown", in: report)
  }

  private static func clause(
    for reports: [PlatformReport], _ severity: Severity, _ state: String, in report: Report
  ) -> String {
    let all = reasons(for: reports, severity, in: report)
    guard !all.isEmpty else {
      let platforms = reports.map(\.platform)
      let reason = report.unknowns.first.map { ": \($0)" } ?? ""
      guard !platforms.isEmpty else { return "It is unknown whether this host is ready\(reason)" }
      return "\(platforms.listed) \(platforms.count == 1 ? "is" : "are") \(state)\(reason)"
    }
    let clauses = all.prefix(2).map { platforms, reason in
      "\(platforms.listed) \(platforms.count == 1 ? "is" : "are") \(state): \(reason)"
    }
    let left = all.dropFirst(2).flatMap(\.platforms).count
    return clauses.joined(separator: "; ") + (left > 0 ? "; and \(left) more" : "")
  }

  /// The first finding of a severity for each platform, with the platforms that share it.
  private static func reasons(
    for reports: [PlatformReport], _ severity: Severity, in report: Report
  ) -> [(platforms: [Platform], reason: String)] {
    var reasons: [(platforms: [Platform], reason: String)] = []
    for one in reports {
      let cause = report.findings.first {
        $0.severity == severity && $0.platforms.contains(one.platform)
      }
      guard let reason = cause?.summary else { continue }
      if let index = reasons.firstIndex(where: { $0.reason == reason }) {
        reasons[index].platforms.append(one.platform)
      } else {
        reasons.append(([one.platform], reason))
      }
    }
    return reasons
  }
}

extension [Platform] {
  /// The platforms for a sentence: no more than four of them.
  var listed: String {
    let shown = count > 4 ? Array(prefix(3)) : self
    let names = shown.map(\.description)
    if count > shown.count {
      return names.joined(separator: ", ") + " and \(count - shown.count) more"
    }
    guard let last = names.last, names.count > 1 else { return names.first ?? "" }
    return names.dropLast().joined(separator: ", ") + " and " + last
  }
}
