import Platforms

/// How much may still be looked at: a maze of copies is not worth more than silence.
final class Allowance {
  private var left = 2_000_000

  func spend(_ cost: Int) -> Bool {
    left -= cost
    return left > 0
  }
}

/// What all rules look at: one build for one platform.
struct Scene {
  let file: Dockerfile
  let plan: BuildPlan
  let evidence: [String: Evidence]
  private(set) var views: [Int: StageView] = [:]
  /// The views in the order of the file.
  private(set) var ordered: [StageView] = []
  /// The stages that the image itself is built from.
  private(set) var imageStages: Set<Int> = []
  let allowance = Allowance()
  /// The stages that are built from each.
  private(set) var children: [Int: [Int]] = [:]
  /// Where the files of each stage go.
  private(set) var uses: [Int: [Use]] = [:]

  /// An instruction that takes files from a stage.
  struct Use {
    let stage: Int
    let position: Int
    let source: PlannedStage.Source
  }

  var target: Platform { plan.request.target }

  init(file: Dockerfile, plan: BuildPlan, evidence: [String: Evidence]) {
    self.file = file
    self.plan = plan
    self.evidence = evidence
    for index in plan.stages.indices where plan.stages[index].isNeeded {
      let stage = plan.stages[index]
      if case .stage(let base) = stage.base { children[base, default: []].append(index) }
      for (position, sources) in stage.sources.sorted(by: { $0.key < $1.key }) {
        for source in sources {
          guard case .stage(let from) = source.place else { continue }
          uses[from, default: []].append(Use(stage: index, position: position, source: source))
        }
      }
      guard !stage.isReplaced else { continue }
      let view = view(of: index)
      views[index] = view
      ordered.append(view)
    }
    imageStages = Set(views[plan.target]?.lineage ?? [])
  }

  /// Whether the stage's steps run on another CPU than the image is for.
  func isForeign(_ view: StageView) -> Bool {
    view.stage.platform.architecture != target.architecture
  }

  /// Whether the image itself is built from the stage.
  func isInImage(_ index: Int) -> Bool { imageStages.contains(index) }

  private func view(of index: Int) -> StageView {
    let stage = plan.stages[index]
    var base: StageView?
    if case .stage(let below) = stage.base { base = views[below] }
    let text = file.stages[index].base + (stage.platformFlag ?? "")
    var directory = base?.directories.last ?? "/"
    var directories: [String] = []
    var steps: [StepView] = []
    var packages = base?.packages ?? []
    var locks = base?.locks ?? []
    for (position, instruction) in stage.instructions.enumerated() {
      directories.append(directory)
      switch instruction.operation {
      case .words(let words) where instruction.keyword == "WORKDIR":
        let path = expanded(words.first ?? "", in: stage, at: position)
        directory = Path.resolved(path, in: directory)
      case .copy(let copy) where copy.from == nil:
        locks += copy.sources.filter { Evidence.lockFiles.contains($0.lastComponent) || $0 == "." }
        locks += copy.sources.filter { $0.hasSuffix("package*.json") }
      case .run(let run):
        let commands = ShellScript(run).commands
        packages.formUnion(commands.flatMap(\.installedPackages))
        let step = Step(
          line: instruction.line, stage: index, position: position, platform: stage.platform,
          run: run)
        steps.append(StepView(step: step, commands: commands, directory: directory))
      default: break
      }
    }
    directories.append(directory)
    let commands = steps.lazy.flatMap(\.commands)
    var fixed: [String: Int] = [:]
    for command in commands where command.namedTarget != nil {
      fixed[command.name, default: 0] += 1
    }
    return StageView(
      index: index, stage: stage, lineage: [index] + (base?.lineage ?? []),
      isChosenByTarget: base?.isChosenByTarget == true
        || file.stages[index].base.mentions(["TARGETARCH", "TARGETPLATFORM", "TARGETVARIANT"])
        || text.contains("TARGETARCH"),
      steps: steps, directories: directories, packages: packages, locks: locks,
      setsUpCross: steps.contains(where: \.setsUpCross) || base?.setsUpCross == true,
      hasCrossPackages: packages.contains {
        $0.mentions(["crossbuild", "gcc-", "musl-cross", "clang", "zig", "-linux-gnu", "$"])
      },
      transfers: transfers(steps), fixedBuilds: fixed)
  }

  private func transfers(
    _ steps: [StepView]
  ) -> [(position: Int, sources: [String], target: String)] {
    var result: [(position: Int, sources: [String], target: String)] = []
    for step in steps {
      for command in step.commands
      where ["cp", "mv", "install", "ln", "rsync"].contains(command.name) {
        let directory = directory(of: command, in: step)
        let paths = command.operands.prefix(100).map { word in
          Path.known(Path.resolved(resolved(word, for: command, in: step), in: directory))
        }
        guard let target = paths.last, paths.count > 1 else { continue }
        result.append((step.step.position, Array(paths.dropLast()), target))
        // The first hundred tell enough.
        if result.count == 100 { return result }
      }
    }
    return result
  }

  /// A word with the stage's variables; as it is written, where that fails.
  func expanded(_ word: String, in stage: PlannedStage, at position: Int) -> String {
    var expander = Expander(escape: UInt8(ascii: "\\"), keepsUnset: true) {
      stage.variables.value(of: $0, before: position)?.text
    }
    do throws(ExpansionError) {
      return try expander.expand(word)
    } catch {
      return word
    }
  }

  /// A variable as a command sees it: its own, then the script's, then the stage's. Nil if it is not
  /// set.
  func value(of name: String, for command: ShellCommand, in step: StepView) -> String? {
    let stage = plan.stages[step.step.stage]
    guard let own = command.assignments.last(where: { $0.name == name }) else {
      return stage.variables.value(of: name, before: step.step.position)?.text
    }
    guard let text = own.value else { return "" }
    return resolved(text, for: command, in: step)
  }

  /// A word with the variables of a command; unset ones are empty, as for the shell.
  func resolved(_ word: String, for command: ShellCommand, in step: StepView) -> String {
    let stage = plan.stages[step.step.stage]
    var expander = Expander(escape: UInt8(ascii: "\\")) { name in
      let own = command.assignments.last { $0.name == name && $0.value?.contains("$") != true }
      return own?.value ?? stage.variables.value(of: name, before: step.step.position)?.text
    }
    do throws(ExpansionError) {
      return try expander.expand(word)
    } catch {
      return word
    }
  }

  /// Where a command is executed.
  func directory(of command: ShellCommand, in step: StepView) -> String {
    command.directories.reduce(step.directory) { path, next in
      Path.resolved(resolved(next, for: command, in: step), in: path)
    }
  }

  /// A line of a proof.
  func link(stage: Int, position: Int) -> Hazard.Link {
    let stage = plan.stages[stage]
    let instruction = stage.instructions[position]
    // Of a RUN the command tells, and its mounts would fill the line.
    let flags = instruction.keyword == "RUN" ? [] : instruction.flags
    let words = [instruction.keyword] + flags + [instruction.text]
    return Hazard.Link(
      line: instruction.line, text: words.joined(separator: " ").shortened,
      platform: stage.platform)
  }

  /// The FROM of a stage as a line of a proof.
  func link(from index: Int) -> Hazard.Link {
    let stage = file.stages[index]
    let words =
      ["FROM", stage.platformFlag.map { "--platform=\($0)" }, stage.base].compactMap(\.self)
      + (stage.name.map { ["AS", $0] } ?? [])
    return Hazard.Link(
      line: stage.line, text: words.joined(separator: " ").shortened,
      platform: plan.stages[index].platform)
  }
}
