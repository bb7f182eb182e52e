package import Platforms

extension ImageContents {
  /// What is wrong with an image.
  /// - Parameter wanted: the platform that is meant where the image itself names none.
  package func audited(for wanted: Platform) -> AuditedImage {
    let platform = label ?? wanted
    var judgement = Judgement(image: self, platform: platform)
    judgement.judge()
    return AuditedImage(
      name: name, platform: platform, isLabelled: label != nil,
      command: configuration?.command ?? [], entrypoint: judgement.entrypoint,
      content: judgement.content, isIncluded: tree != nil, state: nil,
      findings: judgement.findings.sorted {
        ($0.certainty, order($0.kind)) < ($1.certainty, order($1.kind))
      })
  }

  private func order(_ kind: AuditKind) -> Int { AuditKind.allCases.firstIndex(of: kind) ?? 0 }
}

/// The judgement of one image for one platform.
struct Judgement {
  let image: ImageContents
  let platform: Platform
  private(set) var findings: [AuditFinding] = []
  private(set) var content: [CPU: Int] = [:]
  private(set) var entrypoint: AuditedImage.Entrypoint?

  init(image: ImageContents, platform: Platform) {
    self.image = image
    self.platform = platform
  }

  mutating func judge() {
    judgeLabel()
    guard let tree = image.tree, platform.os == "linux" else { return }
    let foreign = ForeignFiles(tree, platform: platform)
    content = foreign.content
    judgeEntrypoint(tree)
    if let cpu = foreign.majority(platform) {
      add(whole: cpu, foreign)
    } else {
      add(foreign)
      addInterpreters(tree)
      addCompatible(foreign)
    }
    addData(foreign)
    if tree.isRoot { addLoaders(tree) }
  }

  /// A file as it is written where it was found.
  func shown(_ path: TreePath) -> String {
    image.configuration == nil ? path.relative : path.absolute
  }

  mutating func add(_ finding: AuditFinding) { findings.append(finding) }

  /// `linux/arm64/v8` and `linux/arm64` are equal, and a variant may be left out.
  private mutating func judgeLabel() {
    guard let index = image.indexPlatform, let own = image.configuration?.platform,
      index.architecture != own.architecture
    else { return }
    add(
      AuditFinding(
        .labelUnlikeIndex, platform: index,
        summary: "the index says \(index) and the image's configuration \(own)"))
  }

  private mutating func judgeEntrypoint(_ tree: FileTree) {
    guard let configuration = image.configuration else { return }
    let starting = Starting(tree: tree, configuration: configuration)
    guard let (first, last) = starting.files() else { return }
    if tree.isRoot, let missing = starting.missingInterpreter(of: first) {
      add(missing: missing, of: first)
    }
    guard case .elf(let header) = tree.files[last]?.head else {
      entrypoint = AuditedImage.Entrypoint(path: first.absolute, cpu: nil)
      return
    }
    let cpu = CPU(header.identity)
    entrypoint = AuditedImage.Entrypoint(path: first.absolute, cpu: cpu)
    let means = first == last ? "" : ", which \(last.absolute) executes,"
    guard cpu.fit(platform) != .foreign else {
      let isScript = first == last ? "" : " by its interpreter \(last.absolute)"
      add(
        AuditFinding(
          .entrypointForeign, platform: platform,
          summary:
            "the container cannot start: \(first.absolute) is for \(cpu.name)\(isScript), not "
            + platform.architecture, paths: [first.absolute]))
      return
    }
    guard tree.isRoot, cpu.fit(platform) == .own, let loader = header.loader, !loader.isEmpty,
      tree.resolve(TreePath(loader)) == nil
    else { return }
    add(
      AuditFinding(
        .entrypointLoaderMissing, platform: platform,
        summary:
          "the container cannot start: \(first.absolute)\(means) needs the loader \(loader), "
          + "which the image does not have", paths: [first.absolute]))
  }

  /// The kernel says of the script that it is not there.
  private mutating func add(missing interpreter: [UInt8], of script: TreePath) {
    let hasCarriageReturn = interpreter.last == UInt8(ascii: "\r")
    let name = String(decoding: interpreter.filter { $0 != UInt8(ascii: "\r") }, as: UTF8.self)
    add(
      AuditFinding(
        .entrypointLoaderMissing, platform: platform,
        summary: "the container cannot start: \(script.absolute) needs the interpreter \(name)"
          + (hasCarriageReturn
            ? " with a carriage return behind it, as its lines end like those of Windows"
            : ", which the image does not have"),
        repair: hasCarriageReturn
          ? "convert it (sed -i 's/\\r$//' FILE), and keep git from undoing that "
            + "(.gitattributes: FILE text eol=lf)"
          : "install \(name) in the final stage, or name one in the script's first line that is there",
        paths: [script.absolute]))
  }

  /// Most of it is for one other CPU: one sentence, not one for each file.
  private mutating func add(whole cpu: CPU, _ foreign: ForeignFiles) {
    let files = foreign.placed(for: cpu)
    let subject = image.configuration == nil ? "the content" : "the image"
    let claim =
      image.label == nil ? "not \(platform.architecture)" : "labelled \(platform.architecture)"
    // What it starts is no second cause.
    let startsIt = findings.contains { $0.kind == .entrypointForeign } && entrypoint?.cpu == cpu
    if startsIt { findings.removeAll { $0.kind == .entrypointForeign } }
    add(
      AuditFinding(
        .contentOfOtherCPU, certainty(cpu), platform: platform,
        summary: "\(subject) is \(cpu.name), \(claim)"
          + (startsIt ? "; its container cannot start" : ""), paths: files.map(shown)))
  }

  /// How sure programs for another CPU are to fail: 386 runs on every amd64, arm on some arm64.
  func certainty(_ cpu: CPU) -> AuditFinding.Certainty {
    guard cpu.fit(platform) == .compatible else { return .certain }
    return cpu.name == "386" ? .note : .possible
  }
}
