import CommandLineKit
import Dockerfiles
import Facts
import LinuxHost
import Platforms
import Readiness
import Rendering
import Repair
import Targets

/// One image to build: its Dockerfile, and what it is built with.
private struct Build {
  /// The name in a bake or compose file; nil for a Dockerfile alone.
  var name: String?
  var source: DockerfileSource
  var platforms: [Platform]
  var stage: String?
  var arguments: [String: String]
  var contexts: [String: String]
}

extension DockerfileOptions {
  /// Reads, plans, judges and renders.
  func answer(_ context: Context) throws -> Answer {
    let builds = try builds(context)
    var judged: [(build: Build, plans: [BuildPlan], hazards: [Hazard])] = []
    for build in builds {
      do throws(DockerfileError) {
        let file = try Dockerfile(parsing: build.source.bytes)
        let plans = try plans(of: file, build)
        let evidence = build.source.evidence(of: file.lockFiles)
        judged.append((build, plans, file.hazards(plans, evidence: evidence, ignored: ignored)))
      } catch {
        throw Failure.dockerfileRefused(path: build.source.path, error)
      }
    }
    let needed = judged.flatMap { DockerfileReport.needed(by: $0.plans, $0.hazards) }
    let host = try check(needed, context)
    let reports = judged.map { build, plans, hazards in
      DockerfileReport(
        name: build.name, path: build.source.path, build: self.build, stage: build.stage,
        plans: plans, hazards: hazards, host: host, requiresHost: requiresHost)
    }
    return try rendered(reports, context)
  }

  private var build: Platform {
    buildPlatform ?? .own
  }

  /// The target platforms that are given.
  func platforms() throws(UsageError) -> [Platform] {
    var platforms: [Platform] = []
    for word in targets { try platforms.append(platformsIn: word, local: build) }
    return platforms
  }

  private func builds(_ context: Context) throws -> [Build] {
    let platforms = try platforms()
    var given: [String: String] = [:]
    for word in arguments {
      let name = String(word.prefix { $0 != "=" })
      if name.count < word.count {
        given[name] = String(word.dropFirst(name.count + 1))
      } else if let value = context.environment[name] {
        given[name] = value
      }
    }
    guard
      let file = TargetsFile(bake: bakePath, compose: composePath, command: "dockerfile")
    else {
      let targets =
        platforms.isEmpty
        ? [Platform(architecture: "amd64"), Platform(architecture: "arm64")] : platforms
      return [
        Build(
          source: try DockerfileSource.read(path ?? "Dockerfile"), platforms: targets, stage: stage,
          arguments: given, contexts: contexts)
      ]
    }
    let targets = try file.read(
      file.isBake ? BuildTarget.reading(bake:) : BuildTarget.reading(compose:))
    return try targets.map { try build(of: $0, in: file, platforms, given, context) }
  }

  private func build(
    of target: BuildTarget, in file: TargetsFile, _ platforms: [Platform],
    _ given: [String: String],
    _ context: Context
  ) throws -> Build {
    let source =
      if let text = target.inline {
        DockerfileSource(
          path: "\(target.name) (inline)", bytes: Array(text.utf8), context: target.context)
      } else {
        try DockerfileSource.read(target.path, context: target.context)
      }
    let wanted =
      platforms.isEmpty
      ? try file.platforms(target.platforms, of: target.name, local: self.build) : platforms
    var values: [String: String] = [:]
    for (name, value) in target.arguments { values[name] = value ?? context.environment[name] }
    return Build(
      name: target.name, source: source, platforms: wanted.isEmpty ? [build] : wanted,
      stage: stage ?? target.stage, arguments: values.merging(given) { $1 },
      contexts: target.contexts.merging(contexts) { $1 })
  }

  private func plans(of file: Dockerfile, _ build: Build) throws(DockerfileError) -> [BuildPlan] {
    var plans: [BuildPlan] = []
    for target in build.platforms {
      plans.append(
        try file.plan(
          for: BuildRequest(
            target: target, build: self.build, stage: build.stage, arguments: build.arguments,
            contexts: build.contexts)))
    }
    return plans
  }

  /// Whether this host, if it is the one that builds, executes the platforms.
  private func check(_ platforms: [Platform], _ context: Context) throws -> Report? {
    var judged: [Platform] = []
    for platform in platforms where Platform.judged.contains(platform) {
      if !judged.contains(platform) { judged.append(platform) }
    }
    guard !skipsCheck, !judged.isEmpty, build.architecture == Architecture.native?.name else {
      return nil
    }
    let facts = try HostFacts.observing(
      tool: Identity.tool, environment: context.environment, platforms: judged,
      timeout: timeout.duration)
    return Report.judging(facts, for: ReadinessRequest(platforms: judged, isStrict: false))
  }

  private func rendered(_ reports: [DockerfileReport], _ context: Context) throws -> Answer {
    // 1 beats 2 beats 0.
    let statuses = reports.map(\.status)
    let status = statuses.first { $0 == .no } ?? statuses.first { $0 != .yes } ?? .yes
    func text(_ style: TextStyle) -> String {
      reports.map { TextDockerfile($0, style: style).rendered() }.joined(separator: "\n")
    }
    switch format.chosen(context) {
    case .auto, .text: return .forPeople(text(context.style), status: status)
    case .json:
      let documents = reports.map(DockerfileDocument.init)
      let isAlone = bakePath == nil && composePath == nil
      return Answer(
        text: try isAlone
          ? JSONText.encoding(Document(.dockerfile, documents[0]))
          : JSONText.encoding(
            Document(
              .dockerfiles, BuildsDocument(builds: documents, exitStatus: status.rawValue))),
        status: status)
    case .sarif: return Answer(text: try JSONText.encoding(SARIFDocument(reports)), status: status)
    case .github:
      return Answer(
        text: GitHubReport.fenced(text(context.style.plain), by: RandomWord.make())
          + reports.map(\.annotations).joined(), status: status)
    }
  }
}
