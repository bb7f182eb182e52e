package import Facts
import FoundationEssentials
import Text

/// What the steps of builds have printed that still run, as BuildKit keeps it: `docker buildx history`,
/// which buildx has since 0.20. An older one, or a builder that keeps nothing, tells of no step.
package struct BuildHistory: Sendable {
  /// A step that runs.
  package struct Step: Hashable, Sendable {
    /// What BuildKit calls it: `[linux/arm64 build 2/3] RUN --network=none make`.
    package let name: String
    /// What it printed.
    package let output: [UInt8]

    package init(name: String, output: [UInt8]) {
      self.name = name
      self.output = output
    }
  }

  private let steps: [Step]

  package init(_ steps: [Step]) { self.steps = steps }

  /// The step that runs a command for a platform of an architecture; nil where none does, or more than
  /// one may.
  /// - Parameter isOnly: whether no other step of this builder is looked for: then one that runs alone
  ///   is it, though its name shows variables with their values.
  package func step(
    running command: String, for architecture: String?, isOnly: Bool
  ) -> Step? {
    let possible = steps.filter { step in
      guard let platform = step.platform, let architecture else { return true }
      return platform.split(separator: "/").dropFirst().first == architecture[...]
    }
    let named = possible.filter { $0.commands.contains(Self.key(command)) }
    let left = named.isEmpty && isOnly ? possible : named
    return left.count == 1 ? left[0] : nil
  }

  /// A command without what its line breaks are.
  fileprivate static func key(_ command: some StringProtocol) -> String {
    command.split { $0.isWhitespace }.joined(separator: " ")
  }
}

extension BuildHistory.Step {
  /// The words in brackets before its instruction.
  private var place: [Substring] {
    guard name.hasPrefix("["), let end = name.firstIndex(of: "]") else { return [] }
    return name[name.index(after: name.startIndex)..<end].split(separator: " ")
  }

  /// Its platform, which is shown where a build is for several.
  fileprivate var platform: Substring? { place.first { $0.hasPrefix("linux/") } }

  /// What it may call the command that it runs: of a list, all of it or what its shell is to do.
  fileprivate var commands: [String] {
    guard let start = name.firstRange(of: "RUN ")?.upperBound else { return [] }
    let words = name[start...].split(separator: " ", omittingEmptySubsequences: false)
    let command = words.drop { $0.hasPrefix("--") || $0.isEmpty }.joined(separator: " ")
    let list = try? JSONDecoder().decode([String].self, from: Data(command.utf8))
    guard let list, let last = list.last else { return [BuildHistory.key(command)] }
    return [BuildHistory.key(list.joined(separator: " ")), BuildHistory.key(last)]
  }
}

// MARK: What buildx prints

extension BuildHistory {
  /// The words that list the builds of a builder.
  static func listing(of builder: String) -> [String] {
    ["buildx", "history", "ls", "--builder", builder, "--format", "json"]
  }

  /// The words that print, on standard error, what a build printed, and then follow it.
  static func following(_ build: String, of builder: String) -> [String] {
    ["buildx", "history", "logs", "--builder", builder, "--progress", "rawjson", build]
  }

  /// The builds that still run, newest first: an object on each line.
  package static func running(listed text: [UInt8]) -> [String] {
    lines(of: text).compactMap { line in
      guard let record = try? JSONDecoder().decode(Record.self, from: Data(line)),
        record.status == "Running"
      else { return nil }
      // BUILDER/NODE/ID
      return record.ref.split(separator: "/").last.map(String.init)
    }
  }

  /// The steps that run, of what `rawjson` prints: BuildKit's SolveStatus (client/graph.go), one on each
  /// line, of which later ones add to earlier ones.
  package static func steps(following text: [UInt8]) -> [Step] {
    var vertexes: [String: Status.Vertex] = [:]
    var order: [String] = []
    var output: [String: [UInt8]] = [:]
    for line in lines(of: text) {
      // The last one may be cut.
      guard let status = try? JSONDecoder().decode(Status.self, from: Data(line)) else { continue }
      for vertex in status.vertexes ?? [] {
        if vertexes[vertex.digest] == nil { order.append(vertex.digest) }
        vertexes[vertex.digest] = vertex
      }
      for log in status.logs ?? [] { output[log.vertex, default: []] += log.data ?? Data() }
    }
    return order.compactMap { digest in
      guard let vertex = vertexes[digest], vertex.started != nil, vertex.completed == nil else {
        return nil
      }
      return Step(name: vertex.name, output: output[digest] ?? [])
    }
  }
}

private struct Record: Decodable {
  let ref: String
  let status: String
}

private struct Status: Decodable {
  var vertexes: [Vertex]?
  var logs: [Log]?

  struct Vertex: Decodable {
    let digest: String
    let name: String
    var started: String?
    var completed: String?
  }

  struct Log: Decodable {
    let vertex: String
    var data: Data?
  }
}

extension Container {
  /// The name of the builder whose step it is, as buildx knows it; nil for another container.
  ///
  /// Docker's own is called default. A builder in a container gives that its node's name
  /// (`buildx_buildkit_NODE`), which is the builder's and a digit (store/nodegroup.go of buildx).
  package var builder: String? {
    if builderProgram == "dockerd" { return "default" }
    let prefix = "buildx_buildkit_"
    guard let builderName, builderName.hasPrefix(prefix) else { return nil }
    return String(builderName.dropFirst(prefix.count).dropLast())
  }
}
