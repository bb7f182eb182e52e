package import Dockerfiles
package import Platforms
package import Readiness
package import Reports

/// The answers about a Dockerfile, which every format renders.
package struct DockerfileReport {
  /// The name of the target or service that it is built for; nil for a Dockerfile alone.
  var target: String?
  package let path: String
  let build: Platform
  /// The stage asked for.
  let stage: String?
  let targets: [Target]
  package let hazards: [Hazard]
  /// What this host can do of what is needed; nil if it was not asked.
  package let host: Report?
  package let requiresHost: Bool

  /// One target platform.
  struct Target {
    let platform: Platform
    let stage: String
    let steps: [StepAnswer]
    /// Platforms of CPUs that need a handler where it is built.
    let handlersNeeded: [Platform]
  }

  /// One RUN.
  struct StepAnswer {
    let line: Int
    let stage: String
    let platform: Platform
    /// Nil where only the host could tell: a 64-bit CPU need not run 32-bit programs.
    let isEmulated: Bool?
  }

  package init(
    name: String? = nil, path: String, build: Platform, stage: String?, plans: [BuildPlan],
    hazards: [Hazard],
    host: Report?, requiresHost: Bool
  ) {
    target = name
    self.path = path
    self.build = build
    self.stage = stage
    self.hazards = hazards
    self.host = host
    self.requiresHost = requiresHost
    targets = plans.map { plan in
      let steps = plan.steps.map { step in
        StepAnswer(
          line: step.line, stage: plan.stages[step.stage].name ?? String(step.stage),
          platform: step.platform,
          isEmulated: Self.isEmulated(step.platform, on: build, host: host))
      }
      var needed: [Platform] = []
      for step in steps where step.isEmulated != false && !needed.contains(step.platform) {
        needed.append(step.platform)
      }
      let target = plan.request.target
      if Self.needsTools(target, hazards), !needed.contains(target) { needed.append(target) }
      return Target(
        platform: target, stage: plan.stages[plan.target].name ?? String(plan.target),
        steps: steps, handlersNeeded: needed)
    }
  }

  /// The platforms that the host has to execute although they are not its own.
  package static func needed(by plans: [BuildPlan], _ hazards: [Hazard]) -> [Platform] {
    var needed: [Platform] = []
    for plan in plans {
      for step in plan.steps
      where isEmulated(step.platform, on: plan.request.build, host: nil) != false {
        if !needed.contains(step.platform) { needed.append(step.platform) }
      }
      let target = plan.request.target
      if needsTools(target, hazards), !needed.contains(target) { needed.append(target) }
    }
    return needed
  }

  private static func needsTools(_ target: Platform, _ hazards: [Hazard]) -> Bool {
    hazards.contains {
      $0.kind == .foreignToolInBuildStage && $0.platforms.contains(target)
    }
  }

  private static func isEmulated(_ platform: Platform, on build: Platform, host: Report?) -> Bool? {
    if platform.architecture == build.architecture { return false }
    if let judged = host?.platforms.first(where: { $0.platform == platform }) {
      switch judged.execution {
      case .native: return false
      case .emulated: return true
      case .none: break
      }
    }
    // The CPU may run it in a compatibility mode.
    let native = Architecture.named(build.architecture)
    return native?.compatible.contains(platform.architecture) == true ? nil : true
  }

  /// Whether one of the hazards is proven.
  package var isWrong: Bool { hazards.contains { $0.certainty == .certain } }

  /// The exit status: the host counts only if it is asked for.
  package var status: ExitStatus {
    if isWrong { return .no }
    guard requiresHost, targets.contains(where: { !$0.handlersNeeded.isEmpty }) else { return .yes }
    return host?.exitStatus ?? .couldNotTell
  }

  /// The name of the file as a sentence has it.
  package var name: String {
    let file = path == "-" ? "standard input" : path
    return target.map { "\(file), built for \($0)" } ?? file
  }
}
