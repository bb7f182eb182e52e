package import Facts
import Text

/// What containers printed last, by their ids, as far as their engines keep it, and steps of builds, as
/// far as their builders do.
package struct LastLines {
  /// A container, and what is known of it where it is a step of a build.
  package struct Question: Sendable {
    let container: Container
    let step: String?
    let architecture: String?

    /// - Parameters:
    ///   - step: the command that it runs.
    ///   - architecture: that of its programs.
    package init(_ container: Container, step: String?, architecture: String?) {
      self.container = container
      self.step = step
      self.architecture = architecture
    }
  }

  private let environment: [String: String]
  private let timeout: Duration

  /// Asks whoever has it; who does not answer in time tells nothing.
  package static func observing(
    _ questions: [Question], environment: [String: String], timeout: Duration = .seconds(4)
  ) throws(Interrupted) -> [String: [String]] {
    guard !questions.isEmpty else { return [:] }
    let asking = LastLines(environment: environment, timeout: timeout)
    return try HeldSignals.during { signals throws(Interrupted) in
      let ofContainers = try asking.ofContainers(questions.map(\.container), signals)
      let ofSteps = try asking.ofSteps(questions, signals)
      return ofContainers.merging(ofSteps) { first, _ in first }
    }
  }

  /// The last lines of what somebody printed, without those that are blank, and of one that was written
  /// again and again, as a progress bar is, what it was at last.
  package static func last(_ output: [UInt8]) -> [String] {
    lines(of: output).compactMap { line -> String? in
      let shown = line.split(separator: UInt8(ascii: "\r")).last ?? []
      return words(of: shown).isEmpty ? nil : String(decoding: shown, as: UTF8.self)
    }.suffix(lineCount)
  }

  private static var lineCount: Int { 3 }

  private func ofContainers(
    _ containers: [Container], _ signals: borrowing HeldSignals
  ) throws(Interrupted) -> [String: [String]] {
    var ids: [String] = []
    var children: [Child] = []
    for container in containers where !ids.contains(container.id) {
      guard let kind = EngineKind.all.first(where: { $0.maker == container.maker }),
        // Some of them may be blank.
        let child = call(
          kind, ["container", "logs", "--tail", "\(3 * Self.lineCount)", container.id])
      else { continue }
      ids.append(container.id)
      children.append(child)
    }
    let outcomes = try run(children, signals: signals)
    var found: [String: [String]] = [:]
    for (id, outcome) in zip(ids, outcomes) where outcome.hasSucceeded {
      let last = Self.last(outcome.standardOutput + [UInt8(ascii: "\n")] + outcome.standardError)
      if !last.isEmpty { found[id] = last }
    }
    return found
  }

  private func ofSteps(
    _ questions: [Question], _ signals: borrowing HeldSignals
  ) throws(Interrupted) -> [String: [String]] {
    var found: [String: [String]] = [:]
    for builder in questions.compactMap(\.container.builder).unique {
      let asked = questions.filter { $0.container.builder == builder }
      guard let history = try history(of: builder, signals) else { continue }
      for question in asked {
        guard let command = question.step,
          let step = history.step(
            running: command, for: question.architecture, isOnly: asked.count == 1)
        else { continue }
        let last = Self.last(step.output)
        if !last.isEmpty { found[question.container.id] = last }
      }
    }
    return found
  }

  private func history(
    of builder: String, _ signals: borrowing HeldSignals
  ) throws(Interrupted) -> BuildHistory? {
    guard let list = call(.docker, BuildHistory.listing(of: builder)) else { return nil }
    let builds = BuildHistory.running(listed: try run([list], signals: signals)[0].standardOutput)
    let following = builds.prefix(8).compactMap { build in
      call(.docker, BuildHistory.following(build, of: builder), follows: true)
    }
    let outcomes = try run(following, signals: signals)
    // Of more than is kept the end is what lacks.
    let whole = outcomes.map(\.standardError).filter { $0.count < Self.outputLimit }
    return BuildHistory(whole.flatMap(BuildHistory.steps).unique)
  }

  private static var outputLimit: Int { 16 << 20 }

  /// A start of an engine's program; nil where that is not there.
  private func call(_ kind: EngineKind, _ words: [String], follows: Bool = false) -> Child? {
    guard let path = ProgramSearch(environment: environment).path(of: kind.program) else {
      return nil
    }
    var child = Child(
      path: path, arguments: [kind.program] + words,
      environment: environment.map { "\($0.key)=\($0.value)" }.sorted(),
      outputLimit: follows ? Self.outputLimit : 1 << 20, timeout: timeout)
    if follows { child.patienceAfterLine = .milliseconds(300) }
    return child
  }
}
