import Platforms

extension Scene {
  /// What stages of another CPU make and the image takes.
  var nativeCode: [Hazard] {
    var found: [Hazard] = []
    for view in ordered where isForeign(view) && !view.isChosenByTarget {
      for step in view.steps where !step.asksTarget {
        for command in step.commands {
          let place = Place(scene: self, view: view, step: step, command: command)
          guard let product = place.product ?? place.crossProduct,
            let flow = flow(of: product.artefact, from: view.index, isLoaded: product.isLoaded),
            !isCured(product, flow)
          else { continue }
          found.append(
            hazard(
              product.kind, step.step, product.certainty, flow.chain,
              repair: product.repair ?? repair(product, step), reason: product.reason))
        }
      }
    }
    return found
  }

  private func isCured(_ product: Product, _ flow: Flow) -> Bool {
    guard !product.cures.isEmpty, let view = views[flow.stage] else { return false }
    return view.steps.contains { step in
      allowance.spend(step.commands.count + 1) && step.step.position > flow.position ?? -1
        && step.commands.contains { command in
          product.cures.contains(command.name)
            && command.words.contains { ["rebuild", "ci", "install", "i", "sync"].contains($0) }
        }
    }
  }

  private func repair(_ product: Product, _ step: StepView) -> String {
    let stage = file.stages[step.step.stage]
    return "do what line \(step.step.line) does in a stage of its own that begins with "
      + "`FROM \(stage.base)`, without --platform, and copy the result from that stage"
  }

  /// A hazard of a step, with the way that its result takes.
  func hazard(
    _ kind: HazardKind, _ step: Step, _ certainty: Hazard.Certainty, _ chain: [Hazard.Link] = [],
    repair: String? = nil, reason: String? = nil
  ) -> Hazard {
    Hazard(
      kind: kind, line: step.line, certainty: certainty, platforms: [target],
      chain: [link(stage: step.stage, position: step.position)] + chain,
      repair: repair ?? kind.repair, reason: reason)
  }
}

extension Place {
  /// What go, cargo and dotnet make for the CPU of the stage, because nobody names another.
  var crossProduct: Product? {
    switch command.name {
    case "go": return goProduct
    case "cargo": return cargoProduct
    case "dotnet": return dotnetProduct
    default: return nil
    }
  }

  /// Where a go command writes its program; nil if it makes none.
  var goOutput: [String]? {
    let verb = command.operands.first
    guard verb == "build" || verb == "install", command.value(of: "-o") != "/dev/null" else {
      return nil
    }
    if verb == "install" {
      return copies(of: [path(value(of: "GOBIN")) ?? "/go/bin", "/root/go/bin"])
    }
    return copies(of: [path(command.value(of: "-o")) ?? directory])
  }

  private var goProduct: Product? {
    guard let output = goOutput, !step.namesGOARCH, !isSet("GOARCH") else {
      return nil
    }
    return Product(
      kind: .crossEnvironmentMissing, artefact: .paths(output), certainty: .certain,
      isLoaded: Neutral.mayBeProgram,
      repair: "put `ARG TARGETOS TARGETARCH` in front of line \(step.step.line), and "
        + "`GOOS=$TARGETOS GOARCH=$TARGETARCH` in front of `go \(command.operands.first ?? "")`")
  }

  /// The verb of a cargo command that compiles; nil for any other.
  var cargoVerb: String? {
    let operands = command.operands.drop { $0.hasPrefix("+") || $0 == "auditable" }
    guard let verb = operands.first, ["build", "b", "install", "rustc"].contains(verb) else {
      return nil
    }
    return verb
  }

  /// Where a cargo command writes its programs.
  var cargoOutput: [String] {
    if cargoVerb == "install" {
      let root = path(command.value(of: "--root")) ?? path(value(of: "CARGO_HOME"))
      return copies(of: [root ?? "/usr/local/cargo/bin", "/root/.cargo/bin"])
    }
    let directory = path(command.value(of: "--target-dir")) ?? path(value(of: "CARGO_TARGET_DIR"))
    return copies(of: [directory ?? Path.resolved("target", in: self.directory)])
  }

  private var cargoProduct: Product? {
    guard cargoVerb != nil, command.value(of: "--target") == nil, !isSet("CARGO_BUILD_TARGET"),
      !view.setsUpCross
    else { return nil }
    return Product(
      kind: .crossEnvironmentMissing, artefact: .paths(cargoOutput), certainty: .certain,
      isLoaded: Neutral.mayBeProgram,
      repair: "pass --target with the triple of TARGETARCH to `cargo build` in line "
        + "\(step.step.line), with a linker for it; or remove --platform from the stage")
  }

  private var dotnetProduct: Product? {
    let isChosen = command.has(
      "-a", "--arch", "-r", "--runtime", "--os", "-p:RuntimeIdentifier", "/p:RuntimeIdentifier",
      "-p:UseAppHost", "/p:UseAppHost", "-property:RuntimeIdentifier", "--use-current-runtime")
    guard command.operands.first == "publish", !isChosen else { return nil }
    let needsRuntime = command.words.joined(separator: " ").lowercased().mentions([
      "selfcontained=true", "publishsinglefile=true", "publishaot=true",
      "publishtrimmed=true",
    ])
    let isSelfContained =
      needsRuntime
      || command.has("--self-contained") && command.value(of: "--self-contained") != "false"
    // The program beside the assembly is for one CPU, but only who starts it by name notices.
    guard isSelfContained || scene.startsProgram else { return nil }
    let output = path(command.value(of: "-o", "--output")) ?? directory
    return Product(
      kind: .crossEnvironmentMissing, artefact: .paths(copies(of: [output])), certainty: .certain,
      isLoaded: Neutral.mayBeProgram,
      repair:
        "put `ARG TARGETARCH` in front of line \(step.step.line), and `-a $TARGETARCH` behind "
        + "`dotnet publish`")
  }
}

extension Scene {
  /// Whether the image starts a program of its own and no interpreter such as `dotnet`.
  fileprivate var startsProgram: Bool {
    guard let view = views[plan.target] else { return false }
    let last = view.lineage.lazy.compactMap { index in
      plan.stages[index].instructions.last {
        $0.keyword == "ENTRYPOINT" || $0.keyword == "CMD"
      }
    }.first
    guard let last else { return false }
    return !last.text.contains("dotnet")
  }
}
