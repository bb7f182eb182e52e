import Platforms

extension Scene {
  /// What FROM lines say of platforms and images.
  var fromHazards: [Hazard] {
    var found = [targetStage, bareGlobals].compactMap(\.self)
    for view in ordered {
      found += [ignoredFlag(view), pinnedImage(view), neverProduced(view)].compactMap(\.self)
    }
    return found + constantStages + copiedPrograms
  }

  /// The stage that decides the platform of a lineage.
  private func root(of view: StageView) -> Int { view.lineage.last ?? view.index }

  private func isConstant(_ index: Int) -> Bool {
    guard let flag = file.stages[index].platformFlag else { return false }
    return !flag.mentions(["BUILD", "TARGET"]) && !dependsOnPlatform(flag)
  }

  /// Whether a global argument that the flag names is made of BuildKit's own.
  private func dependsOnPlatform(_ flag: String) -> Bool {
    guard flag.contains("$") else { return false }
    return file.globals.contains { global in
      guard case .argument(let declarations) = global.operation else { return false }
      return declarations.contains {
        flag.contains($0.name) && $0.value?.mentions(["BUILD", "TARGET"]) == true
      }
    }
  }

  /// The line that decides a constant platform: the flag, or the ARG that it names.
  private func lineOfConstant(_ index: Int) -> Int {
    guard let flag = file.stages[index].platformFlag, flag.contains("$") else {
      return file.stages[index].line
    }
    let global = file.globals.last { global in
      guard case .argument(let declarations) = global.operation else { return false }
      return declarations.contains { flag.contains($0.name) && $0.value != nil }
    }
    return global?.line ?? file.stages[index].line
  }

  private static let helpers = [
    "test", "lint", "dev", "check", "fmt", "format", "vendor", "validate", "generate", "update",
    "export", "artifact", "binar", "docs", "ci", "release-", "coverage", "debug", "shell", "bench",
  ]

  /// Images that start a server of their own, so that the file need not say what is started.
  private static let servers: Set<String> = [
    "nginx", "nginx-unprivileged", "httpd", "caddy", "redis", "postgres", "mysql", "mariadb", "php",
    "haproxy", "traefik", "tomcat", "jetty", "wordpress", "rabbitmq", "grafana", "prometheus",
  ]

  private func servedImage(_ root: Int) -> String {
    guard case .image(let name) = plan.stages[root].base else { return "" }
    return ImageReference(name)?.path.lastComponent ?? ""
  }

  private var targetStage: Hazard? {
    guard let view = views[plan.target], isForeign(view) else { return nil }
    let root = root(of: view)
    let hasSteps = view.lineage.contains { views[$0]?.steps.isEmpty == false }
    if case .image(let name) = plan.stages[root].base, !hasSteps,
      name.mentions(["distroless/static", "chainguard/static", "/static:"])
    {
      return nil
    }
    let isConstant = isConstant(root)
    // A last FROM without a name may only choose a stage that has one.
    let name = view.lineage.lazy.compactMap { file.stages[$0].name }.first ?? ""
    let starts = view.lineage.contains { index in
      plan.stages[index].instructions.contains { ["CMD", "ENTRYPOINT"].contains($0.keyword) }
    }
    let isHelper =
      name.mentions(Self.helpers)
      || plan.request.stage != nil && !starts
    let serves = Self.servers.contains(servedImage(root))
    if isHelper, !starts || name.mentions(["test", "lint"]) { return nil }
    let stage = file.stages[root]
    let flag = "--platform=\(stage.platformFlag ?? "")"
    return Hazard(
      kind: isConstant ? .constantPlatform : .targetStageOnBuildPlatform,
      line: isConstant ? lineOfConstant(root) : stage.line,
      certainty: isHelper || !starts && !serves && !isConstant ? .possible : .certain,
      platforms: [target], chain: view.lineage.reversed().map(link(from:)),
      repair: "remove `\(flag)` from line \(stage.line)"
        + (view.lineage.count > 1
          ? "; what is to run on the CPU that builds needs a stage of its own" : ""))
  }

  /// Stages of one fixed platform whose programs the image takes.
  private var constantStages: [Hazard] {
    var found: [Hazard] = []
    for view in ordered where isForeign(view) && !isInImage(view.index) {
      guard view.lineage.count == 1, isConstant(view.index),
        view.stage.platform.architecture != plan.request.build.architecture
          || view.stage.platformFlag?.contains("$") == false,
        !view.isChosenByTarget,
        !CPUWords.architectures(in: view.stage.name ?? "").contains(
          view.stage.platform.architecture)
      else { continue }
      let products = view.steps.flatMap { step in
        step.commands.compactMap {
          let place = Place(scene: self, view: view, step: step, command: $0)
          return place.product ?? place.crossProduct
        }
      }
      let flow = products.lazy.filter { $0.certainty == .certain }
        .compactMap { self.flow(of: $0.artefact, from: view.index, isLoaded: $0.isLoaded) }.first
      guard let flow else { continue }
      found.append(
        Hazard(
          kind: .constantPlatform, line: lineOfConstant(view.index), certainty: .certain,
          platforms: [target], chain: [link(from: view.index)] + flow.chain,
          repair:
            "remove `--platform=\(view.stage.platformFlag ?? "")` from line \(view.stage.line)"))
    }
    return found
  }

