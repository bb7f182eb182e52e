import Platforms

/// What a command makes for the CPU of its stage.
struct Product {
  let kind: HazardKind
  let artefact: Artefact
  var certainty: Hazard.Certainty
  /// Whether a file at a path may be it, where only a directory above is known.
  var isLoaded: @Sendable (String) -> Bool = Neutral.mayHoldCode
  /// Programs that make it good in the stage that it is copied to.
  var cures: Set<String> = []
  var repair: String?
  /// Which packages it is because of, or that nothing tells.
  var reason: String?
}

/// A command in its place.
struct Place {
  let scene: Scene
  let view: StageView
  let step: StepView
  let command: ShellCommand

  func value(of name: String) -> String? { scene.value(of: name, for: command, in: step) }

  func isSet(_ name: String) -> Bool { value(of: name)?.isEmpty == false }

  /// A path among the command's words, absolute; nil if there is none.
  func path(_ word: String?) -> String? {
    guard let word, !word.isEmpty else { return nil }
    return Path.known(
      Path.resolved(scene.resolved(word, for: command, in: step), in: directory))
  }

  var directory: String { scene.directory(of: command, in: step) }

  /// What copies of it there are, made by later commands of the stage.
  func copies(of paths: [String]) -> [String] {
    var result = paths
    for transfer in view.transfers where transfer.position >= step.step.position {
      guard result.count < 20, scene.allowance.spend(result.count) else { break }
      let isCopied = transfer.sources.contains { source in
        result.contains { Path.holds(source, $0) || Path.holds($0, source) }
      }
      if isCopied, !result.contains(transfer.target) { result.append(transfer.target) }
    }
    return result
  }

  /// What the first lock file of these names says that the stage copies.
  func evidence(_ names: Set<String>) -> LockEvidence? {
    for lock in view.locks {
      if lock == "." {
        for name in names.sorted() {
          if let found = scene.evidence[name] { return LockEvidence(name, found) }
        }
      }
      let path = lock.hasSuffix("package*.json") ? lock.dropLast(13) + "package-lock.json" : lock
      if names.contains(path.lastComponent), let found = scene.evidence[path] {
        return LockEvidence(path, found)
      }
    }
    return nil
  }

  /// Whether the stage has a C compiler that somebody installed on purpose.
  var hasCompiler: Bool {
    let compilers: Set<String> = [
      "gcc", "g++", "build-essential", "build-base", "clang", "musl-dev", "libc6-dev",
      "libc-dev", "gcc-c++", "alpine-sdk", "python3-dev", "linux-headers",
    ]
    return !view.packages.isDisjoint(with: compilers)
  }

  /// Whether something in the step or its stage tells a C compiler the target's CPU.
  var namesCrossCompiler: Bool {
    step.namesCrossCompiler || isSet("CC") || isSet("CROSS_COMPILE") || isSet("GOARCH")
      || view.hasCrossPackages && !view.packages.contains("clang")
  }
}

extension Place {
  /// What the command makes for the CPU that runs it; nil if nothing, or for another CPU.
  var product: Product? {
    switch command.name {
    case "npm", "yarn", "pnpm", "bun", "bunx", "npx", "node-gyp", "prisma": return nodeProduct
    case "pip", "pip3", "uv", "poetry", "pipenv", "python", "python3": return pythonProduct
    case "bundle", "gem": return rubyProduct
    case "make", "gmake", "cmake", "ninja", "meson", "gcc", "g++", "cc", "c++", "clang", "clang++":
      return compilerProduct
    default: return imageProduct
    }
  }

  private static let nodeCures: Set<String> = ["npm", "yarn", "pnpm", "bun"]

