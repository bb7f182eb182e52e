/// Finds the rule of a line.
struct RuleSearch: ~Copyable {
  private let rules: [Rule]
  private let matcher: TextMatcher
  /// By the text that is searched: the rules that have it, in the order of the table.
  private let owners: [[Int]]

  /// What each rule can be.
  private let kinds: [(isFinding: Bool, isNote: Bool)]
  /// How often each rule has told something of the log: what it says over and over is known.
  private var noteCounts: [Int]
  private static var noteLimit: Int { 200 }
  /// Room for what is found in a line, made once.
  private var found: [(text: Int, place: Int)] = []
  private var candidates: [(rule: Int, place: Int)] = []

  /// A rule that matches a line.
  struct Hit {
    let rule: Int
    let captures: [Range<Int>]
    /// Where its text stands.
    let place: Int
  }

  init(_ rules: [Rule]) {
    var texts: [[UInt8]] = []
    var owners: [[Int]] = []
    var places: [[UInt8]: Int] = [:]
    for (index, rule) in rules.enumerated() {
      if let place = places[rule.pattern.needle] {
        owners[place].append(index)
      } else {
        places[rule.pattern.needle] = texts.count
        texts.append(rule.pattern.needle)
        owners.append([index])
      }
    }
    self.rules = rules
    self.owners = owners
    kinds = rules.map { ($0.meaning != nil, $0.note != nil) }
    noteCounts = rules.map { _ in 0 }
    matcher = TextMatcher(texts)
  }

  /// What a line holds: the first rule of the table that can be a finding, and those that only tell
  /// something of the log. No rule is tried twice.
  struct Result {
    var hit: Hit?
    var notes: [Hit] = []
  }

  /// Searches a line.
  mutating func search(_ line: Bytes) -> Result? {
    found.removeAll(keepingCapacity: true)
    matcher.forEach(in: line) { text, place in
      if !found.contains(where: { $0.text == text }) { found.append((text, place)) }
      // A line that holds that many is none that anybody wrote.
      return found.count <= 20
    }
    if found.isEmpty { return nil }
    candidates.removeAll(keepingCapacity: true)
    for text in found {
      for rule in owners[text.text] { candidates.append((rule, text.place)) }
    }
    if found.count > 1 { candidates.sort { $0.rule < $1.rule } }
    var result = Result()
    var isHarmless: Bool?
    for candidate in candidates {
      let kind = kinds[candidate.rule]
      let canBeFinding = kind.isFinding && result.hit == nil && isHarmless != true
      let canBeNote = kind.isNote && noteCounts[candidate.rule] < Self.noteLimit
      guard canBeFinding || canBeNote, let captures = rules[candidate.rule].match(line)
      else { continue }
      let hit = Hit(rule: candidate.rule, captures: captures, place: candidate.place)
      if canBeNote {
        noteCounts[candidate.rule] += 1
        result.notes.append(hit)
      }
      guard canBeFinding else { continue }
      if isHarmless == nil { isHarmless = Mention.isOne(line) || Mention.isIgnored(line) }
      if isHarmless == false { result.hit = hit }
    }
    return result
  }
}
