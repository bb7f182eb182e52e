import Facts
import Readiness

/// The engine and the builder that were asked, in a line each.
struct EngineWords {
  /// One line for each.
  let lines: [String]

  init(_ host: HostSummary) {
    guard let engine = host.engine else {
      lines = []
      return
    }
    let path = engine.path.map { " at \($0)" } ?? ""
    guard let answer = engine.answer else {
      lines = engine.path == nil ? [] : ["containers: none, \(engine.program)\(path)"]
      return
    }
    let facts = [
      "\(answer.kind) \(answer.version ?? "of unknown version")\(path)",
      answer.imageStore.map { "images in \($0)" },
      answer.usesContainerdStore == true ? "containerd image store" : nil,
      answer.isRootless == true ? "rootless" : nil,
      answer.isSnap == true ? "from a snap" : nil,
      answer.isDesktop == true ? "Docker Desktop" : nil,
      answer.context.map { "context \($0)" },
      host.isEngineElsewhere ? "on another machine" : nil,
    ]
    lines =
      ["containers: " + facts.compactMap(\.self).joined(separator: ", ")]
      + (host.builder.map { [Self.line($0)] } ?? [])
  }

  private static func line(_ builder: BuilderFacts) -> String {
    let facts = [
      builder.name.text, builder.driver.map { "driver \($0)" },
      (builder.nodes?.count ?? 1) > 1 ? "\(builder.nodes?.count ?? 1) nodes" : nil, builder.status,
      builder.error.map { "error: \($0.text)" },
      builder.forced.isEmpty
        ? nil : "platforms set with --platform: \(builder.forced.joined(separator: " "))",
    ]
    return "builder: " + facts.compactMap(\.self).joined(separator: ", ")
  }
}
