import Platforms

/// Takes the lines of a log one by one through strip, events and hits, and keeps what matters.
struct LineReader: ~Copyable {
  private var search: RuleSearch
  private let rules: [Rule]
  private let host: Platform?
  private var stripper = PrefixStripper()
  private var events = EventReader()
  private var json = RawJSONReader()
  private var ledger = Ledger()
  private var lineCount = 0
  /// The line without escape sequences.
  private var clean: [UInt8] = []
  /// Whether the line at hand goes on in another part.
  private var isCut = false
  /// The last line that was a hit: a program that fails again and again prints it again and again.
  private var repeated: (text: [UInt8], printer: Int, step: Int, rule: Int)?
  /// Which step printed the beginning of a line that is handed on in parts.
  private var continued: StepName?

  /// - Parameters:
  ///   - host: the platform of the machine, if it is known.
  ///   - facts: what else is known before the first line.
  init(host: Platform?, facts: LogFacts = LogFacts(), rules: [Rule] = Rule.table) {
    ledger.facts = facts
    search = RuleSearch(rules)
    self.rules = rules
    self.host = host
  }

  /// What all lines come to.
  func report() -> LogReport {
    LogJudge(ledger: ledger.settled(), rules: rules, host: host ?? ledger.facts.host).report(
      lineCount: lineCount)
  }

  /// Takes the status of what printed the lines, where no line tells it.
  mutating func end(status: Int?) {
    if let status, status != 0 { ledger.failWhole(status: status, line: lineCount) }
  }

  /// Reads a line.
  mutating func read(_ line: LineSplitter.Line) {
    isCut = line.isCut
    if line.isContinued {
      record(continued, line.bytes)
      return
    }
    lineCount += 1
    continued = nil
    guard line.bytes.escape(from: 0) != nil else { return readClean(line.bytes) }
    withoutEscapes(line.bytes).withUnsafeBytes { readClean($0) }
  }

  private mutating func withoutEscapes(_ line: Bytes) -> [UInt8] {
    clean.removeAll(keepingCapacity: true)
    EscapeSequences.strip(line, into: &clean)
    return clean
  }

  private mutating func readClean(_ line: Bytes) {
    let text = line.dropping(stripper.strip(line))
    if json.takes(text) { return readJSON(text) }
    if let decoded = EscapedLine.decoded(text) {
      decoded.withUnsafeBytes { readPieces($0) }
    } else if text.find(0x0d) == nil {
      readPiece(text)
    } else {
      readPieces(text)
    }
  }

  /// What was overwritten on a terminal, and the lines in a value, are lines of their own.
  private mutating func readPieces(_ text: Bytes) {
    var start = 0
    while start < text.count {
      var end = start
      while end < text.count, text[end] != 0x0d, text[end] != 0x0a { end += 1 }
      if end > start { readPiece(text[part: start..<end]) }
      start = end + 1
    }
  }

  private mutating func readPiece(_ text: Bytes) {
    if text.isEmpty { return }
    // What calls back is taken out meanwhile, not copied.
    var reader = EventReader()
    swap(&reader, &events)
    reader.read(text) { apply($0) }
    swap(&reader, &events)
  }

  private mutating func apply(_ event: LogEvent) {
    switch event {
    case .begins(let name, let title):
      ledger.begin(name, title: title, line: lineCount, time: stripper.time)
    case .ends(let name, let end): ledger.end(name, end, line: lineCount)
    case .prints(let name, let text): record(name, text)
    case .cancels(let reason):
      ledger.endFromOutside(line: lineCount, reason, time: stripper.time)
    case .finishes: ledger.finish()
    }
  }

