import Platforms

/// What logs tell of the machine and of what was asked for; none of it is an error.
extension Rule {
  static let facts: [Rule] = [
    Rule("^crossready *: Linux * on *") { captures, facts in
      facts.holdsOwnReport = true
      facts.see(host: captures.last)
    },
    Rule("~OS/Arch: *") { captures, facts in facts.see(host: captures.last) },
    Rule("^Linux * GNU/Linux$") { captures, facts in
      facts.see(host: captures.last?.split(separator: " ").last.map(String.init))
    },
    Rule("~ Image: ubuntu-*-arm$") { _, facts in facts.see(host: "arm64") },
    Rule("~ --platform=*") { captures, facts in facts.request(captures.last) },
    Rule("~ --platform *") { captures, facts in facts.request(captures.last) },
    Rule("^platforms: *") { captures, facts in facts.request(captures.last) },
    Rule("~START RequestId: ") { _, facts in facts.isLambda = true },
    Rule("~Runtime.InvalidEntrypoint") { _, facts in facts.isLambda = true },
    Rule("~Runtime.ExitError") { _, facts in facts.isLambda = true },
    Rule("~Current system: '*'") { captures, facts in facts.nixSystem = captures.first },
    Rule("~\" package is present but this platform needs the \"*linux-x64\"") { _, facts in
      facts.holdsOtherSystem = true
    },
    Rule("~Unable to find image '*' locally") { captures, facts in
      if let name = captures.first, ImageName.isName(name) { facts.name(image: name) }
    },
    Rule("~ exited with code *") { captures, facts in
      if let status = captures.last.flatMap({ Int($0) }) { facts.containerStatuses.insert(status) }
    },
    Rule("~docker/setup-qemu-action") { _, facts in facts.registers = true },
    Rule("~tonistiigi/binfmt") { _, facts in facts.registers = true },
    Rule("~qemu-*-static") { _, facts in facts.mentionsEmulator = true },
    Rule("~ --second-stage") { _, facts in facts.mentionsEmulator = true },
  ]

  /// All rules: the first of them that matches a line tells what it is.
  static let table: [Rule] =
    thirtyTwoBits + exec + troubles + crashes + runtimes + packages + builders + facts
}

/// What a log tells of the machine, and of what was asked for.
struct LogFacts: Sendable {
  /// The platform of the machine that ran it.
  var host: Platform?
  /// Of an image and of the machine, where an engine warns that they differ.
  var warned: (image: Platform, host: Platform)?
  /// The platforms that the build was asked for.
  var requested: [Platform] = []
  /// The system that Nix builds for without help.
  var nixSystem: String?
  /// Whether packages of a system that is not Linux were found.
  var holdsOtherSystem = false
  /// The image that ran, where it is known.
  var image: String?
  /// Whether programs of the platform are known to start on the machine.
  var startsPrograms = false
  /// What docker compose says containers ended with.
  var containerStatuses: Set<Int> = []
  var isLambda = false
  var registers = false
  var mentionsEmulator = false
  var holdsOwnReport = false

  /// Whether all containers of which the log tells the end ended well.
  var endedWell: Bool { containerStatuses == [0] }

  /// Some of the images that an engine looked for.
  private(set) var imageNames: Set<String> = []

  mutating func name(image: String) {
    // With two of them, none is meant for sure.
    if imageNames.count < 2 { imageNames.insert(image) }
  }

  mutating func warn(_ image: Platform?, _ host: Platform?) {
    guard let image, let host else { return }
    warned = (image, host)
    self.host = self.host ?? host
  }

  mutating func see(host name: String?) {
    guard host == nil, let name else { return }
    let word = name.split { $0 == " " || $0 == "," }.first.map(String.init) ?? name
    host = Platform(in: word)
  }

  mutating func request(_ words: String?) {
    let list = words?.split(separator: " ", omittingEmptySubsequences: true).first ?? ""
    for word in list.split(separator: ",").prefix(20) {
      guard let platform = Platform(in: word), !requested.contains(platform), requested.count < 20
      else { continue }
      requested.append(platform)
    }
  }
}
