import Platforms

extension Scene {
  /// cgo without a compiler, programs for the target that are executed here, a fixed CPU, a lost
  /// variant.
  var goHazards: [Hazard] {
    var found: [Hazard] = []
    for view in ordered {
      for step in view.steps {
        for command in step.commands where command.name == "go" || command.name == "cargo" {
          let place = Place(scene: self, view: view, step: step, command: command)
          found += [
            cgo(place), executed(place), fixed(place), variant(place),
          ].compactMap(\.self)
        }
      }
    }
    return found
  }

  /// The architecture that go compiles for; nil where it is that of the stage, or not known.
  private func goArchitecture(_ place: Place) -> String? {
    guard place.command.name == "go", let value = place.value(of: "GOARCH"),
      Architecture.named(value) != nil
    else { return nil }
    return value
  }

  private func cgo(_ place: Place) -> Hazard? {
    guard let architecture = goArchitecture(place), place.goOutput != nil,
      architecture != place.view.stage.platform.architecture,
      place.value(of: "CGO_ENABLED") == "1", !place.isSet("CC"), !place.isSet("CC_FOR_TARGET"),
      !place.step.script.mentions(["CC=", "xx-", "zig", "-gcc", "-cc", "crossbuild"]),
      !place.view.hasCrossPackages, !place.view.setsUpCross,
      !isFromCrossImage(place.view)
    else { return nil }
    return hazard(
      .cgoWithoutCrossCompiler, place.step.step, .certain,
      repair:
        "in line \(place.step.step.line), set CGO_ENABLED=0 if the program needs no C code; else "
        + "install a cross compiler and name it in CC, or compile in a stage without --platform")
  }

  /// Whether the base is an image made for cross compiling.
  private func isFromCrossImage(_ view: StageView) -> Bool {
    view.lineage.contains { index in
      guard case .image(let name) = plan.stages[index].base else { return false }
      return name.mentions(["cross", "xgo", "goreleaser", "zig", "xx"])
    }
  }

  private func executed(_ place: Place) -> Hazard? {
    guard let architecture = goArchitecture(place),
      architecture != place.view.stage.platform.architecture,
      let verb = place.command.operands.first, ["run", "generate", "test"].contains(verb),
      !(verb == "test" && place.command.has("-c")), !place.command.has("-exec")
    else { return nil }
    return hazard(
      .targetBinaryRunInBuildStage, place.step.step, .certain,
      repair: "set GOOS and GOARCH in front of `go build` only; in line \(place.step.step.line), "
        + "`GOOS= GOARCH= go \(verb)` runs on the CPU that builds")
  }

  /// A compiler that is told one CPU for every platform.
  private func fixed(_ place: Place) -> Hazard? {
    let word: String?
    let output: [String]
    if place.command.name == "go" {
      guard let paths = place.goOutput else { return nil }
      word = place.command.assignments.last { $0.name == "GOARCH" }?.value
      output = paths
    } else {
      guard place.cargoVerb != nil else { return nil }
      word = place.command.value(of: "--target")
      output = place.cargoOutput
    }
    guard let word, !word.contains("$"), !word.contains("`"),
      !place.step.asksTarget, !place.step.asksHost, !place.view.isChosenByTarget
    else { return nil }
    let architecture =
      place.command.name == "go"
      ? word : CPUWords.architectures(in: word).first ?? target.architecture
    // Two of them are programs for two platforms, one of which the image takes.
    guard place.view.fixedBuilds[place.command.name] == 1, Architecture.named(architecture) != nil,
      !target.accepts(Platform(architecture: architecture)),
      let flow = flow(of: .paths(output), from: place.view.index, isLoaded: Neutral.mayBeProgram)
    else { return nil }
    return hazard(
      .crossEnvironmentMissing, place.step.step, .certain, flow.chain,
      repair:
        "line \(place.step.step.line) compiles for \(architecture) whatever the target: choose "
        + "the CPU by TARGETARCH, behind `ARG TARGETARCH`")
  }

  private func variant(_ place: Place) -> Hazard? {
    guard goArchitecture(place) == "arm", place.goOutput != nil, !place.isSet("GOARM"),
      ["v5", "v6"].contains(target.variant), !place.step.script.contains("GOARM")
    else { return nil }
    return hazard(.variantLost, place.step.step, .possible)
  }
}