  private mutating func record(_ name: StepName?, _ text: Bytes) {
    continued = name
    let printer = ledger.print(name, time: stripper.time)
    if let repeated, repeated.printer == printer, repeated.text.elementsEqual(text),
      ledger.count(rule: repeated.rule, step: repeated.step, line: lineCount)
    {
      return
    }
    var step = printer
    guard let result = search.search(text) else { return }
    for note in result.notes {
      rules[note.rule].note?(note.captures.map { text[part: $0].text(atMost: 200) }, &ledger.facts)
    }
    // What the cut may go through is whole in the next part.
    guard let hit = result.hit, !isCut || hit.place < text.count - LineSplitter.overlap / 2
    else { return }
    if rules[hit.rule].isOfEmulator { step = ledger.emulatedStep(otherwise: step) }
    if rules[hit.rule].shows32Bits, let digits = hit.captures.first, Self.isShort(text, digits) {
      ledger.mark32Bits(step)
    }
    if !isCut { repeated = (Array(text), printer, step, hit.rule) }
    if ledger.count(rule: hit.rule, step: step, line: lineCount) { return }
    ledger.add(
      rule: hit.rule, step: step, line: lineCount, excerpt: text.excerpt(around: hit.place),
      captures: hit.captures.map { text[part: $0].text(atMost: 200) })
  }

  /// Whether an address has eight digits: in a guest of 64 bits it has more.
  private static func isShort(_ text: Bytes, _ digits: Range<Int>) -> Bool {
    let count = text[digits].prefix { $0.isDigit || (0x61...0x66).contains($0) }.count
    return count == 8
  }

  // MARK: rawjson

  private mutating func readJSON(_ line: Bytes) {
    var reader = RawJSONReader()
    swap(&reader, &json)
    reader.read(line) { apply($0) }
    swap(&reader, &json)
  }

  private mutating func apply(_ item: RawJSONReader.Item) {
    switch item {
    case .vertex(let digest, let name, let isCompleted, let isCached, let error):
      let step = StepName.digest(digest)
      if !name.isEmpty {
        name.withUnsafeBytes { ledger.begin(step, title: $0, line: lineCount, time: nil) }
      }
      if !error.isEmpty {
        error.withUnsafeBytes { message in
          let isCancel = message.find("context canceled") != nil
          ledger.end(step, isCancel ? .cancelled : .failed(message), line: lineCount)
          if !isCancel, !FailureLine.quotesCommand(message) { record(step, message) }
        }
      } else if isCompleted || isCached {
        ledger.end(step, .done, line: lineCount)
      }
    case .output(let vertex, let text):
      text.withUnsafeBytes { bytes in
        var start = 0
        while start < bytes.count {
          let end = bytes.lineFeed(from: start) ?? bytes.count
          recordOutput(.digest(vertex), bytes[part: start..<end])
          start = end + 1
        }
      }
    }
  }

  /// Output in rawjson is as the program wrote it.
  private mutating func recordOutput(_ name: StepName, _ line: Bytes) {
    if line.escape(from: 0) == nil, line.find(0x0d) == nil { return record(name, line) }
    withoutEscapes(line).withUnsafeBytes { bytes in
      for piece in bytes.split(separator: 0x0d) { record(name, Bytes(rebasing: piece)) }
    }
  }
}

/// A part of a line, and where in it the text begins that is meant, in bytes.
struct Excerpt {
  let text: String
  let focus: Int
}

extension UnsafeRawBufferPointer {
  /// As text, cut to a length.
  func text(atMost limit: Int) -> String { count > limit ? self[part: 0..<limit].text : text }

  /// As much of a line as a person wants to read, around a place.
  func excerpt(around place: Int) -> Excerpt {
    let start = place > 300 ? place - 200 : 0
    let end = Swift.min(count, start + 500)
    // A NUL or another control character is a blank to who reads it.
    let bytes = self[part: start..<end].trimmedAtEnd.map { $0 < 0x20 || $0 == 0x7f ? 0x20 : $0 }
    let text = bytes.drop { $0 == 0x20 && start > 0 }
    return Excerpt(
      text: String(decoding: text, as: UTF8.self),
      focus: Swift.max(0, place - start - text.startIndex))
  }
}
