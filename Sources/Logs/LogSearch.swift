/// Searches a build log for errors of cross builds while it is read.
///
/// Memory does not grow with the log: a buffer, and a bounded number of findings and steps.
package struct LogSearch: ~Copyable {
  private let matcher: TextMatcher
  private let meanings: [Meaning]
  private let buffer: UnsafeMutableRawBufferPointer
  /// How much of the buffer is filled.
  private var filled = 0
  /// The beginning of a line of which the rest was too long to be kept.
  private var lineHead: [UInt8] = []
  /// The end of what was searched before: rawjson names a vertex some lines above its output.
  private var searched: [UInt8] = []
  private var lines = LineCounter()
  private var findings = LogFindings()

  /// Where the last line ends that was read as rawjson, or could not be: none is read twice.
  private var jsonEnd = 0

  /// What one of the searched texts stands for.
  private enum Meaning {
    /// Of several the first counts whose conditions are met.
    case signatures([Conditional])
    /// It is one in base64: the line is to be decoded.
    case encoded(LogSignature)
    /// It shows that a signature is to be taken seriously.
    case sign(LogSignature)
  }

  /// A signature, and what its line must hold and must not.
  private struct Conditional {
    let signature: LogSignature
    let rest: [[UInt8]]
    let exceptions: [[UInt8]]

    init(_ signature: LogSignature) {
      self.signature = signature
      rest = signature.rest.map { Array($0.utf8) }
      exceptions = signature.exceptions.map { Array($0.utf8) }
    }
  }

  /// How much of a line's beginning is kept: a time, a number and a command.
  private static var headLimit: Int { 512 }
  private static var searchedLimit: Int { 4096 }

  /// - Parameter capacity: room for the longest line that is looked at as a whole, in bytes.
  package init(capacity: Int = 1 << 20) {
    var texts: [[UInt8]] = []
    var meanings: [Meaning] = []
    func search(_ text: [UInt8], _ meaning: Meaning) {
      texts.append(text)
      meanings.append(meaning)
    }
    var seen: Set<String> = []
    for signature in LogSignature.table {
      for text in signature.texts where seen.insert(text).inserted {
        let bytes = Array(text.utf8)
        let same = LogSignature.table.filter { $0.texts.contains(text) }
        search(bytes, .signatures(same.map(Conditional.init)))
        for form in base64Forms(of: bytes) { search(form, .encoded(signature)) }
      }
      for sign in signature.signs { search(Array(sign.utf8), .sign(signature)) }
    }
    matcher = TextMatcher(texts)
    self.meanings = meanings
    buffer = .allocate(byteCount: capacity, alignment: 64)
  }

  deinit { buffer.deallocate() }

  /// Takes the next bytes, which `read` writes into the memory it is given; it returns how many, and
  /// 0 at the end. Returns false at the end.
  package mutating func take<Failure: Error>(
    _ read: (UnsafeMutableRawBufferPointer) throws(Failure) -> Int
  ) throws(Failure) -> Bool {
    let free = UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
    let count = try read(free)
    filled += count
    search(isEnd: count == 0)
    return count > 0
  }

  /// The result, once all has been taken.
  package func report() -> LogReport {
    LogReport(
      lineCount: lines.total, findings: findings.arranged(), isCut: findings.isCut)
  }

  /// Searches whole lines, and keeps the last one until its rest comes.
  private mutating func search(isEnd: Bool) {
    let bytes = UnsafeRawBufferPointer(rebasing: buffer[..<filled])
    var end = filled
    if !isEnd {
      while end > 0, bytes[end - 1] != 0x0a { end -= 1 }
      if end == 0 {
        guard filled == buffer.count else { return }
        // A line without an end: all but what may be the beginning of a text.
        end = filled - matcher.longest
      }
    }
    lines.begin()
    searchLines(bytes, end: end)
    lines.advance(to: end, in: bytes)
    if isEnd, end > 0 || !lineHead.isEmpty, end == 0 || bytes[end - 1] != 0x0a { lines.endLast() }
    keepHead(bytes, end)
    searched = lead(of: bytes, before: end)
    buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[end...]))
    filled -= end
  }

  private mutating func keepHead(_ bytes: UnsafeRawBufferPointer, _ end: Int) {
    guard end > 0 else { return }
    if bytes[end - 1] == 0x0a {
      lineHead = []
      return
    }
    let start = bytes.lineStart(before: end, limit: 0)
    if start == 0, !lineHead.isEmpty { return }
    lineHead = Array(bytes[start..<min(end, start + Self.headLimit)])
  }

  /// Searches for what begins before `end`, in the order in which it stands there: whatever a step
  /// prints comes behind its announcement.
  private mutating func searchLines(_ bytes: UnsafeRawBufferPointer, end: Int) {
    let whole = UnsafeRawBufferPointer(rebasing: bytes[..<end])
    jsonEnd = 0
    var run = whole.nextRun(from: 0)
    var place = 0
    while let match = matcher.next(in: bytes, from: place), match.offset < end {
      while let announcement = run, announcement < match.offset {
        run = whole.nextRun(from: announce(bytes, announcement, end: end))
      }
      lines.advance(to: match.offset, in: bytes)
      let text = match.offset..<match.offset + matcher.length(of: match.text)
      place = match.offset + 1
      switch meanings[match.text] {
      case .signatures(let candidates):
        guard let signature = first(of: candidates, in: bytes, at: match.offset) else { continue }
        add(signature, bytes, text)
        place = text.upperBound
      case .encoded(let signature):
        decode(signature, bytes, match.offset, end: end)
      case .sign(let signature):
        findings.takeSeriously(signature)
      }
    }
    while let announcement = run {
      run = whole.nextRun(from: announce(bytes, announcement, end: end))
    }
  }

  /// The signature whose conditions the line meets, as far as it is near.
  private func first(
    of candidates: [Conditional], in bytes: UnsafeRawBufferPointer, at offset: Int
  ) -> LogSignature? {
    if let only = candidates.first, only.rest.isEmpty, only.exceptions.isEmpty {
      return only.signature
    }
    let start = bytes.lineStart(before: offset, limit: max(0, offset - 300))
    let line = start..<bytes.lineEnd(after: offset, limit: min(bytes.count, offset + 300))
    return candidates.first { candidate in
      (candidate.rest.isEmpty || candidate.rest.contains { bytes.holds($0, in: line) })
        && !candidate.exceptions.contains { bytes.holds($0, in: line) }
    }?.signature
  }

  /// Remembers the step that a line announces, and returns where that line ends: it announces no
  /// other.
  private mutating func announce(
    _ bytes: UnsafeRawBufferPointer, _ offset: Int, end: Int
  ) -> Int {
    lines.advance(to: offset, in: bytes)
    let line = lines.start..<bytes.lineEnd(after: offset, limit: end)
    if isPart(bytes, end: end) { return line.upperBound }
    if RawJSONLine.isPossible(bytes[line]) {
      readJSON(bytes, line)
    } else if let step = LogLine.announcement(in: bytes, line: line, run: offset) {
      findings.begin(step.command, number: step.number)
    }
    return line.upperBound
  }

  /// Whether the line at which counting stands is longer than the buffer, so that its beginning or
  /// its end is not there.
  private func isPart(_ bytes: UnsafeRawBufferPointer, end: Int) -> Bool {
    lines.start == 0 && !lineHead.isEmpty || end < bytes.count && bytes[end - 1] != 0x0a
  }

  /// What stands before a place, as far as it is still known.
  private func lead(of bytes: UnsafeRawBufferPointer, before place: Int) -> [UInt8] {
    let near = bytes[max(0, place - Self.searchedLimit)..<place]
    return searched.suffix(Self.searchedLimit - near.count) + near
  }

  private mutating func add(
    _ signature: LogSignature, _ bytes: UnsafeRawBufferPointer, _ text: Range<Int>
  ) {
    let number =
      lines.start > 0 || lineHead.isEmpty
      ? LinePrefix(bytes, from: lines.start).stepNumber
      : lineHead.withUnsafeBytes { LinePrefix($0).stepNumber }
    if findings.count(signature, line: lines.current, number: number) { return }
    findings.add(
      signature, line: lines.current, excerpt: LogLine.excerpt(of: bytes, around: text),
      number: number)
  }

  /// Reads the line of rawjson in which a signature stands in base64.
  private mutating func decode(
    _ signature: LogSignature, _ bytes: UnsafeRawBufferPointer, _ offset: Int, end: Int
  ) {
    if isPart(bytes, end: end) {
      findings.add(signature, line: lines.current, excerpt: signature.texts[0], number: nil)
    } else if offset >= jsonEnd {
      readJSON(bytes, lines.start..<bytes.lineEnd(after: offset, limit: end))
    }
  }

  /// Names the steps in a line of rawjson, and searches their output, unless that is done.
  private mutating func readJSON(_ bytes: UnsafeRawBufferPointer, _ line: Range<Int>) {
    guard line.upperBound > jsonEnd else { return }
    jsonEnd = line.upperBound
    guard
      let json = RawJSONLine(bytes[line], after: { lead(of: bytes, before: line.lowerBound) })
    else { return }
    for vertex in json.vertexes {
      if let name = vertex.name { findings.name(.digest(vertex.digest), name) }
    }
    for log in json.logs {
      Array(log.data ?? .init()).withUnsafeBytes { search($0, of: log.vertex) }
    }
  }

  private mutating func search(_ output: UnsafeRawBufferPointer, of vertex: String) {
    var place = 0
    while let match = matcher.next(in: output, from: place) {
      place = match.offset + 1
      guard case .signatures(let candidates) = meanings[match.text],
        let signature = first(of: candidates, in: output, at: match.offset)
      else { continue }
      let text = match.offset..<match.offset + matcher.length(of: match.text)
      findings.add(
        signature, line: lines.current, excerpt: LogLine.excerpt(of: output, around: text),
        digest: vertex)
      place = text.upperBound
    }
  }
}

/// Counts lines, never twice the same bytes.
private struct LineCounter {
  private(set) var total = 0
  /// Where the line begins at which counting stands.
  private(set) var start = 0
  private var counted = 0

  /// The number of the line at which counting stands, from 1.
  var current: Int { total + 1 }

  mutating func begin() { (counted, start) = (0, 0) }

  mutating func advance(to place: Int, in bytes: UnsafeRawBufferPointer) {
    guard place > counted else { return }
    let lineFeeds = bytes.lineFeeds(in: counted..<place)
    if lineFeeds > 0 { start = bytes.lineStart(before: place, limit: counted) }
    total += lineFeeds
    counted = place
  }

  /// The last line has no line feed.
  mutating func endLast() { total += 1 }
}
