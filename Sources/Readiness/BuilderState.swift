package import Facts
import Platforms
import Text

/// What keeps a node of a builder from building.
package struct BuilderNodeFault: Sendable, Hashable {
  /// What is wrong.
  package let kind: Kind
  /// The node.
  package let node: BuilderNode
  /// Node and fault, as evidence.
  package let evidence: String

  package enum Kind: Sendable {
    /// It does not answer, and says no more.
    case silent
    /// It says why.
    case broken
    /// Nobody has started it yet.
    case notStarted
  }
}

extension BuilderFacts {
  /// What keeps its nodes from building: an error, a node of another machine that is not there, one
  /// that was never started (driver.go of buildx, `Status`).
  package var faults: [BuilderNodeFault] { knownNodes.compactMap(fault) }

  /// Whether all that is known of it lets it build.
  var canBuild: Bool { faults.isEmpty && !platforms.isEmpty }

  /// Its nodes; facts of older releases have one for all of them.
  private var knownNodes: [BuilderNode] {
    if let nodes { return nodes }
    var node = BuilderNode(name: name)
    node.status = status
    node.error = error
    node.platforms = platforms
    return [node]
  }

  private func fault(of node: BuilderNode) -> BuilderNodeFault? {
    func fault(_ kind: BuilderNodeFault.Kind, _ text: String) -> BuilderNodeFault {
      BuilderNodeFault(kind: kind, node: node, evidence: "node \(node.name): \(text)")
    }
    if let error = node.error {
      return fault(.broken, error.lines.first.map { String($0.prefix(200)) } ?? "an error")
    }
    if node.containerState == "paused" { return fault(.broken, "its container is paused") }
    switch node.status {
    case "running", nil: return nil
    case let status?:
      let place = node.endpoint.map { " at \($0)" } ?? ""
      // A builder that runs elsewhere by itself is never started by buildx.
      return ["remote", "cloud"].contains(driver)
        ? fault(.silent, "no answer\(place) (\(status))")
        : fault(.notStarted, "\(status)\(driver.map { ", driver \($0)" } ?? "")")
    }
  }

  /// The platforms that it offers.
  var listed: [Platform] { platforms.compactMap { try? Platform(parsing: $0).normalized } }

  /// Those that somebody wrote into its list.
  var forcedPlatforms: [Platform] { forced.compactMap { try? Platform(parsing: $0).normalized } }
}

extension Host {
  /// The builder, if there is one.
  package var builder: BuilderFacts? { facts.containers.builder }

  /// Whether a builder builds on another machine than this host, as far as can be known.
  func isElsewhere(_ builder: BuilderFacts) -> Bool {
    switch builder.driver {
    case "docker", "podman", nil: return isEngineElsewhere
    case "docker-container":
      guard let nodes = builder.nodes else { return isEngineElsewhere }
      return isEngineElsewhere || !nodes.allSatisfy { $0.isContainer(ofDriver: builder.driver) }
    case "remote":
      // A socket of this machine is one of a process of this machine.
      return builder.nodes?.allSatisfy { $0.scheme == "unix" } != true
    default: return true
    }
  }
}

extension ContainerFacts {
  /// Why there is no builder to judge; nil where there is one, or nobody asked.
  package var builderFault: BuilderFault? {
    if builder?.driver == "podman", builder?.isRequired == true { return .nameless }
    return builderFailure.map(BuilderFault.init)
  }
}

/// What asking for a builder failed for.
package enum BuilderFault: Sendable {
  /// The client has no buildx.
  case noBuildx
  /// Podman builds without builders that have names, and some releases take any name for itself.
  case nameless
  /// There is none of that name.
  case noSuchBuilder
  /// It could not be started.
  case notStarted
  /// Something else.
  case other

  /// Told by the client's words.
  package init(_ call: EngineCall) {
    let said = call.words.lines.joined(separator: "\n").lowercased()
    // From Docker's client without the plugin, of old and new releases, from podman and nerdctl.
    let unknown = [
      "is not a docker command", "unknown command", "unrecognized command", "unknown subcommand",
    ]
    if said.contains("buildx"), unknown.contains(where: said.contains) {
      self = .noBuildx
    } else if said.contains("no builder"), said.contains("found") {
      self = .noSuchBuilder
    } else if said.contains("booting buildkit") {
      self = .notStarted
    } else {
      self = .other
    }
  }

  var reason: String {
    switch self {
    case .noBuildx: "buildx is not installed"
    case .nameless: "podman has no builders with names"
    case .noSuchBuilder: "there is no builder of that name"
    case .notStarted: "the builder could not be started"
    case .other: "asking for the builder failed"
    }
  }
}
