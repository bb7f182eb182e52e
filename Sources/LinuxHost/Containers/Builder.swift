package import Facts
import Text

extension ContainerFacts {
  /// Notes what `buildx inspect` came to; without buildx there is no builder, which is for the judge
  /// to tell from other failures.
  mutating func recordBuilder(_ found: FoundEngine, isRequired: Bool) {
    guard let outcome = found.answer else { return }
    isBuilderNamed = isRequired
    builder = outcome.hasSucceeded ? BuilderFacts(inspecting: outcome.standardOutput) : nil
    builder?.isRequired = isRequired ? true : nil
    if builder == nil { builderFailure = found.engine?.ending(outcome) ?? EngineCall(outcome) }
  }

  /// Looks into the containers of the builder's nodes: their state, and the emulators in them.
  mutating func lookIntoBuilder(
    _ engine: Engine, timeout: Duration, _ signals: borrowing HeldSignals
  ) throws(Interrupted) {
    guard var nodes = builder?.nodes else { return }
    let own = nodes.indices.filter { nodes[$0].isContainer(ofDriver: builder?.driver) }
    guard !own.isEmpty else { return }
    let format = ["container", "inspect", "--format", "{{.Name}}\t{{.State.Status}}"]
    // Of containers that are not there it says nothing but an error.
    let inspected = try run(
      [engine.call(format + own.map { nodes[$0].containerName }, timeout: timeout)],
      signals: signals)[0]
    let states = EngineThing.reading(inspected.standardOutput)
    for index in own {
      let name = nodes[index].containerName
      nodes[index].containerState =
        states.first { $0.id == name || $0.id == "/\(name)" }?.name
    }
    let running = own.filter { nodes[$0].containerState == "running" }
    let listings = try run(
      running.map { index in
        engine.call(
          ["exec", nodes[index].containerName, "ls", BuilderNode.programs], timeout: timeout)
      }, maximumConcurrent: 8, signals: signals)
    for (index, listing) in zip(running, listings) where listing.hasSucceeded {
      nodes[index].emulators = BuilderNode.emulators(listed: listing.standardOutput)
    }
    builder?.nodes = nodes
  }
}

extension BuilderNode {
  /// Where BuildKit's image has its programs (its Dockerfile, `buildkit-linux`).
  static let programs = "/usr/bin"

  /// The emulators in a list of these programs (util/archutil and solver/llbsolver/ops/exec_binfmt.go
  /// of BuildKit: `buildkit-qemu-ARCHITECTURE`).
  package static func emulators(listed text: [UInt8]) -> [String] {
    lines(of: text).map { KernelText($0).description }.filter { $0.hasPrefix("buildkit-qemu-") }
      .sorted()
  }
}

extension BuilderFacts {
  /// Reads what `docker buildx inspect` and `podman buildx inspect` print: `Key: value` lines, those
  /// of the builder first, then those of each node.
  package init?(inspecting text: [UInt8]) {
    var name: String?
    var driver: String?
    var error: String?
    var nodes: [BuilderNode] = []
    var isAmongNodes = false
    for line in lines(of: text) {
      guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { continue }
      let key = KernelText(line[..<colon]).description
      let value = words(of: line[(colon + 1)...]).map { KernelText($0).description }
      guard let first = value.first else {
        isAmongNodes = isAmongNodes || key == "Nodes"
        continue
      }
      if isAmongNodes || key == "Platforms" {
        if key == "Name" || nodes.isEmpty {
          nodes.append(BuilderNode(name: OutsideName(key == "Name" ? first : name ?? "default")))
        }
        nodes[nodes.count - 1].read(key, value)
        continue
      }
      switch key {
      case "Name": name = name ?? first
      case "Driver": driver = driver ?? first
      case "Error": error = error ?? value.joined(separator: " ")
      default: break
      }
    }
    // Podman names no builder, because there is only one.
    guard name != nil || !nodes.isEmpty else { return nil }
    self.init(name: OutsideName(name ?? "default"))
    self.driver = driver
    self.nodes = nodes
    status = nodes.lazy.compactMap(\.status).first
    self.error = error.map { OutsideText($0) } ?? nodes.lazy.compactMap(\.error).first
    platforms = nodes.flatMap(\.platforms).unique
    forced = nodes.flatMap(\.forced).unique
  }
}

extension BuilderNode {
  /// Reads a line that tells of it.
  fileprivate mutating func read(_ key: String, _ value: [String]) {
    switch key {
    case "Endpoint":
      endpoint = value.first.map { OutsideName($0) }
      scheme = value.first.flatMap { address in
        address.firstRange(of: "://").map { String(address[..<$0.lowerBound]) }
      }
    case "Status": status = status ?? value.first
    case "Error": error = error ?? OutsideText(value.joined(separator: " "))
    case "Platforms":
      for word in value.joined().split(separator: ",") {
        let platform = String(word.prefix { $0 != "*" })
        platforms.append(platform)
        if word.hasSuffix("*") { forced.append(platform) }
      }
    default: break
    }
  }
}
