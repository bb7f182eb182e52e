import Platforms

extension Scene {
  /// Programs that are fetched for one CPU, or for the CPU that builds.
  var downloads: [Hazard] {
    var found: [Hazard] = []
    for view in ordered where !view.isChosenByTarget {
      for step in view.steps where !step.asksTarget {
        if let hazard = hostDownload(view, step) ?? fixedDownload(view, step) {
          found.append(hazard)
        }
        if let hazard = foreignPackages(view, step) { found.append(hazard) }
      }
      found += additions(view)
    }
    return found
  }

  private static let fetchers: Set<String> = [
    "curl", "wget", "aria2c", "fetch", "axel", "http", "lynx",
  ]

  private func addresses(_ step: StepView) -> [String] {
    step.commands.filter { Self.fetchers.contains($0.name) }
      .flatMap { command in
        command.arguments.filter { $0.contains("://") || $0.contains("$") }
          .map { resolvedAddress($0, command, step) }
      }
  }

  /// The address with the variables that the stage knows; one that is unset stays as it is.
  private func resolvedAddress(_ word: String, _ command: ShellCommand, _ step: StepView) -> String
  {
    expanded(word, in: plan.stages[step.step.stage], at: step.step.position)
  }

  /// Whether what the step writes leaves the stage, or stays in the image.
  private func flow(ofFilesOf step: StepView, _ view: StageView, named names: [String]) -> Flow? {
    var written: [String] = []
    for command in step.commands {
      let place = Place(scene: self, view: view, step: step, command: command)
      for word in command.outputs + command.arguments where !word.contains("://") {
        if word.hasPrefix("/"), let path = place.path(word), path.count > 1 { written.append(path) }
      }
      if let path = place.path(command.value(of: "-o", "-O", "--output", "-P", "-C", "-d")) {
        written.append(path)
      }
      if command.name == "curl" || command.name == "wget",
        command.value(of: "-o", "-O", "--output") == nil
      {
        written.append(place.directory)
      }
    }
    if view.index == plan.target || isInImage(view.index) {
      return flow(of: .paths(written), from: view.index)
    }
    let script = step.script
    return flow(of: .paths(written), from: view.index) { path in
      // A directory that much is unpacked to: only what the step names is what it fetched.
      path.count > 1 && path.lastComponent.count > 1 && Neutral.mayBeProgram(path)
        && script.contains(path.lastComponent)
    }
  }

  private func hostDownload(_ view: StageView, _ step: StepView) -> Hazard? {
    guard isForeign(view), step.asksHost,
      !addresses(step).isEmpty,
      step.commands.contains(where: { command in
        Self.fetchers.contains(command.name)
          && command.arguments.contains { word in
            word.mentions(CPUWords.host) || word.contains("$")
          }
      }),
      let flow = flow(ofFilesOf: step, view, named: [])
    else { return nil }
    let isDirect = step.commands.contains { command in
      Self.fetchers.contains(command.name)
        && command.arguments.contains { isBoundToHost($0, command, depth: 0) }
    }
    return hazard(
      .hostArchitectureDownload, step.step, isDirect ? .certain : .possible, flow.chain,
      repair: "put `ARG TARGETARCH` in front of line \(step.step.line), and choose the download by "
        + "$TARGETARCH instead of the CPU that builds")
  }

  /// Whether a word depends on the CPU that executes the script, also by way of its variables.
  private func isBoundToHost(_ word: String, _ command: ShellCommand, depth: Int) -> Bool {
    if word.mentions(CPUWords.host) { return true }
    guard depth < 3, word.contains("$") else { return false }
    return command.assignments.contains { pair in
      guard let value = pair.value, !references(to: pair.name, in: word).isEmpty else {
        return false
      }
      return !CPUWords.architectures(in: value).isEmpty
        || isBoundToHost(value, command, depth: depth + 1)
    }
  }

  private func fixedDownload(_ view: StageView, _ step: StepView) -> Hazard? {
    guard !step.asksHost else { return nil }
    for command in step.commands where Self.fetchers.contains(command.name) {
      for word in command.arguments where word.contains("://") || word.contains("$") {
        // A variable of the script that has one value in it is as good as that value.
        let own = command.assignments.filter { !references(to: $0.name, in: word).isEmpty }
        let isOwn = !own.isEmpty && Set(own.map(\.name)).count == own.count
        let address =
          isOwn ? resolved(word, for: command, in: step) : resolvedAddress(word, command, step)
        guard address.contains("://"), let architecture = wrongArchitecture(in: address) else {
          continue
        }
        let isLiteral =
          CPUWords.architectures(in: word).contains(architecture)
          || own.contains { CPUWords.architectures(in: $0.value ?? "").contains(architecture) }
        let flow = flow(ofFilesOf: step, view, named: [])
        let isHere = view.stage.platform.architecture == target.architecture
        // A tool of this CPU, in a stage of this CPU, which nothing leaves.
        guard flow != nil || isHere && isLiteral else { continue }
        let isCertain = isLiteral && flow != nil
        return hazard(
          .hardcodedDownload, step.step, isCertain ? .certain : .possible, flow?.chain ?? [])
      }
    }
    return nil
  }

  /// The one architecture that an address names, if the target does not run it.
  private func wrongArchitecture(in address: String) -> String? {
    let named = CPUWords.architectures(in: address)
    guard named.count == 1, let architecture = named.first,
      !target.accepts(Platform(architecture: architecture))
    else { return nil }
    return architecture
  }

  /// ADD with an address.
  private func additions(_ view: StageView) -> [Hazard] {
    var found: [Hazard] = []
    for (position, instruction) in view.stage.instructions.enumerated() {
      guard case .copy(let copy) = instruction.operation, copy.isAdd else { continue }
      let destination = Path.resolved(
        expanded(copy.destination, in: view.stage, at: position), in: view.directories[position])
      for source in copy.sources where source.contains("://") {
        let address = expanded(source, in: view.stage, at: position)
        guard let architecture = wrongArchitecture(in: address),
          let flow = flow(of: .paths([destination]), from: view.index)
        else { continue }
        let isLiteral = CPUWords.architectures(in: source).contains(architecture)
        found.append(
          Hazard(
            kind: .hardcodedDownload, line: instruction.line,
            certainty: isLiteral ? .certain : .possible, platforms: [target],
            chain: [link(stage: view.index, position: position)] + flow.chain,
            repair: HazardKind.hardcodedDownload.repair))
      }
    }
    return found
  }

  private func foreignPackages(_ view: StageView, _ step: StepView) -> Hazard? {
    guard isInImage(view.index), !step.asksHost else { return nil }
    for command in step.commands where ["apt", "apt-get"].contains(command.name) {
      for package in command.installedPackages {
        guard let colon = package.lastIndex(of: ":") else { continue }
        let word = String(package[package.index(after: colon)...])
        guard
          let architecture = Architecture.table.first(where: { $0.debianNames.contains(word) }),
          !target.accepts(Platform(architecture: architecture.name))
        else { continue }
        return hazard(.foreignPackages, step.step, .certain)
      }
    }
    return nil
  }
}
