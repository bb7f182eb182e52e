import Platforms

extension Dockerfile {
  /// What may be wrong, for all platforms together: each cause once, in the order of the file.
  /// - Parameters:
  ///   - plans: one for each target platform.
  ///   - evidence: what lock files of the context say, by their paths there.
  ///   - ignored: names of hazards that are left out.
  package func hazards(
    _ plans: [BuildPlan], evidence: [String: Evidence] = [:], ignored: Set<String> = []
  ) -> [Hazard] {
    let muted = mutedByLine
    let everywhere = ignored.union(skipped)
    var merged: [Hazard] = []
    var places: [String: Int] = [:]
    for plan in plans {
      for hazard in Scene(file: self, plan: plan, evidence: evidence).hazards {
        let names = muted[hazard.line].map(everywhere.union) ?? everywhere
        guard !names.contains("all"), !names.contains(hazard.kind.rawValue) else { continue }
        // Only where several platforms are built do their caches meet.
        if hazard.kind == .sharedCache, plans.count < 2 { continue }
        let key = "\(hazard.line) \(hazard.kind.rawValue)"
        guard let index = places[key] else {
          places[key] = merged.count
          merged.append(hazard)
          continue
        }
        if hazard.certainty == .certain, merged[index].certainty != .certain {
          let platforms = merged[index].platforms
          merged[index] = hazard
          merged[index].platforms = platforms
        }
        for platform in hazard.platforms where !merged[index].platforms.contains(platform) {
          merged[index].platforms.append(platform)
        }
      }
    }
    return merged.sorted { ($0.line, $0.kind.rawValue) < ($1.line, $1.kind.rawValue) }
  }

  /// The names that comments mute, by the line below them.
  private var mutedByLine: [Int: Set<String>] {
    var result: [Int: Set<String>] = [:]
    for stage in stages {
      if !stage.skipped.isEmpty { result[stage.line, default: []].formUnion(stage.skipped) }
      for instruction in stage.instructions where !instruction.skipped.isEmpty {
        result[instruction.line, default: []].formUnion(instruction.skipped)
      }
    }
    return result
  }
}

extension Scene {
  /// All hazards of one platform; a consequence is left out where its cause is named.
  fileprivate var hazards: [Hazard] {
    var found = fromHazards + argumentHazards + toolHazards + slowSteps
    // If the image's own stage is of another CPU, all in it is, and that is said.
    let isWhole = views[plan.target].map(isForeign) ?? false
    guard !isWhole else { return found }
    let misled = Set(
      found.filter { $0.certainty == .certain && $0.kind.isOfArguments }
        .flatMap { $0.chain.map { stage(ofLine: $0.line) } })
    let constant = Set(
      found.filter { $0.kind == .constantPlatform }.flatMap {
        $0.chain.map { stage(ofLine: $0.line) }
      })
    found += (nativeCode + goHazards + fixedTargets + downloads).filter { hazard in
      let stage = stage(ofLine: hazard.line)
      return !misled.contains(stage) && !(constant.contains(stage) && hazard.kind.isOfCompilers)
    }
    return found
  }

  private func stage(ofLine line: Int) -> Int {
    var low = 0
    var high = file.stages.count
    while low < high {
      let middle = (low + high) / 2
      if file.stages[middle].line <= line { low = middle + 1 } else { high = middle }
    }
    return low - 1
  }
}

extension HazardKind {
  fileprivate var isOfArguments: Bool {
    self == .platformArgumentDefault || self == .platformArgumentNotInScope
  }

  fileprivate var isOfCompilers: Bool {
    self == .nativeCodeInBuildStage || self == .crossEnvironmentMissing
  }
}
