import Platforms

/// What is kept of a log while it is read: its steps, and the hits in them. Both are bounded.
struct Ledger {
  /// The first line of a rule in a step, and how many there are.
  struct Hit {
    let rule: Int
    let step: Int
    let line: Int
    let excerpt: String
    /// Where in it the text begins that is meant, in bytes.
    let focus: Int
    let captures: [String]
    var count = 1
    var lastLine: Int
  }

  private struct Key: Hashable {
    let rule: Int
    let step: Int
  }

  /// The first of them is what ran in no step.
  private(set) var steps = [
    Step(
      name: nil, title: Bytes(start: nil, count: 0), platforms: StepPlatforms(), line: 0)
  ]
  private(set) var hits: [Hit] = []
  var facts = LogFacts()
  /// Where and when the job was ended from outside.
  private(set) var cancel: (line: Int, reason: Cancelling, time: Int?)?
  /// The step that the last failure was about.
  private var failing = 0
  private(set) var isCut = false
  private var isFinished = false
  private var places: [Key: Int] = [:]
  /// The hit that was counted last: a program that fails again and again fills a log with one line.
  private var last: Int?
  private var indices = StepIndices()
  private var platformWords: [(word: [UInt8], platforms: StepPlatforms)] = []
  /// Steps that ended well, in the order in which they did.
  private var forgettable: [Int] = []
  private var forgettableStart = 0
  /// The step looked up last.
  private var recent: (name: StepName, index: Int)?

  /// Beyond these, a log has more to say than anybody reads.
  private static let hitLimit = 1000
  private static let stepLimit = 4000

  // MARK: Steps

  mutating func begin(_ name: StepName, title: Bytes, line: Int, time: Int?) {
    if let index = indices[name], !isAnother(steps[index], name, title) { return }
    add(name, title: title, line: line, time: time)
  }

  /// Whether a name stands for a new step: BuildKit names one again when it goes on, and another build
  /// in the same log counts from 1 again.
  private func isAnother(_ step: Step, _ name: StepName, _ title: Bytes) -> Bool {
    switch name {
    case .current, .failing: return true
    case .title, .digest: return false
    case .number:
      guard title.first == UInt8(ascii: "[") else { return false }
      let isOver = step.outcome != .open && step.outcome != .cancelled
      return isOver || !title.begins(with: step.title, limit: Step.titleLimit)
    }
  }

  private mutating func add(_ name: StepName, title: Bytes, line: Int, time: Int?) {
    var step = Step(name: name, title: title, platforms: platforms(in: title), line: line)
    step.lastTime = time
    // The builder runs such a stage on its own platform, to compile for another.
    if step.crossTarget != nil, facts.host == nil { facts.host = step.platform }
    recent = nil
    if steps.count < Self.stepLimit {
      indices[name] = steps.count
      steps.append(step)
    } else if let index = firstForgettable() {
      if let old = steps[index].name, indices[old] == index { indices[old] = nil }
      indices[name] = index
      steps[index] = step
    } else {
      isCut = true
    }
  }

  private mutating func platforms(in title: Bytes) -> StepPlatforms {
    guard let word = StepPlatforms.word(in: title) else { return StepPlatforms() }
    // A build has a few platforms and thousands of steps.
    if let known = platformWords.first(where: { $0.word.elementsEqual(word) }) {
      return known.platforms
    }
    let platforms = StepPlatforms(word)
    if platformWords.count < 30 { platformWords.append((Array(word), platforms)) }
    return platforms
  }

  /// A step that ended well and printed nothing that matters, the earliest first.
  private mutating func firstForgettable() -> Int? {
    while forgettableStart < forgettable.count {
      let index = forgettable[forgettableStart]
      forgettableStart += 1
      if forgettableStart > Self.stepLimit {
        forgettable.removeFirst(forgettableStart)
        forgettableStart = 0
      }
      if steps[index].outcome == .done, steps[index].hits.isEmpty { return index }
    }
    return nil
  }

  private mutating func index(of name: StepName?) -> Int {
    guard let name else { return 0 }
    if name == .failing { return failing }
    if let recent, recent.name == name { return recent.index }
    let index = indices[name] ?? 0
    recent = (name, index)
    return index
  }

  mutating func end(_ name: StepName?, _ end: StepEnd, line: Int) {
    switch end {
    case .done: setOutcome(.done, of: index(of: name), line)
    case .cancelled: setOutcome(.cancelled, of: index(of: name), line)
    case .failed(let message): fail(name, message, line)
    }
  }

