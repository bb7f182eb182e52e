import Platforms

/// What a step leaves behind.
enum Artefact {
  /// At these paths, or below them.
  case paths([String])
  /// Nobody knows where.
  case unknown
}

/// The way of a file out of its stage.
struct Flow {
  /// The stage that it ends in.
  let stage: Int
  /// The instruction there that it comes in with; nil for one that is inherited.
  let position: Int?
  /// The lines of the way.
  let chain: [Hazard.Link]
}

extension Scene {
  /// The way by which what a stage holds gets to where the target's CPU has to run or load it; nil
  /// if it stays, or only files of no CPU leave.
  /// - Parameter isLoaded: whether a file at this path may be what was made.
  func flow(
    of artefact: Artefact, from start: Int, isLoaded: (String) -> Bool = Neutral.mayHoldCode
  ) -> Flow? {
    struct State {
      let stage: Int
      let paths: [String]?
      let position: Int?
      let chain: [Hazard.Link]
    }
    var paths: [String]?
    if case .paths(let known) = artefact { paths = known }
    var queue = [State(stage: start, paths: paths, position: nil, chain: [])]
    var seen: Set<String> = []
    var next = 0
    // A file passes few stages; a maze of them is not worth more.
    while next < queue.count, next < 2_000 {
      let state = queue[next]
      next += 1
      let isForTarget = plan.stages[state.stage].platform.architecture == target.architecture
      if state.stage == plan.target || isForTarget && state.stage != start {
        return Flow(stage: state.stage, position: state.position, chain: state.chain)
      }
      let key = "\(state.stage) \(state.paths?.joined(separator: ":") ?? "?")"
      guard state.chain.count < 20, seen.insert(key).inserted else { continue }
      for child in children[state.stage] ?? [] {
        queue.append(
          State(
            stage: child, paths: state.paths, position: nil,
            chain: state.chain + [link(from: child)]
          ))
      }
      for use in uses[state.stage] ?? [] {
        guard allowance.spend(use.source.paths.count * ((state.paths?.count ?? 0) + 1)) else {
          return nil
        }
        guard let paths = taken(by: use, state.paths, isLoaded) else { continue }
        queue.append(
          State(
            stage: use.stage, paths: paths.isEmpty ? nil : paths, position: use.position,
            chain: state.chain + [link(stage: use.stage, position: use.position)]))
      }
    }
    return nil
  }

  /// Where what is taken stands behind it; nil if none of it is, empty if nobody knows.
  private func taken(by use: Use, _ paths: [String]?, _ isLoaded: (String) -> Bool) -> [String]? {
    let stage = plan.stages[use.stage]
    let sources = use.source.paths.map {
      Path.known(Path.resolved(expanded($0, in: stage, at: use.position), in: "/"))
    }
    if use.source.isMount {
      guard case .run(let run) = stage.instructions[use.position].operation else { return nil }
      // A mount is gone after the step; only what the step copies out of it stays.
      let copies = ShellScript(run).commands.contains { command in
        ["cp", "install", "mv", "tar", "rsync", "dpkg"].contains(command.name)
          && command.arguments.contains { $0.contains(use.source.destination) }
      }
      guard copies, sources.isEmpty || sources.contains(where: { isTaken($0, paths, isLoaded) })
      else { return nil }
      return []
    }
    let directory = views[use.stage]?.directories[use.position] ?? "/"
    let written = expanded(use.source.destination, in: stage, at: use.position)
    let destination = Path.resolved(written, in: directory)
    var result: [String]?
    for (source, text) in zip(sources, use.source.paths) where isTaken(source, paths, isLoaded) {
      result = result ?? []
      for path in paths ?? [] where Path.holds(source, path) {
        result?.append(
          Path.resolved(String(path.dropFirst(source == "/" ? 0 : source.count)), in: destination)
            == destination && written.hasSuffix("/")
            ? Path.resolved(text.lastComponent, in: destination)
            : destination + path.dropFirst(source == "/" ? 0 : source.count))
      }
    }
    return result
  }

  private func isTaken(_ source: String, _ paths: [String]?, _ isLoaded: (String) -> Bool) -> Bool {
    guard let paths else { return isLoaded(source) }
    return paths.contains { path in
      Path.holds(source, path) || Path.holds(path, source) && isLoaded(source)
    }
  }
}

/// Files that are the same for every CPU, told by their names.
enum Neutral {
  private static let directories: Set<String> = [
    "dist", "public", "static", "html", "www", "assets", "docs", "doc", "site", "_site", "htdocs",
    "locale", "locales", "i18n", "templates", "certs", "ssl", "migrations", "swagger", "openapi",
    "css", "js", "web", "ui", "frontend", "out-tsc", "storybook-static", "web-vault",
  ]
  private static let endings: Set<String> = [
    "js", "mjs", "cjs", "css", "html", "htm", "json", "txt", "md", "jar", "war", "ear", "dll", "py",
    "rb", "php", "xml", "yaml", "yml", "toml", "conf", "ini", "pem", "crt", "sh", "svg", "png",
    "ico", "map", "pdf", "proto", "sql", "lock", "c", "h", "s", "go", "rs", "ts", "tsx", "vue",
    "java", "po", "mo", "ttf", "woff", "woff2", "csv", "wasm",
  ]

  /// Whether there may be programs or libraries at a path.
  static func mayHoldCode(_ path: String) -> Bool {
    let parts = path.split(separator: "/").map { $0.lowercased() }
    if parts.contains(where: directories.contains) { return false }
    if path == "/etc" || path.hasPrefix("/etc/") || path.hasPrefix("/usr/share/") { return false }
    return mayBeProgram(path)
  }

  /// The same by the ending of the file's name alone.
  static func mayBeProgram(_ path: String) -> Bool {
    let last = path.lastComponent.lowercased()
    guard let dot = last.lastIndex(of: ".") else { return true }
    if last.hasSuffix("none-any.whl") { return false }
    return !endings.contains(String(last[last.index(after: dot)...]))
  }
}
