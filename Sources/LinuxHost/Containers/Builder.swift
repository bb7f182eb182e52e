package import Facts
import Text

extension ContainerFacts {
  /// Notes what `buildx inspect` came to; without buildx there is no builder, which is no failure
  /// unless one was named.
  mutating func recordBuilder(_ outcome: ChildOutcome<Void>?, isRequired: Bool) {
    guard let outcome else { return }
    builder = outcome.hasSucceeded ? BuilderFacts(inspecting: outcome.standardOutput) : nil
    builder?.isRequired = isRequired ? true : nil
    if isRequired, builder == nil { builderFailure = EngineCall(outcome) }
  }
}

extension BuilderFacts {
  /// Reads what `docker buildx inspect` and `podman buildx inspect` print: `Key: value` lines, those
  /// of the builder first, then those of each node.
  package init?(inspecting text: [UInt8]) {
    var name: String?
    var driver: String?
    var status: String?
    var error: String?
    var all: [String] = []
    var forced: [String] = []
    for line in lines(of: text) {
      guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { continue }
      let key = KernelText(line[..<colon]).description
      let value = words(of: line[(colon + 1)...]).map { KernelText($0).description }
      guard let first = value.first else { continue }
      switch key {
      case "Name": name = name ?? first
      case "Driver": driver = driver ?? first
      case "Status": status = status ?? first
      case "Error": error = error ?? value.joined(separator: " ")
      case "Platforms":
        for word in value.joined().split(separator: ",") {
          let platform = String(word.prefix { $0 != "*" })
          all.append(platform)
          if word.hasSuffix("*") { forced.append(platform) }
        }
      default: break
      }
    }
    // Podman names no builder, because there is only one.
    guard name != nil || !all.isEmpty else { return nil }
    self.init(name: OutsideName(name ?? "default"))
    self.driver = driver
    self.status = status
    self.error = error.map { OutsideText($0) }
    platforms = all
    self.forced = forced
  }
}