  private mutating func setOutcome(_ outcome: Step.Outcome, of index: Int, _ line: Int) {
    guard index > 0 else { return }
    if case .failed = steps[index].outcome { return }
    if outcome == .done, steps[index].outcome != .done { forgettable.append(index) }
    steps[index].outcome = outcome
    steps[index].endLine = line
  }

  /// What ran in no step ended with a status.
  mutating func failWhole(status: Int, line: Int) {
    steps[0].outcome = .failed(status)
    steps[0].endLine = line
  }

  private mutating func fail(_ name: StepName?, _ message: Bytes, _ line: Int) {
    let status = FailureLine.status(in: message)
    var index = index(of: name)
    if name == nil { index = stepMeant(by: message) }
    failing = index
    if message.find("/dev/.buildkit_qemu_emulator") != nil {
      steps[index].usesBundledEmulator = true
    }
    if case .failed(let known) = steps[index].outcome {
      steps[index].outcome = .failed(known ?? status)
      return
    }
    steps[index].outcome = .failed(status)
    steps[index].endLine = line
  }

  /// The step that a builder's last message is about: the last that failed, or the last whose command
  /// it holds, or the last that runs.
  private func stepMeant(by message: Bytes) -> Int {
    let failed = steps.lastIndex { step in if case .failed = step.outcome { true } else { false } }
    if let failed, failed > 0 { return failed }
    let open = steps.indices.dropFirst().filter {
      steps[$0].outcome == .open && steps[$0].runsProgram
    }
    let holding = open.last { index in
      let title = steps[index].title
      guard let run = title.ranges(of: "RUN ").first else { return false }
      let command = Array(title[run.upperBound...].utf8.prefix(60))
      return command.withUnsafeBytes { $0.place(in: message, from: 0) != nil }
    }
    return holding ?? open.last ?? 0
  }

  /// A display for terminals says so also of builds that failed: it counts if no step did.
  mutating func finish() { isFinished = true }

  /// Takes steps for done of which nothing says that they are not, once all of the log is known.
  func settled() -> Ledger {
    let isBroken = steps.contains { $0.outcome != .open && $0.outcome != .done }
    guard isFinished, !isBroken else { return self }
    var ledger = self
    for index in steps.indices.dropFirst() where steps[index].outcome == .open {
      ledger.steps[index].outcome = .done
    }
    return ledger
  }

  mutating func endFromOutside(line: Int, _ reason: Cancelling, time: Int?) {
    if cancel == nil { cancel = (line, reason, time) }
  }

  // MARK: Hits

  /// Notes that a step printed a line.
  mutating func print(_ name: StepName?, time: Int?) -> Int {
    let index = index(of: name)
    steps[index].printCount &+= 1
    steps[index].lastTime = time
    return index
  }

  /// The only step of another platform that runs: what only emulators print comes from it, where the
  /// log does not name the step.
  func emulatedStep(otherwise index: Int) -> Int {
    if let platform = steps[index].platform, platform.architecture != "amd64" { return index }
    let running = steps.indices.filter { index in
      steps[index].outcome == .open
        && steps[index].platform.map { $0.architecture != "amd64" } == true
    }
    return running.count == 1 ? running[0] : index
  }

  /// Counts another line of a rule in a step; false if it is the first.
  mutating func count(rule: Int, step: Int, line: Int) -> Bool {
    if let last, hits[last].rule == rule, hits[last].step == step {
      note(line, at: last)
      return true
    }
    guard let place = places[Key(rule: rule, step: step)] else { return false }
    note(line, at: place)
    last = place
    return true
  }

  private mutating func note(_ line: Int, at place: Int) {
    if hits[place].lastLine != line {
      hits[place].count += 1
      hits[place].lastLine = line
    }
  }

  mutating func add(rule: Int, step: Int, line: Int, excerpt: Excerpt, captures: [String]) {
    guard hits.count < Self.hitLimit else {
      isCut = true
      return
    }
    places[Key(rule: rule, step: step)] = hits.count
    steps[step].hits.append(hits.count)
    hits.append(
      Hit(
        rule: rule, step: step, line: line, excerpt: excerpt.text, focus: excerpt.focus,
        captures: captures, lastLine: line))
  }

  mutating func mark32Bits(_ step: Int) { steps[step].shows32Bits = true }
}

extension UnsafeRawBufferPointer {
  /// Whether a title that was kept is the beginning of this one.
  fileprivate func begins(with title: String, limit: Int) -> Bool {
    var place = 0
    let count = Swift.min(count, limit)
    for byte in title.utf8 {
      guard place < count, self[place] == byte else { return false }
      place += 1
    }
    return place == count
  }
}
