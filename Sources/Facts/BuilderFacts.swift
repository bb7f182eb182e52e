/// A builder, as `buildx inspect` describes it. What it does not say is nil.
package struct BuilderFacts: Codable, Hashable, Sendable {
  /// Its name.
  package var name: OutsideName
  /// What runs it: `docker` is the engine's own BuildKit.
  package var driver: String?
  /// The status of its first node, e.g. `running`.
  package var status: String?
  /// What is wrong with it, in its own words.
  package var error: OutsideText?
  /// All platforms that it offers, as it spells them.
  package var platforms: [String]
  /// Those of them that somebody wrote down by hand, which it does not verify.
  package var forced: [String]
  /// Whether it was asked for by name.
  package var isRequired: Bool?
  /// Its nodes in their order, each a BuildKit of its own; nil in facts of releases that did not
  /// tell them apart.
  package var nodes: [BuilderNode]?

  package init(name: OutsideName) {
    self.name = name
    platforms = []
    forced = []
  }
}

/// One node of a builder, by the lines below `Nodes:` of `buildx inspect`.
package struct BuilderNode: Codable, Hashable, Sendable {
  /// Its name: the container of the driver docker-container is `buildx_buildkit_NAME`.
  package var name: OutsideName
  /// Where it is: an address, or the name of a context.
  package var endpoint: OutsideName?
  /// The scheme of that address, e.g. `unix`; nil where it is the name of a context.
  package var scheme: String?
  /// What it does, e.g. `running`, `inactive` or `stopped`; nil where an error stands instead.
  package var status: String?
  /// Why it cannot be used, in buildx's words.
  package var error: OutsideText?
  /// The platforms that it offers.
  package var platforms: [String]
  /// Those of them that somebody wrote down by hand.
  package var forced: [String]
  /// The state of its container (`docker container inspect`), e.g. `running` or `paused`; nil
  /// without one, or where the engine did not tell.
  package var containerState: String?
  /// The emulators that BuildKit brings along, by the names of their files, e.g.
  /// `buildkit-qemu-aarch64`; nil where nobody could look.
  package var emulators: [String]?

  package init(name: OutsideName) {
    self.name = name
    platforms = []
    forced = []
  }
}

extension BuilderNode {
  /// Whether it is a container of the engine that buildx was started through.
  package func isContainer(ofDriver driver: String?) -> Bool {
    driver == "docker-container"
      && (scheme == "unix" || scheme == "npipe" || (scheme == nil && endpoint == "default"))
  }

  /// The name that buildx gives its container (driver/docker-container/driver.go, `bkContainerName`).
  package var containerName: String { "buildx_buildkit_\(name.text)" }
}
