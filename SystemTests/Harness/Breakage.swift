import Testing

/// A host broken for real, and what is to be seen.
struct Breakage: Sendable, CustomTestStringConvertible {
  /// The finding that names it.
  let finding: String
  /// The platforms asked for.
  let platforms: [String]
  /// The script that breaks the host.
  let setup: String
  var severity = "blocks"
  /// Blocking findings that cannot be apart from it.
  var implied: [String] = []
  /// Whether the remedy can be run here.
  var isRepairable = true
  /// What is seen after the repair.
  var verdictAfter = "ready"
  var environment: [String: String] = [:]
  /// Tells breakages of the same finding apart.
  var title = ""

  var testDescription: String { title.isEmpty ? finding : "\(finding): \(title)" }

  /// Breaks, judges, repairs and judges again, after a boot, too, where the remedy is to last.
  func verify() throws {
    let repair = try Repair(
      setup: setup, finding: finding, platforms: platforms, environment: environment)
    let before = repair.before
    #expect(before.findings(severity).contains(finding))
    let blocking = before.findings("blocks")
    #expect(blocking.sorted() == (implied + (severity == "blocks" ? [finding] : [])).sorted())
    if severity == "blocks" {
      #expect(before.verdict == "notReady")
      #expect(repair.beforeStatus == 1)
    }
    guard isRepairable else { return }
    #expect(!repair.fix.isEmpty)
    #expect(repair.after.verdict == verdictAfter, "after \(repair.fix)")
    #expect(repair.after.findings(severity).contains(finding) == false, "after \(repair.fix)")
    #expect(repair.afterBoot.map(\.verdict) ?? verdictAfter == verdictAfter, "after a boot")
    #expect(repair.afterStatus == (verdictAfter == "notReady" ? 1 : 0))
  }
}
