package import Platforms
import Text

/// The whole answer of an audit.
package struct AuditReport: Sendable {
  /// What was looked at, as the user named it.
  package let subject: String
  /// The platforms that were asked for.
  package let wanted: [Platform]
  /// Whether the user named them, or they are this host's.
  package let isAsked: Bool
  /// The images.
  package var images: [AuditedImage]
  /// What is wrong with all of it.
  package var findings: [AuditFinding]
  /// Which of the platforms that were asked for no image is for.
  package var missing: [Platform]
  /// What could not be seen.
  package var problems: AuditProblems
  /// Directories below which other file systems are mounted, which were not looked at.
  package let mounts: [String]
  /// What else was not looked at, in clauses that end with a command.
  package var remarks: [String] = []
  /// Whether it is about the containers of a host.
  package var isOfContainers = false

  /// Judges what was found.
  package init(_ found: FoundImages, subject: String, wanted: [Platform], isAsked: Bool) {
    self.subject = subject
    self.wanted = wanted
    self.isAsked = isAsked
    problems = found.problems
    mounts = found.mounts
    findings = []
    let labelled = found.images.filter { $0.label != nil }
    images = labelled.map {
      $0.audited(for: wanted.first ?? $0.label ?? Platform(architecture: ""))
    }
    for image in found.images where image.label == nil {
      images += wanted.map(image.audited(for:))
    }
    let labels = labelled.compactMap(\.label)
    // What has no label fits whatever is in it.
    let hasUnlabelled = labelled.count < found.images.count
    let isNothingAsked = found.images.isEmpty && !isAsked
    missing =
      hasUnlabelled || isNothingAsked
      ? [] : wanted.filter { platform in !labels.contains { platform.accepts($0) } }
    nameImages()
    for platform in missing { addMissing(platform, labels, found) }
    addMissingOfRepositories(labelled)
    if !hasUnlabelled { addStandIns(labels) }
    addIdentical(found.images)
  }

  /// All findings that count, the worst first; `ignored` are the ids of those that do not.
  package mutating func ignore(_ ignored: Set<String>) {
    findings.removeAll { ignored.contains($0.kind.rawValue) }
    for index in images.indices {
      images[index].findings.removeAll { ignored.contains($0.kind.rawValue) }
    }
  }

  /// Those of the whole and of its images, the certain ones first.
  package var allFindings: [AuditFinding] {
    let all = findings + images.flatMap(\.findings)
    return AuditFinding.Certainty.allCases.flatMap { certainty in
      all.filter { $0.certainty == certainty }
    }
  }

  /// Of images that lie together, a sentence has to say which one it is about.
  private mutating func nameImages() {
    guard Set(images.map(\.name)).count > 1 else { return }
    for index in images.indices {
      for place in images[index].findings.indices {
        images[index].findings[place].image = images[index].name
      }
    }
  }

  private mutating func addMissing(_ platform: Platform, _ labels: [Platform], _ found: FoundImages)
  {
    let names = Self.names(labels)
    addMissing(
      platform, names,
      found.hasIndex && labels.count > 1
        ? "the index has no image for \(platform), only for \(names.joined(separator: ", "))"
        : "the image is for \(names.joined(separator: ", ")), not for \(platform)")
  }

  /// Of images of different repositories that lie together none stands for another.
  private mutating func addMissingOfRepositories(_ labelled: [ImageContents]) {
    let repositories = labelled.map(\.repository).unique
    guard repositories.count > 1 else { return }
    for repository in repositories {
      let own = labelled.filter { $0.repository == repository }
      let labels = own.compactMap(\.label)
      let names = Self.names(labels)
      for platform in wanted
      where !missing.contains(platform) && !labels.contains(where: platform.accepts) {
        addMissing(
          platform, names,
          "the image is for \(names.joined(separator: ", ")) only, not for \(platform)",
          image: own.count == 1 ? own[0].name : repository)
      }
    }
  }

  private static func names(_ platforms: [Platform]) -> [String] {
    platforms.map(\.description).unique
  }

  private mutating func addMissing(
    _ platform: Platform, _ names: [String], _ summary: String, image: String? = nil
  ) {
    var finding = AuditFinding(
      .imageLacksPlatform, platform: platform, summary: summary,
      repair: "build for all platforms of the fleet: docker buildx build --platform "
        + "\((names + [platform.description]).joined(separator: ",")) --push")
    finding.image = image
    findings.append(finding)
  }

  /// Engines take an image for the 32-bit sibling of a CPU where there is no other (containerd: `Only`).
  private mutating func addStandIns(_ labels: [Platform]) {
    for platform in wanted
    where !labels.contains(where: { $0.architecture == platform.architecture }) {
      guard let label = labels.first(where: platform.accepts) else { continue }
      findings.append(
        AuditFinding(
          .needs32BitCPU, .possible, platform: platform,
          summary:
            "there is no image for \(platform); an engine takes that for \(label) in its place, "
            + "which not every CPU runs"))
    }
  }

  /// The same layers for two CPUs fit at most one of them, if anything in them is compiled.
  private mutating func addIdentical(_ images: [ImageContents]) {
    for (index, image) in images.enumerated() where !image.layers.isEmpty {
      guard let label = image.label else { continue }
      let twin = images[..<index].first { other in
        other.layers == image.layers && other.name == image.name
          && other.label.map { $0.architecture != label.architecture } == true
      }
      guard let twin, let other = twin.label else { continue }
      let content = self.images.first { $0.platform == label && $0.isIncluded }?.content
      if content?.isEmpty == true { continue }
      findings.append(
        AuditFinding(
          .identicalLayers, content == nil ? .possible : .certain, platform: label,
          summary: "\(other) and \(label) have the same \(image.layers.count) "
            + "layer\(image.layers.count == 1 ? "" : "s"), so at most one of them can be right",
          paths: image.layers))
    }
  }
}