  private var nodeProduct: Product? {
    let words = command.words
    if command.name == "bun", words.contains("--compile"), !command.has("--target") {
      return Product(
        kind: .nativeCodeInBuildStage,
        artefact: .paths(copies(of: [path(command.value(of: "--outfile")) ?? directory])),
        certainty: .certain, isLoaded: Neutral.mayBeProgram,
        repair: "line \(step.step.line): bun build --compile --target=bun-linux-...")
    }
    let isPrisma = words.contains("prisma") && words.contains("generate")
    let verb = command.operands.first ?? (command.name == "yarn" ? "install" : "")
    let verbs = ["ci", "install", "i", "rebuild", "clean-install", "add"]
    guard isPrisma || command.name == "node-gyp" || verbs.contains(verb),
      !command.has("--ignore-scripts", "--cpu", "--os", "--arch", "--target_arch", "--target-arch"),
      !isSet("npm_config_arch"), !isSet("npm_config_ignore_scripts"), !isSet("npm_config_cpu"),
      !command.has("--package-lock-only", "--lockfile-only", "--global", "-g")
    else { return nil }
    let root = path(command.value(of: "--prefix", "--cwd", "-C", "--dir")) ?? directory
    var paths = copies(of: [Path.resolved("node_modules", in: root)])
    for use in scene.uses[view.index] ?? [] {
      for source in use.source.paths
      where ["node_modules", "standalone"].contains(source.lastComponent) {
        paths.append(Path.resolved(source, in: "/"))
      }
    }
    var certainty = Hazard.Certainty.possible
    let lock = evidence(["package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml"])
    var reason = LockEvidence.reason(lock)
    switch lock?.evidence {
    case .native: certainty = .certain
    case .some(.none) where !isPrisma: return nil
    default:
      let names = Evidence.nodePackages
      let compiles =
        command.name == "node-gyp" || command.has("--build-from-source")
        || verb == "rebuild" || operandsNaming(names)
      let hasToolchain = hasCompiler && !view.packages.isDisjoint(with: ["python3", "python"])
      if !isPrisma, compiles || hasToolchain {
        certainty = .certain
        reason = compiles ? nil : LockEvidence.compilerReason
      }
    }
    return Product(
      kind: .nativeCodeInBuildStage, artefact: .paths(paths), certainty: certainty,
      isLoaded: { path in
        path.hasSuffix("/node_modules") || path.contains("/node_modules/")
          || path.hasSuffix("/standalone")
      }, cures: Self.nodeCures, reason: reason)
  }

  private func operandsNaming(_ names: Set<String>) -> Bool {
    command.operands.dropFirst().contains { word in
      let name = word.lastIndex(of: "@").map { $0 > word.startIndex ? String(word[..<$0]) : word }
      return names.contains(name ?? word)
    }
  }

  private var pythonProduct: Product? {
    var words = command.words.map(\.lastComponent)
    if words[0].hasPrefix("python") {
      guard words.count > 3, words[1] == "-m", words[2] == "pip" else { return nil }
      words.removeFirst(2)
    }
    guard let verb = words.dropFirst().first(where: { !$0.hasPrefix("-") }),
      ["install", "wheel", "sync", "pip"].contains(verb),
      verb != "pip" || words.contains("install") || words.contains("sync"),
      verb != "sync" || command.name == "uv" || command.name == "pipenv",
      !command.has("--platform", "--python-platform", "--no-deps")
    else { return nil }
    var paths: [String] = []
    if let place = path(
      command.value(of: "--prefix", "--target", "-t", "--root", "-w", "--wheel-dir"))
    {
      paths = [place]
    } else if let program = command.words.first, program.hasPrefix("/"), program.contains("/bin/") {
      paths = [Path.resolved(program + "/../..", in: "/")]
    } else {
      // Environments that the stage makes, and where packages are without one.
      for step in view.steps where scene.allowance.spend(step.commands.count + 1) {
        for other in step.commands
        where other.words.contains("venv") || other.name == "virtualenv" {
          let place = Place(scene: scene, view: view, step: step, command: other)
          if let path = place.path(other.operands.last),
            path.lastComponent != "venv" || path.count > 5
          {
            paths.append(path)
          }
        }
      }
      for name in ["VIRTUAL_ENV", "UV_PROJECT_ENVIRONMENT"] {
        if let path = path(value(of: name)) { paths.append(path) }
      }
      if command.name != "pip", command.name != "pip3" {
        paths.append(Path.resolved(".venv", in: directory))
      }
      paths += ["/usr/local/lib", "/usr/lib/python3", "/root/.local", "/usr/local/bin"]
    }
    let certainty: Hazard.Certainty
    let lock = evidence(["requirements.txt", "poetry.lock", "uv.lock", "Pipfile.lock"])
    var reason = LockEvidence.reason(lock)
    switch lock?.evidence {
    case .native: certainty = .certain
    case .some(.none): return nil
    default:
      let isNamed = operandsNaming(Evidence.pythonPackages)
      certainty = hasCompiler || isNamed ? .certain : .possible
      if certainty == .certain { reason = isNamed ? nil : LockEvidence.compilerReason }
    }
    return Product(
      kind: .nativeCodeInBuildStage, artefact: .paths(copies(of: paths)), certainty: certainty,
      isLoaded: { path in
        path.mentions(["site-packages", "dist-packages", "venv", "/opt/", "wheels", "/lib"])
      }, cures: verb == "wheel" ? [] : ["pip", "pip3", "uv", "poetry"], reason: reason)
  }

