import Platforms

extension Dockerfile {
  /// What is executed to build for one platform.
  package func plan(for request: BuildRequest) throws(DockerfileError) -> BuildPlan {
    var planner = Planner(file: self, request: request)
    return try planner.plan()
  }
}

/// Follows dockerfile2llb/convert.go: names and platforms of all stages first, then where they copy
/// from, then what the wanted stage needs.
struct Planner {
  let file: Dockerfile
  let request: BuildRequest
  var globals: [String: String]
  var stages: [PlannedStage] = []
  /// The last stage of each name.
  var lastByName: [String: Int] = [:]
  /// Lines of stages behind what they need: by stage, each needed stage with the line that says so.
  var edges: [[(stage: Int, line: Int)]] = []
  /// What is left of the work that a file may cause.
  private var budget = 1 << 27

  init(file: Dockerfile, request: BuildRequest) {
    self.file = file
    self.request = request
    globals = request.predefined
    if request.stage == nil, request.arguments["TARGETSTAGE"] == nil,
      let name = file.stages.last?.name
    {
      globals["TARGETSTAGE"] = name
    }
  }

  mutating func plan() throws(DockerfileError) -> BuildPlan {
    try readGlobals()
    try readStages()
    for index in stages.indices {
      if let name = stages[index].name { lastByName[name] = index }
    }
    for index in stages.indices { try resolveSources(of: index, from: 0) }
    try refuseCycles()
    let target = try targetIndex()
    try markNeeded(from: target)
    for index in stages.indices where stages[index].isNeeded && !stages[index].isReplaced {
      try evaluate(index)
    }
    return BuildPlan(request: request, stages: stages, target: target)
  }

  mutating func spend(_ cost: Int, line: Int) throws(DockerfileError) {
    budget -= cost
    if budget < 0 { throw DockerfileError(line: line, .tooLarge) }
  }

  func expanding<Value>(
    line: Int, _ body: () throws(ExpansionError) -> Value
  ) throws(DockerfileError) -> Value {
    do throws(ExpansionError) {
      return try body()
    } catch {
      throw DockerfileError(line: line, .expansion(error))
    }
  }

  // MARK: - Before the first FROM

  private mutating func readGlobals() throws(DockerfileError) {
    for instruction in file.globals {
      guard case .argument(let declarations) = instruction.operation else { continue }
      for declaration in declarations {
        if let given = request.arguments[declaration.name] {
          globals[declaration.name] = given
        } else if let value = declaration.value {
          globals[declaration.name] = try expandedGlobally(value, line: instruction.line).text
        }
      }
    }
  }

  private mutating func expandedGlobally(
    _ text: String, line: Int
  ) throws(DockerfileError) -> Expanded {
    let values = globals
    var expander = Expander(escape: file.escape) { values[$0] }
    let result = try expanding(line: line) { () throws(ExpansionError) in
      try expander.expand(text)
    }
    try spend(expander.cost, line: line)
    let declared = file.globals.flatMap { global -> [String] in
      guard case .argument(let declarations) = global.operation else { return [] }
      return declarations.map(\.name)
    }
    return Expanded(
      text: result, missing: expander.unset.filter { declared.contains($0) },
      undeclared: expander.unset.filter { !declared.contains($0) })
  }

  /// A word with the values of the variables in it.
  private struct Expanded {
    let text: String
    /// Those that an ARG declares, and that nothing gives a value.
    let missing: [String]
    /// Those that no ARG declares: no build argument would help.
    let undeclared: [String]
  }

  // MARK: - FROM

  private mutating func readStages() throws(DockerfileError) {
    var byName: [String: Int] = [:]
    var firstMissing: DockerfileError?
    var missing: [String] = []
    for (index, stage) in file.stages.enumerated() {
      do throws(DockerfileError) {
        let planned = try planned(stage, byName)
        stages.append(planned)
        edges.append([])
        if case .stage(let base) = planned.base { edges[index].append((base, stage.line)) }
      } catch {
        // All that is missing is said at once.
        guard !error.missingArguments.isEmpty else { throw firstMissing ?? error }
        firstMissing = firstMissing ?? error
        missing += error.missingArguments.filter { !missing.contains($0) }
        stages.append(placeholder(for: stage))
        edges.append([])
      }
      if let name = stage.name { byName[name] = index }
    }
    guard let firstMissing else { return }
    let base = file.stages.first { $0.line == firstMissing.line }?.base ?? ""
    throw DockerfileError(line: firstMissing.line, .emptyBase(base, missing: missing))
  }

