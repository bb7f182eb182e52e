import Readiness
import Reports

/// What removes each finding of the catalogue, by its name.
enum RemedyTable {
  /// Plans what removes a finding for these platforms, all of which have it.
  typealias Planner = @Sendable ([Subject]) -> Remedy?

  private static let planners: [String: Planner] = [
    kernelRemedies, handlerRemedies, emulatorRemedies, execRemedies, containerRemedies,
    builderRemedies,
  ].reduce(into: [:]) { all, some in all.merge(some) { first, _ in first } }

  /// The names that it has a row for: each is a finding of the catalogue.
  static var names: [String] { planners.keys.sorted() }

  /// What removes a finding; nil where nothing can be said for this host.
  static func remedy(of check: Check, for subjects: [Subject]) -> Remedy? {
    guard let plan = planners[check.id] else { return Remedy(check.repair) }
    return plan(subjects)
  }
}
