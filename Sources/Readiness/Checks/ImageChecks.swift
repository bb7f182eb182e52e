import Facts
import Platforms
import Text

extension Check {
  static let platformSubstituted = Check(
    "platform-substituted", .container, .blocks, "another platform ran in its place",
    explanation: [
      "The engine was told the platform, but what ran is a program of another one: a local image "
        + "of the same name for another platform, or one whose configuration names the wrong one. "
        + "Docker only warns."
    ],
    repair: "Remove the local image, and pull or build it for the platform.",
    examine: { subject in
      guard case .substituted(let reason) = subject.containerOutcome else { return nil }
      return Observation(reason)
    })

  static let imageNotPulled = Check(
    "image-not-pulled", .container, .hides, "the image could not be pulled",
    explanation: [
      "The engine does not have the image for the platform, and pulling it failed before the "
        + "registry said whether it has it: the network, the name server, a proxy or the registry "
        + "did not answer, its limit was reached, or it wants a login. A registry that wants one "
        + "does not say whether a name exists.",
      "It is the engine's service that pulls, with its own network and proxy, not crossready.",
    ],
    repair: "See that the engine reaches the registry (network, name server, proxy), that the "
      + "image's name is right, and log in where the registry wants it (`docker login`).",
    examine: { subject in
      subject.containerOutcome == .notPulled ? subject.observationOfImage : nil
    })

  static let imageLacksPlatform = Check(
    "image-lacks-platform", .container, .blocks, "the image is not there for the platform",
    explanation: [
      "The engine has the image for other platforms only, or not at all, and pulling it for this "
        + "one failed. That says nothing about the host."
    ],
    repair: "Build and push the image for the platform, or name one that has it.",
    examine: { subject in
      subject.containerOutcome == .lacksPlatform ? subject.observationOfImage : nil
    })

  /// Findings that are about the image, where it is the user's.
  static let ofImages = [
    "image-lacks-platform", "platform-substituted", "container-exec-failed",
  ]
}

extension Subject {
  /// Whether the user's image is not for the platform.
  var lacksImage: Bool {
    guard containerRun?.image != nil else { return false }
    switch containerOutcome {
    case .lacksPlatform, .substituted: return true
    case .failed: return diedOfForeignFile
    default: return false
    }
  }

  /// Whether the command of the user's image failed because of such a file: the kernel says so, or what
  /// was run or said names it.
  package var diedOfForeignFile: Bool {
    guard let container = containerRun, let image = container.image, !foreignFiles.isEmpty else {
      return false
    }
    if case .failed("exec format error") = containerOutcome { return true }
    let said =
      (image.command + container.run.errors.lines + container.run.output.lines).joined(
        separator: "\n")
    return foreignFiles.contains { sentence in
      guard let path = sentence.split(separator: " ").first,
        let name = path.split(separator: "/").last
      else { return false }
      return path.contains("/") && said.contains(name)
    }
  }

  /// Which files of the user's image are for another CPU, as evidence.
  package var foreignFiles: [String] {
    (containerRun?.image?.foreignFiles ?? []).flatMap(\.lines)
  }

  /// What the engine has of the user's image, and why it has no more.
  fileprivate var observationOfImage: Observation? {
    guard let image = containerRun?.image else { return nil }
    let found =
      image.platform.map {
        image.isMissing == true
          ? "the engine has it, but not for \(platform)"
          : "the engine has it for \(KernelText($0)) only"
      } ?? "the engine does not have it"
    guard let failure = image.pullFailure else {
      return Observation("\(KernelText(image.reference)): \(found)")
    }
    // That a program exited says nothing beside its words; how else it ended does.
    guard failure.exitStatus != nil, let said = failure.words.lines.last, !said.isEmpty else {
      let ending = failure.evidence
      return Observation(
        evidence: ["\(KernelText(image.reference)): \(found)"]
          + ending.prefix(1).map { "pulling it failed: \($0)" } + ending.dropFirst())
    }
    let reason = Self.innermost(said)
    let words = reason == said ? [] : Subject.words(failure.words)
    return Observation(
      evidence: [
        "\(KernelText(image.reference)): \(found)",
        "pulling it failed: \(KernelText(reason))",
      ] + words)
  }

  /// The end of an error that wraps others, "what was done: what failed: why": as much as a line takes.
  private static func innermost(_ error: String) -> String {
    var parts = error.split(separator: ": ")
    while parts.count > 1, parts.joined(separator: ": ").count > 50 { parts.removeFirst() }
    return parts.joined(separator: ": ")
  }
}
