import Platforms

extension Scene {
  /// Tools of another CPU, files from outside, shared caches, 32-bit probes.
  var toolHazards: [Hazard] {
    ordered.flatMap { view in
      foreignTools(view) + prebuilt(view) + view.steps.flatMap { sharedCaches(view, $0) }
        + view.steps.compactMap { probe32(view, $0) }
    }
  }

  /// Images that hold scripts, which any CPU runs.
  static let scripts = ["tonistiigi/xx", "composer"]

  private func foreignTools(_ view: StageView) -> [Hazard] {
    var found: [Hazard] = []
    for (position, sources) in view.stage.sources.sorted(by: { $0.key < $1.key }) {
      for source in sources {
        let platform: Platform
        switch source.place {
        case .image(let name):
          guard !Self.scripts.contains(where: { name.contains($0) }) else { continue }
          platform = target
        case .stage(let index): platform = plan.stages[index].platform
        case .context: continue
        }
        guard platform.architecture != view.stage.platform.architecture else { continue }
        guard let user = step(executing: source, from: position, in: view) else { continue }
        // A stage may hold anything at that path, but an image named for its tool holds the tool.
        var isImage = false
        if case .image = source.place { isImage = true }
        let chain = [
          link(stage: view.index, position: position),
          link(stage: user.step.stage, position: user.step.position),
        ]
        var repair = HazardKind.foreignToolInBuildStage.repair
        if case .image(let name) = source.place {
          let line = view.stage.instructions[position].line
          repair =
            "add a stage `FROM --platform=$BUILDPLATFORM \(name) AS tool`, and write from=tool in line "
            + "\(line)"
        }
        found.append(
          Hazard(
            kind: .foreignToolInBuildStage, line: view.stage.instructions[position].line,
            certainty: isImage ? .certain : .possible, platforms: [target], chain: chain,
            repair: repair))
      }
    }
    return found
  }

  /// The step that executes what an instruction brings, in its stage or one built from it.
  private func step(
    executing source: PlannedStage.Source, from position: Int, in view: StageView
  ) -> StepView? {
    let stage = view.stage
    let destination = Path.resolved(
      expanded(source.destination, in: stage, at: position), in: view.directories[position])
    var names = Set(source.paths.map(\.lastComponent).filter { !$0.isEmpty && !$0.contains("*") })
    if source.paths.count < 2 { names.insert(destination.lastComponent) }
    if source.paths.isEmpty { names = [] }
    names.subtract(["bin", "lib", "usr", "local", "share", "etc", ""])
    for other in ordered where other.lineage.contains(view.index) {
      for step in other.steps {
        guard allowance.spend(step.commands.count + 1) else { return nil }
        let isLater = other.index != view.index || step.step.position >= position
        guard isLater,
          source.isMount ? step.step.position == position && other.index == view.index : true
        else { continue }
        let runs = step.commands.contains { command in
          guard let program = command.words.first else { return false }
          if program.hasPrefix("/") {
            return program == destination || program.hasPrefix(destination + "/")
          }
          return names.contains(program)
        }
        if runs { return step }
      }
    }
    return nil
  }

  private func prebuilt(_ view: StageView) -> [Hazard] {
    var found: [Hazard] = []
    for (position, instruction) in view.stage.instructions.enumerated() {
      guard case .copy(let copy) = instruction.operation, copy.from == nil else { continue }
      for source in copy.sources where !source.contains("://") {
        let path = expanded(source, in: view.stage, at: position)
        let destination = Path.resolved(
          expanded(copy.destination, in: view.stage, at: position), in: view.directories[position])
        var certainty: Hazard.Certainty?
        let last =
          path.lastComponent.isEmpty ? String(path.dropLast()).lastComponent : path.lastComponent
        if last == "node_modules" {
          certainty = isRebuilt(view, after: position) ? nil : .certain
        } else if path.mentions(["target/release/", ".venv", "vendor/bundle"])
          || last.hasSuffix(".node")
        {
          certainty = .possible
        } else if let architecture = CPUWords.architectures(in: path).first,
          CPUWords.architectures(in: path).count == 1,
          !target.accepts(Platform(architecture: architecture)), !view.isChosenByTarget,
          Neutral.mayBeProgram(path)
        {
          let isLiteral = CPUWords.architectures(in: source).contains(architecture)
          certainty = isSelected(view, path) ? nil : isLiteral ? .certain : .possible
        }
        guard let certainty,
          let flow = flow(
            of: .paths([destination]), from: view.index, isLoaded: Neutral.mayBeProgram)
        else { continue }
        found.append(
          Hazard(
            kind: .prebuiltFromContext, line: instruction.line,
            certainty: isInImage(view.index) ? certainty : .possible, platforms: [target],
            chain: [link(stage: view.index, position: position)] + flow.chain,
            repair: HazardKind.prebuiltFromContext.repair))
      }
    }
    return found
  }

  private func isRebuilt(_ view: StageView, after position: Int) -> Bool {
    view.steps.contains { step in
      step.step.position > position
        && step.commands.contains {
          ["npm", "yarn", "pnpm", "bun"].contains($0.name)
            && $0.words.contains { ["rebuild", "ci", "install", "i"].contains($0) }
        }
    }
  }

  /// Whether the stage copies the same for another CPU, too, and chooses later.
  private func isSelected(_ view: StageView, _ path: String) -> Bool {
    var found: Set<String> = []
    for instruction in view.stage.instructions {
      guard case .copy(let copy) = instruction.operation, copy.from == nil else { continue }
      for source in copy.sources { found.formUnion(CPUWords.architectures(in: source)) }
    }
    return found.count > 1
  }

  /// Directories of compilers, which hold code for one CPU under the same names for each.
  private func sharedCaches(_ view: StageView, _ step: StepView) -> [Hazard] {
    guard view.stage.platform.architecture == target.architecture else { return [] }
    for mount in step.step.run.mounts where mount.type == "cache" {
      let id = (mount["id"] ?? "") + (mount["target"] ?? mount["dst"] ?? "")
      let sharing = mount["sharing"] ?? "shared"
      guard sharing == "shared", !id.contains("TARGET") else { continue }
      let path = mount["target"] ?? mount["dst"] ?? mount["destination"] ?? ""
      let names = step.commands.map(\.name)
      let isCompilers =
        path.hasSuffix("/target") && names.contains("cargo")
        || path.hasSuffix("/node_modules") && !path.contains(".cache")
        || path.hasSuffix("/build")
          && names.contains { ["cmake", "make", "ninja", "meson"].contains($0) }
        || path.hasSuffix("/.build") && names.contains("swift")
      guard isCompilers else { continue }
      return [
        hazard(
          .sharedCache, step.step, .possible,
          repair:
            "in line \(step.step.line), add `id=NAME-$TARGETPLATFORM` to the cache mount, behind "
            + "`ARG TARGETPLATFORM`")
      ]
    }
    return []
  }

  private func probe32(_ view: StageView, _ step: StepView) -> Hazard? {
    guard ["386", "arm"].contains(view.stage.platform.architecture),
      step.script.mentions(["uname -m", "uname -p", "$(arch)"])
    else { return nil }
    return hazard(.architectureProbe32Bit, step.step, .possible)
  }
}