  private func placeholder(for stage: Dockerfile.Stage) -> PlannedStage {
    PlannedStage(
      line: stage.line, name: stage.name, base: .scratch, platformFlag: nil, flagged: nil,
      platform: request.target, skipped: [], instructions: [], isReplaced: false)
  }

  private mutating func planned(
    _ stage: Dockerfile.Stage, _ byName: [String: Int]
  ) throws(DockerfileError) -> PlannedStage {
    let expanded = try expandedGlobally(stage.base, line: stage.line)
    let (name, missing) = (expanded.text, expanded.missing)
    if !expanded.undeclared.isEmpty, missing.isEmpty, byName[name] == nil,
      name.isEmpty || ImageReference(name) == nil
    {
      throw DockerfileError(line: stage.line, .undeclared(expanded.undeclared))
    }
    guard !name.isEmpty else {
      throw DockerfileError(line: stage.line, .emptyBase(stage.base, missing: missing))
    }
    var flagged: Platform?
    if let flag = stage.platformFlag {
      let expanded = try expandedGlobally(flag, line: stage.line)
      let text = expanded.text
      guard !text.isEmpty else {
        throw DockerfileError(
          line: stage.line,
          expanded.undeclared.isEmpty || !expanded.missing.isEmpty
            ? .emptyPlatform(flag, missing: expanded.missing) : .undeclared(expanded.undeclared))
      }
      do throws(PlatformSyntaxError) {
        flagged = try Platform(parsing: text, native: request.build.architecture).normalized
      } catch {
        throw DockerfileError(line: stage.line, .platform(text))
      }
    }
    let isReplaced = stage.name.flatMap(request.context(named:)) != nil
    var base = PlannedStage.Base.image(name)
    var platform = flagged ?? request.target
    var instructions = stage.instructions
    if name == "scratch" {
      base = .scratch
      platform = request.target
    } else if let index = byName[name] {
      base = .stage(index)
      platform = stages[index].platform
      instructions = try triggers(of: index, line: stage.line) + instructions
    } else if missing.isEmpty == false, ImageReference(name) == nil {
      throw DockerfileError(line: stage.line, .imageName(name, missing: missing))
    }
    return PlannedStage(
      line: stage.line, name: stage.name, base: base, platformFlag: stage.platformFlag,
      flagged: flagged, platform: platform, skipped: stage.skipped, instructions: instructions,
      isReplaced: isReplaced)
  }

  /// What ONBUILD of the base stage executes here; nobody inherits it.
  private mutating func triggers(of base: Int, line: Int) throws(DockerfileError) -> [Instruction] {
    var result: [Instruction] = []
    for instruction in file.stages[base].instructions {
      guard case .onBuild(let kept) = instruction.operation else { continue }
      try spend(kept.logical.rest.utf8.count + 1_000, line: line)
      result.append(try kept.logical.instruction(escape: file.escape, line: line))
    }
    return result
  }

  // MARK: - What is needed

  private func refuseCycles() throws(DockerfileError) {
    // 0 not seen, 1 on the path, 2 done.
    var states = [UInt8](repeating: 0, count: stages.count)
    for start in stages.indices where states[start] == 0 {
      var path = [(stage: start, next: 0)]
      states[start] = 1
      while let last = path.last {
        guard last.next < edges[last.stage].count else {
          states[last.stage] = 2
          path.removeLast()
          continue
        }
        path[path.count - 1].next += 1
        let edge = edges[last.stage][last.next]
        if states[edge.stage] == 1 {
          let name = stages[edge.stage].name ?? String(edge.stage)
          let first = path[0]
          throw DockerfileError(line: edges[first.stage][first.next - 1].line, .cycle(name))
        }
        if states[edge.stage] == 0 {
          states[edge.stage] = 1
          path.append((edge.stage, 0))
        }
      }
    }
  }

  private func targetIndex() throws(DockerfileError) -> Int {
    guard let name = request.stage, !name.isEmpty else { return stages.count - 1 }
    guard let index = lastByName[name.lowercased()] else {
      throw DockerfileError(line: 0, .noTarget(name))
    }
    return index
  }

  private mutating func markNeeded(from target: Int) throws(DockerfileError) {
    var queue = [target]
    stages[target].isNeeded = true
    while let stage = queue.popLast() {
      guard !stages[stage].isReplaced else { continue }
      for edge in edges[stage] {
        guard edge.stage < stage else {
          let name = stages[edge.stage].name ?? String(edge.stage)
          throw DockerfileError(line: edge.line, .laterStage(name))
        }
        if !stages[edge.stage].isNeeded {
          stages[edge.stage].isNeeded = true
          queue.append(edge.stage)
        }
      }
    }
  }
}