  /// Programs that come straight out of an image for another CPU.
  private var copiedPrograms: [Hazard] {
    var found: [Hazard] = []
    for view in ordered where isForeign(view) && view.lineage.count == 1 && !view.isChosenByTarget {
      let isImage = view.stage.instructions.allSatisfy {
        !["RUN", "COPY", "ADD"].contains($0.keyword)
      }
      guard isImage, case .image(let name) = view.stage.base,
        !Self.scripts.contains(where: { name.contains($0) })
      else { continue }
      for use in uses[view.index] ?? [] where !use.source.isMount {
        let stage = plan.stages[use.stage]
        guard stage.platform.architecture == target.architecture,
          use.source.paths.contains(where: { path in
            path.mentions(["/bin/", "/sbin/", ".so"]) && Neutral.mayBeProgram(path)
          })
        else { continue }
        found.append(
          Hazard(
            kind: .nativeCodeInBuildStage, line: view.stage.line, certainty: .possible,
            platforms: [target],
            chain: [link(from: view.index), link(stage: use.stage, position: use.position)],
            repair:
              "remove `--platform=\(view.stage.platformFlag ?? "")` from line \(view.stage.line)"))
        break
      }
    }
    return found
  }

  private func ignoredFlag(_ view: StageView) -> Hazard? {
    guard case .stage(let base) = view.stage.base, let flagged = view.stage.flagged,
      flagged.architecture != view.stage.platform.architecture
    else { return nil }
    return Hazard(
      kind: .platformFlagIgnored, line: view.stage.line, certainty: .certain, platforms: [target],
      chain: [link(from: base), link(from: view.index)],
      repair: "in line \(view.stage.line), name an image behind FROM instead of the stage "
        + "`\(file.stages[view.index].base)`, or remove the flag")
  }

  /// A bare ARG of BuildKit's own before FROM, which old frontends take for an empty value.
  private var bareGlobals: Hazard? {
    if let syntax = file.syntax, syntax.hasPrefix("docker/dockerfile:1") { return nil }
    for global in file.globals {
      guard case .argument(let declarations) = global.operation else { continue }
      for declaration in declarations where declaration.value == nil {
        guard isPredefined(declaration.name) else { continue }
        let user = file.stages.first { stage in
          stage.base.contains("$\(declaration.name)") || stage.base.contains("{\(declaration.name)")
            || stage.platformFlag?.contains(declaration.name) == true
            || stage.instructions.contains {
              if case .argument(let inner) = $0.operation {
                return inner.contains { $0.name == declaration.name && $0.value == nil }
              }
              return false
            }
        }
        guard let user else { continue }
        let chain = [
          Hazard.Link(
            line: global.line, text: "ARG \(global.text)".shortened, platform: target),
          Hazard.Link(line: user.line, text: "FROM \(user.base)".shortened, platform: target),
        ]
        return Hazard(
          kind: .platformArgumentEmptied, line: global.line, certainty: .possible,
          platforms: [target], chain: chain,
          repair: "remove `ARG \(declaration.name)` in line \(global.line)")
      }
    }
    return nil
  }

  func isPredefined(_ name: String) -> Bool { plan.request.predefined[name] != nil }

  /// Docker's own repositories of one CPU each.
  private static let repositories: [String: String] = [
    "amd64": "amd64", "i386": "386", "arm64v8": "arm64", "arm32v7": "arm", "arm32v6": "arm",
    "arm32v5": "arm", "ppc64le": "ppc64le", "s390x": "s390x", "riscv64": "riscv64",
  ]

  private func pinnedImage(_ view: StageView) -> Hazard? {
    guard case .image(let name) = view.stage.base, !view.isChosenByTarget,
      view.stage.platform.architecture == target.architecture, !view.stage.isReplaced,
      plan.request.context(named: name) == nil, let reference = ImageReference(name)
    else { return nil }
    let space = reference.path.split(separator: "/").first.map(String.init) ?? ""
    let isHub = reference.domain.isEmpty || reference.domain == "docker.io"
    var certainty = Hazard.Certainty.certain
    var architecture = isHub ? Self.repositories[space] : nil
    if architecture == nil {
      let words = CPUWords.architectures(
        in: "\(reference.path.lastComponent) \(reference.tag ?? "")")
      architecture = words.count == 1 ? words.first : nil
      certainty = .possible
    }
    guard let architecture, !target.accepts(Platform(architecture: architecture)) else {
      return nil
    }
    return Hazard(
      kind: .imagePinsArchitecture, line: view.stage.line, certainty: certainty,
      platforms: [target], chain: [link(from: view.index)],
      repair: HazardKind.imagePinsArchitecture.repair)
  }

  /// Repositories that are known to hold amd64 only.
  private static let onlyAMD64 = [
    "mcr.microsoft.com/mssql/server", "mcr.microsoft.com/windows", "microsoft/mssql-server-linux",
  ]

  private func neverProduced(_ view: StageView) -> Hazard? {
    guard case .image(let name) = view.stage.base, target.architecture != "amd64",
      view.stage.platform.architecture == target.architecture,
      Self.onlyAMD64.contains(where: { name.hasPrefix($0) })
    else { return nil }
    return Hazard(
      kind: .imageNeverProduced, line: view.stage.line, certainty: .possible, platforms: [target],
      chain: [link(from: view.index)], repair: HazardKind.imageNeverProduced.repair)
  }
}
