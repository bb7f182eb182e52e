import Platforms

extension Judgement {
  /// Files that fail, by what they are, for which CPU and whose they are: one cause, one finding.
  mutating func add(_ foreign: ForeignFiles) {
    struct Cause: Hashable {
      let isLibrary: Bool
      let cpu: CPU
      let owner: Owner
    }
    let causes = Dictionary(grouping: foreign.failing) { file in
      Cause(isLibrary: file.isLibrary, cpu: file.cpu, owner: Owner(file.path))
    }
    let groups = causes.map { ($0, files: $1.map(\.path).sorted()) }
      .sorted { ($0.files.first ?? .root) < ($1.files.first ?? .root) }
    for (cause, files) in groups {
      add(
        AuditFinding(
          cause.isLibrary ? .foreignLibrary : .foreignProgram, platform: platform,
          summary: sentence(files, "for \(cause.cpu.name), not \(platform.architecture)"),
          repair: cause.owner.repair, paths: files.map(shown), count: files.count))
    }
    for (place, files) in foreign.lacking.sorted(by: { $0.key.directory < $1.key.directory }) {
      let paths = files.map(\.path).sorted()
      let there = foreign.sets?.cpus(at: place).joined(separator: ", ") ?? ""
      let name = place.template.isEmpty ? "" : " of \(place.template)"
      // What only its name calls a choice may be meant for others to fetch.
      let isPackage = paths.first.map(Places.isOfPackage) ?? false
      add(
        AuditFinding(
          .variantMissing, isPackage ? .certain : .possible, platform: platform,
          summary: "\(shown(place.directory)) has builds\(name) for \(there), and none for "
            + platform.architecture,
          repair: Owner(paths.first ?? .root).repair, paths: paths.map(shown), count: paths.count))
    }
  }

  /// The first file, and how many others.
  private func sentence(_ files: [TreePath], _ claim: String) -> String {
    let first = files.first.map(shown) ?? ""
    if files.count == 1 { return "\(first) is \(claim)" }
    let others = files.count - 1
    return "\(first) and \(others) other file\(others == 1 ? "" : "s") are \(claim)"
  }

  /// Scripts whose interpreter is there and of another CPU, by interpreter.
  mutating func addInterpreters(_ tree: FileTree) {
    let starting = Starting(tree: tree, configuration: image.configuration ?? ImageConfiguration())
    var scripts: [TreePath: [TreePath]] = [:]
    var interpreters: [[UInt8]: TreePath?] = [:]
    for (path, file) in tree.files where file.isExecutable {
      guard case .script(let name, let argument) = file.head else { continue }
      let key = name + [0] + argument
      let interpreter = interpreters[key] ?? starting.interpreter(of: path)
      interpreters[key] = .some(interpreter)
      guard let interpreter, case .elf(let header) = tree.files[interpreter]?.head,
        CPU(header.identity).fit(platform) == .foreign
      else { continue }
      scripts[interpreter, default: []].append(path)
    }
    for (interpreter, paths) in scripts.sorted(by: { $0.key < $1.key }) {
      guard case .elf(let header) = tree.files[interpreter]?.head else { continue }
      let sorted = paths.sorted()
      add(
        AuditFinding(
          .foreignInterpreter, platform: platform,
          summary: sentence(
            sorted,
            "executed by \(shown(interpreter)), for \(CPU(header.identity).name), not "
              + platform.architecture),
          paths: sorted.map(shown)))
    }
  }

  /// 32-bit programs of the same family of CPUs: arm needs a mode that newer CPUs lack, 386 does not.
  mutating func addCompatible(_ foreign: ForeignFiles) {
    guard !foreign.compatible.isEmpty else { return }
    let files = foreign.compatible.map(\.path).sorted()
    let cpu = foreign.compatible[0].cpu
    add(
      AuditFinding(
        .needs32BitCPU, certainty(cpu), platform: platform,
        summary: sentence(files, "32-bit, for \(cpu.name)"), paths: files.map(shown)))
  }

  /// What belongs to other CPUs, as a number.
  mutating func addData(_ foreign: ForeignFiles) {
    guard !foreign.data.isEmpty else { return }
    let files = foreign.data.map(\.path).sorted()
    add(
      AuditFinding(
        .foreignData, .note, platform: platform,
        summary: sentence(files, "for other CPUs, where that is meant"), paths: files.map(shown),
        count: files.count))
  }

  /// Programs whose loader the image does not have, by loader.
  mutating func addLoaders(_ tree: FileTree) {
    var programs: [String: [TreePath]] = [:]
    for (path, file) in tree.files where file.isExecutable && !Places.isData(path) {
      guard case .elf(let header) = file.head, let loader = header.loader, !loader.isEmpty,
        CPU(header.identity).fit(platform) == .own, path.absolute != entrypoint?.path
      else { continue }
      programs[loader, default: []].append(path)
    }
    for (loader, paths) in programs.sorted(by: { $0.key < $1.key })
    where tree.resolve(TreePath(loader)) == nil {
      let sorted = paths.sorted()
      // A package's own program may be one of several, for other C libraries.
      let isSure = sorted.contains { !Places.isOfPackage($0) }
      let verb = sorted.count == 1 ? "needs" : "need"
      let others = sorted.count == 1 ? "" : " and \(sorted.count - 1) others"
      add(
        AuditFinding(
          .loaderMissing, isSure ? .certain : .possible, platform: platform,
          summary: "\(shown(sorted[0]))\(others) \(verb) the loader \(loader), which is not there",
          paths: sorted.map(shown), count: sorted.count))
    }
  }
}

/// Who installed a file, which decides what repairs it.
private enum Owner: Hashable {
  case node, python, ruby, other

  init(_ path: TreePath) {
    func has(_ name: String) -> Bool { path.parts.contains { $0.elementsEqual(name.utf8) } }
    if has("node_modules") || path.name.reversed().starts(with: ".node".utf8.reversed()) {
      self = .node
    } else if has("site-packages") || has("dist-packages") {
      self = .python
    } else {
      self = has("gems") ? .ruby : .other
    }
  }

  var repair: String? {
    let place = "in a stage of the target platform, without --platform=$BUILDPLATFORM"
    return switch self {
    case .node: "run npm ci or npm rebuild \(place); add node_modules to .dockerignore"
    case .python: "run pip install \(place)"
    case .ruby: "run bundle install \(place)"
    case .other: nil
    }
  }
}
