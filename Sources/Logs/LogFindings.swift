/// Findings and steps while a log is read.
struct LogFindings {
  /// What names a step in the lines of its output.
  enum StepName: Hashable {
    case number(Int)
    case digest(String)
  }

  private struct Key: Hashable {
    let signature: String
    let step: String?
  }

  private var findings: [LogFinding] = []
  private var places: [Key: Int] = [:]
  private var steps: [StepName: String] = [:]
  /// The step announced last, in logs whose lines do not name theirs.
  private var current: String?
  /// The signatures of which a sign was seen.
  private var serious: Set<String> = []
  /// The finding counted last: a program that fails again and again fills a log with one line.
  private var recent: (signature: String, number: Int?, place: Int)?
  /// Whether something had to be left out.
  private(set) var isCut = false

  /// Beyond these, a log has more to say than anybody reads.
  private static let findingLimit = 1000
  private static let stepLimit = 10_000

  /// Remembers the command of a step.
  mutating func name(_ step: StepName, _ command: String) {
    guard steps.count < Self.stepLimit || steps[step] != nil else {
      isCut = true
      return
    }
    steps[step] = Self.cut(command)
    recent = nil
  }

  private static func cut(_ command: String) -> String {
    command.utf8.count > 300 ? String(command.prefix(300)) : command
  }

  /// Remembers which step begins.
  mutating func begin(_ command: String, number: Int?) {
    if let number { return name(.number(number), command) }
    current = Self.cut(command)
    recent = nil
  }

  /// A sign was seen that a signature means what it says.
  mutating func takeSeriously(_ signature: LogSignature) { serious.insert(signature.id) }

  /// Counts another line that has a signature; false if it is the first in its step.
  mutating func count(_ signature: LogSignature, line: Int, number: Int?) -> Bool {
    if let recent, recent.number == number, recent.signature == signature.id {
      findings[recent.place].count(line)
      return true
    }
    let step = number.map { steps[.number($0)] } ?? current
    guard let place = places[Key(signature: signature.id, step: step)] else { return false }
    findings[place].count(line)
    recent = (signature.id, number, place)
    return true
  }

  /// Adds a line that has a signature.
  mutating func add(
    _ signature: LogSignature, line: Int, excerpt: String, number: Int?, digest: String? = nil
  ) {
    let step = number.map { steps[.number($0)] } ?? digest.map { steps[.digest($0)] } ?? current
    let key = Key(signature: signature.id, step: step)
    if let place = places[key] {
      findings[place].count(line)
      return
    }
    guard findings.count < Self.findingLimit else {
      isCut = true
      return
    }
    places[key] = findings.count
    findings.append(
      LogFinding(signature: signature, line: line, excerpt: excerpt, step: step))
  }

  mutating func add(_ signature: LogSignature, line: Int, excerpt: String, digest: String) {
    add(signature, line: line, excerpt: excerpt, number: nil, digest: digest)
  }

  /// All findings, consequences under the cause before them: that of their own step, if it had one.
  func arranged() -> [LogFinding] {
    // In one line the cause comes first, wherever it stands there.
    let ordered = findings.enumerated().sorted { left, right in
      let isLater = [left, right].map { $0.element.role == .consequence ? 1 : 0 }
      return (left.element.line, isLater[0], left.offset)
        < (right.element.line, isLater[1], right.offset)
    }
    var result: [LogFinding] = []
    for (_, var finding) in ordered {
      if finding.role == .consequence {
        let isMeant = finding.signature.signs.isEmpty || serious.contains(finding.signature.id)
        if isMeant, let place = cause(of: finding, in: result) {
          result[place].consequences.append(finding)
          continue
        }
        // Nothing that we know has caused it.
        finding.role = serious.contains(finding.signature.id) ? .cause : .hint
      }
      result.append(finding)
    }
    // A hint is worth less than what is an error for sure.
    return result.filter { $0.role != .hint } + result.filter { $0.role == .hint }
  }

  private func cause(of consequence: LogFinding, in findings: [LogFinding]) -> Int? {
    let causes = findings.indices.filter { findings[$0].role == .cause }
    return causes.last { findings[$0].step == consequence.step } ?? causes.last
  }
}
