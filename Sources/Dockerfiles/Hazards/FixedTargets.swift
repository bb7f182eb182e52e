import Platforms

extension Scene {
  /// Compilers and package managers that are told one CPU for every platform.
  var fixedTargets: [Hazard] {
    var found: [Hazard] = []
    for view in ordered where !view.isChosenByTarget {
      for step in view.steps where !step.asksTarget && !step.asksHost {
        for command in step.commands {
          let place = Place(scene: self, view: view, step: step, command: command)
          if let hazard = fixed(place) { found.append(hazard) }
        }
      }
    }
    return found
  }

  private func fixed(_ place: Place) -> Hazard? {
    // Two of them are programs for two platforms, one of which the image takes.
    guard let (word, output, kind) = place.fixedTarget, !word.contains("$"), !word.contains("`"),
      place.view.fixedBuilds[place.command.name] == 1
    else { return nil }
    let named = CPUWords.architectures(in: word)
    let architecture = place.command.name == "go" ? word : named.count == 1 ? named[0] : ""
    guard Architecture.named(architecture) != nil,
      !target.accepts(Platform(architecture: architecture)),
      let flow = flow(of: .paths(output), from: place.view.index, isLoaded: Neutral.mayBeProgram)
    else { return nil }
    return hazard(
      kind, place.step.step, .certain, flow.chain,
      repair:
        "line \(place.step.step.line) is for \(architecture) whatever the target: choose the CPU "
        + "by TARGETARCH, behind `ARG TARGETARCH`")
  }
}

extension ShellCommand {
  /// The word by which a compiler or package manager is told a CPU.
  var namedTarget: String? {
    switch name {
    case "go": assignments.last { $0.name == "GOARCH" }?.value
    case "cargo", "bun", "deno", "rustc": value(of: "--target")
    case "swift": value(of: "--swift-sdk", "--triple")
    case "dotnet": value(of: "-r", "--runtime", "-a", "--arch", "-p:RuntimeIdentifier", "--os")
    case "npm", "yarn", "pnpm": value(of: "--cpu", "--arch")
    case "pip", "pip3": value(of: "--platform")
    default: nil
    }
  }
}

extension Place {
  /// The CPU that a command names, and where its result is.
  fileprivate var fixedTarget: (word: String, output: [String], kind: HazardKind)? {
    guard let word = command.namedTarget else { return nil }
    switch command.name {
    case "go": return goOutput.map { (word, $0, .crossEnvironmentMissing) }
    case "cargo": return cargoVerb == nil ? nil : (word, cargoOutput, .crossEnvironmentMissing)
    case "npm", "yarn", "pnpm":
      let modules = Path.resolved("node_modules", in: directory)
      return (word, copies(of: [modules]), .nativeCodeInBuildStage)
    case "pip", "pip3":
      guard let output = path(command.value(of: "--target", "-t", "-d", "--dest", "-w")) else {
        return nil
      }
      return (word, copies(of: [output]), .nativeCodeInBuildStage)
    default:
      guard
        command.operands.contains(where: { ["build", "publish", "compile"].contains($0) })
          || command.name == "rustc"
      else { return nil }
      let output = path(command.value(of: "-o", "--output", "--outfile", "--build-path"))
      return (word, copies(of: [output ?? directory]), .crossEnvironmentMissing)
    }
  }
}