  private var rubyProduct: Product? {
    guard
      command.operands.first == "install" || command.operands.isEmpty && command.name == "bundle"
    else { return nil }
    var paths = ["/usr/local/bundle", "/usr/local/lib/ruby", "/var/lib/gems"]
    for name in ["BUNDLE_PATH", "GEM_HOME"] {
      if let path = path(value(of: name)) { paths.append(path) }
    }
    if let path = path(command.value(of: "--path")) { paths.append(path) }
    paths.append(Path.resolved("vendor/bundle", in: directory))
    var certainty = Hazard.Certainty.possible
    let lock = evidence(["Gemfile.lock"])
    var reason = LockEvidence.reason(lock)
    if case .native = lock?.evidence { certainty = .certain }
    if operandsNaming(Evidence.gems) {
      certainty = .certain
      reason = nil
    }
    return Product(
      kind: .nativeCodeInBuildStage, artefact: .paths(copies(of: paths)), certainty: certainty,
      isLoaded: { $0.mentions(["bundle", "gems", "ruby"]) }, cures: ["bundle", "gem"],
      reason: reason)
  }

  private var compilerProduct: Product? {
    guard !namesCrossCompiler, !command.has("--version", "-v", "clean", "docs", "test", "check")
    else { return nil }
    let name = command.name
    let installs =
      command.operands.contains { $0.hasPrefix("install") } || command.has("--install")
    var known: [String] = []
    let destination = command.arguments.last { $0.hasPrefix("DESTDIR=") }?.dropFirst(8)
    let prefix = command.arguments.last { $0.lowercased().hasPrefix("prefix=") }?.dropFirst(7)
    for word in [destination.map(String.init), value(of: "DESTDIR"), prefix.map(String.init)] {
      if let path = path(word) { known.append(path) }
    }
    if let output = path(command.value(of: "-o", "--prefix", "--output")) { known.append(output) }
    if !installs, known.isEmpty { known = name.hasSuffix("make") ? [] : [directory] }
    if installs, known.isEmpty { known = ["/usr/local"] }
    let isCompiler = !["make", "gmake"].contains(name)
    let isProven = (isCompiler || hasCompiler) && !known.isEmpty
    return Product(
      kind: .nativeCodeInBuildStage,
      artefact: known.isEmpty ? .unknown : .paths(copies(of: known)),
      certainty: isProven ? .certain : .possible)
  }

  /// Programs that make images of a runtime, or programs, for the CPU that they run on.
  private var imageProduct: Product? {
    let output: String?
    switch command.name {
    case "jlink": output = command.value(of: "--output")
    case "jpackage": output = command.value(of: "--dest", "-d")
    case "native-image", "pyinstaller", "nuitka", "crystal", "ghc", "rustc":
      output = command.value(of: "-o", "--distpath")
    case "swift", "stack", "cabal":
      guard command.operands.contains(where: { $0 == "build" || $0 == "install" }) else {
        return nil
      }
      output = command.value(of: "--build-path", "--local-bin-path")
    case "deno":
      guard command.operands.first == "compile" else { return nil }
      output = command.value(of: "-o", "--output")
    case "mix":
      guard command.operands.contains("release") else { return nil }
      output = command.value(of: "--path") ?? "_build"
    default: return nil
    }
    guard
      !command.has("--target", "--triple", "--swift-sdk", "--target-arch", "--version", "--help")
    else { return nil }
    return Product(
      kind: .nativeCodeInBuildStage, artefact: .paths(copies(of: [path(output) ?? directory])),
      certainty: .certain, isLoaded: Neutral.mayBeProgram)
  }
}
