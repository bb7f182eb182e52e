import Facts
import Platforms
import Readiness
import Repair
import Reports
import Testing
import Text

/// What nobody could be asked about is unknown, and no lack of the image or the builder.
struct UnaskedTests {
  private func judged(_ change: (inout ContainerFacts) -> Void) throws -> Report {
    var containers = ContainerFacts.docker([.probe("linux/arm64", machine: "aarch64")])
    change(&containers)
    let facts = Sample.host().with { $0.containers = containers }
    return Report.judging(
      facts,
      for: ReadinessRequest(
        platforms: [try Platform(parsing: "linux/arm64")], isStrict: false, links: Link.allCases))
  }

  /// What docker and podman print when they cannot pull; of engines of several releases.
  static let unanswered: [String] = [
    #"Error response from daemon: Get "https://registry-1.docker.io/v2/": dial tcp 34.1.2.3:443: connect: network is unreachable"#,
    #"Error response from daemon: Get "https://registry-1.docker.io/v2/": dial tcp: lookup registry-1.docker.io on [::1]:53: read: connection refused"#,
    #"Error: initializing source docker://nosuch:1: pinging container registry registry-1.docker.io: Get "https://registry-1.docker.io/v2/": dial tcp: lookup registry-1.docker.io: no such host"#,
    #"Error response from daemon: Get "https://registry.example/v2/": net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)"#,
    #"Error response from daemon: Get "https://registry.example/v2/": x509: certificate signed by unknown authority"#,
    "toomanyrequests: You have reached your pull rate limit.",
  ]

  @Test(arguments: unanswered)
  func registryThatDoesNotAnswerSaysNothingOfTheImage(_ words: String) throws {
    for has in [nil, "linux/amd64"] {
      let report = try judged {
        $0.runs = [.unpulled("nosuch:1", OutsideText("\(words)\n"), has: has)]
      }
      #expect(report.findings.map(\.id) == ["image-not-pulled"])
      #expect(report.exitStatus == .couldNotTell)
      #expect(report.findings.first?.remedy?.text.contains("registry") == true)
    }
  }

  @Test func registryThatWantsALoginSaysNothingEither() throws {
    let words: OutsideText = """
      Error response from daemon: pull access denied for nosuch, repository does not exist or may \
      require 'docker login': denied: requested access to the resource is denied

      """
    let unknown = try judged { $0.runs = [.unpulled("nosuch:1", words)] }
    #expect(unknown.findings.map(\.id) == ["image-not-pulled"])
    // An image that was built here, for another platform.
    let built = try judged { $0.runs = [.unpulled("app:1", words, has: "linux/amd64")] }
    #expect(built.findings.map(\.id) == ["image-lacks-platform"])
  }

  static let answers: [(String, String)] = [
    ("app:1", "no matching manifest for linux/arm64/v8 in the manifest list entries"),
    ("app:1", "Error response from daemon: manifest for app:1 not found: manifest unknown"),
    // The name of what only the engine itself has, and one that looks like an error.
    ("localhost/app:1", "dial tcp 127.0.0.1:80: connect: connection refused"),
    ("geofence/denied-timeout", "manifest for geofence/denied-timeout not found"),
  ]

  @Test(arguments: answers)
  func registryThatHasItNot(_ reference: String, _ words: String) throws {
    let report = try judged { $0.runs = [.unpulled(reference, OutsideText("\(words)\n"))] }
    #expect(report.findings.map(\.id) == ["image-lacks-platform"])
    #expect(report.exitStatus == .no)
  }

  @Test func pullThatTakesTooLongSaysNothing() throws {
    var run = ContainerRun.unpulled("app:1", "")
    run.image?.pullFailure?.exitStatus = nil
    run.image?.pullFailure?.timedOut = true
    let report = try judged { $0.runs = [run] }
    #expect(report.findings.map(\.id) == ["image-not-pulled"])
  }

  /// What docker says, of old releases and of new ones, and what is said of it.
  static let builders: [(String, String, String)] = [
    (
      "docker: 'buildx' is not a docker command.\nSee 'docker --help'\n",
      "buildx is not installed", "docker-buildx-plugin"
    ),
    (
      "docker: unknown command: docker buildx\n\nRun 'docker --help' for more information\n",
      "buildx is not installed", "docker-buildx"
    ),
    (
      "ERROR: no builder \"nosuch\" found\n", "there is no builder of that name",
      "docker buildx ls"
    ),
    ("ERROR: context deadline exceeded\n", "asking for the builder failed", "buildx inspect"),
  ]

  @Test(arguments: builders)
  func builderThatCannotBeAsked(_ words: String, _ reason: String, _ advice: String) throws {
    let report = try judged { $0.builderFailure = .exited(OutsideText(words)) }
    let finding = try #require(report.findings.first)
    #expect(report.findings.map(\.id) == ["builder-unreachable"])
    #expect(report.exitStatus == .couldNotTell)
    #expect(finding.evidence.first == reason)
    #expect(finding.evidence.count > 1)
    #expect(finding.remedy?.text.contains(advice) == true)
  }
}
