import Platforms

extension Scene {
  /// cgo without a compiler, programs for the target that are executed here, a fixed CPU, a lost
  /// variant.
  var goHazards: [Hazard] {
    var found: [Hazard] = []
    for view in ordered {
      for step in view.steps {
        for command in step.commands where command.name == "go" {
          let place = Place(scene: self, view: view, step: step, command: command)
          found += [cgo(place), executed(place), used(place), variant(place)].compactMap(\.self)
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
      .cgoWithoutCrossCompiler, place.step.step,
      hasKnownCompiler(place.view) ? .certain : .possible,
      repair:
        "in line \(place.step.step.line), set CGO_ENABLED=0 if the program needs no C code; else "
        + "install a cross compiler and name it in CC, or compile in a stage without --platform")
  }

  /// Whether the base is an image whose compiler is known to be for its own CPU only.
  private func hasKnownCompiler(_ view: StageView) -> Bool {
    guard let root = view.lineage.last, case .image(let name) = plan.stages[root].base,
      let reference = ImageReference(name)
    else { return false }
    return ["golang", "debian", "ubuntu", "alpine", "fedora", "rust", "gcc"].contains(
      reference.path.lastComponent)
  }

  /// Whether the base is an image made for cross compiling.
  private func isFromCrossImage(_ view: StageView) -> Bool {
    view.lineage.contains { index in
      guard case .image(let name) = plan.stages[index].base else { return false }
      return name.mentions(["cross", "xgo", "goreleaser", "zig", "xx"])
    }
  }

  /// A program compiled for the target that a step of the same stage then executes.
  private func used(_ place: Place) -> Hazard? {
    guard let architecture = goArchitecture(place), let outputs = place.goOutput,
      architecture != place.view.stage.platform.architecture
    else { return nil }
    var name = ""
    if place.command.operands.first == "install", let package = place.command.operands.last {
      let path = package.prefix { $0 != "@" }.split(separator: "/").map(String.init)
      // The last part may be a major version, as in `example.org/tool/v2`.
      let isVersion = path.last.map { $0.first == "v" && Int($0.dropFirst()) != nil } ?? false
      name = path.dropLast(isVersion ? 1 : 0).last ?? ""
    }
    for step in place.view.steps where step.step.position >= place.step.step.position {
      guard allowance.spend(step.commands.count + 1) else { return nil }
      for command in step.commands where command.name != "go" {
        guard let program = command.words.first, !program.isEmpty else { continue }
        let user = Place(scene: self, view: place.view, step: step, command: command)
        let isPath = program.contains("/") && user.path(program).map(outputs.contains) == true
        guard isPath || program == name else { continue }
        return hazard(
          .targetBinaryRunInBuildStage, step.step, .certain,
          [link(stage: place.view.index, position: place.step.step.position)],
          repair:
            "compile what line \(step.step.line) executes without GOARCH, so that it runs on the "
            + "CPU that builds")
      }
    }
    return nil
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

  private func variant(_ place: Place) -> Hazard? {
    guard goArchitecture(place) == "arm", place.goOutput != nil, !place.isSet("GOARM"),
      ["v5", "v6"].contains(target.variant), !place.step.script.contains("GOARM")
    else { return nil }
    return hazard(.variantLost, place.step.step, .possible)
  }
}
