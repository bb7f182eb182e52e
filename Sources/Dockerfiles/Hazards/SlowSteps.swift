import Platforms

extension Scene {
  /// Emulated steps whose result is the same for every CPU, or could be made natively.
  var slowSteps: [Hazard] {
    var found: [Hazard] = []
    for view in ordered
    where !isInImage(view.index)
      && view.stage.platform.architecture != plan.request.build.architecture
      && !isForeign(view) && !view.isChosenByTarget
      // A flag that has no effect is the cause, and is named.
      && view.stage.flagged?.architecture != plan.request.build.architecture
    {
      for step in view.steps {
        guard let command = step.commands.first(where: isWork), leavesOnlyNeutral(view, command)
        else { continue }
        found.append(
          hazard(
            .slowStepUnderEmulation, step.step, .possible,
            repair: advice(view, command)))
        // One for a stage: its flag is what helps.
        break
      }
    }
    return found
  }

  private static let bundlers: Set<String> = [
    "vite", "webpack", "ng", "hugo", "mkdocs", "sphinx-build", "mvn", "mvnw", "gradle", "gradlew",
    "jekyll", "tsc", "esbuild", "rollup", "parcel", "next",
  ]

  private func isWork(_ command: ShellCommand) -> Bool {
    switch command.name {
    case "npm", "yarn", "pnpm", "bun":
      command.operands.contains { $0 == "build" || $0.hasPrefix("build:") || $0 == "generate" }
    case "npx": command.operands.first.map(Self.bundlers.contains) ?? false
    case "go", "cargo": command.operands.first == "build" || command.operands.first == "install"
    default: Self.bundlers.contains(command.name)
    }
  }

  private func leavesOnlyNeutral(_ view: StageView, _ command: ShellCommand) -> Bool {
    if command.name == "go" || command.name == "cargo" {
      // cgo and build scripts may need what is there for the target only.
      return !view.packages.contains { $0.hasSuffix("-dev") }
    }
    var paths: [String] = []
    for index in plan.stages.indices
    where plan.stages[index].isNeeded && (views[index]?.lineage.contains(view.index) ?? false) {
      for use in uses[index] ?? [] where !use.source.isMount { paths += use.source.paths }
    }
    return !paths.isEmpty && paths.allSatisfy { !Neutral.mayHoldCode($0) }
  }

  private func advice(_ view: StageView, _ command: ShellCommand) -> String {
    let root = file.stages[view.lineage.last ?? view.index]
    let name = view.stage.name.map { " AS \($0)" } ?? ""
    let base =
      view.lineage.count == 1 ? "" : ", with what it needs of the stage that it is built from"
    let from =
      "line \(view.stage.line): `FROM --platform=$BUILDPLATFORM \(root.base)\(name)`\(base)"
    switch command.name {
    case "go":
      return from
        + ", then `ARG TARGETOS TARGETARCH` and `GOOS=$TARGETOS GOARCH=$TARGETARCH go build`, "
        + "if the program needs no C code"
    case "cargo":
      return from
        + ", then `cargo build --target` with the triple of TARGETARCH and a linker for it"
    default: return from + "; only files of no CPU leave this stage"
    }
  }
}
