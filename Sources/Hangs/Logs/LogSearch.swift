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

  /// What one of the searched texts stands for.
  private enum Meaning {
    case signature(LogSignature)
    /// It is one in base64: the line is to be decoded.
    case encoded(LogSignature)
  }

  /// How much of a line's beginning is kept: a time, a number and a command.
  private static var headLimit: Int { 512 }
  private static var searchedLimit: Int { 4096 }

  /// - Parameter capacity: room for the longest line that is looked at as a whole, in bytes.
  package init(capacity: Int = 1 << 20) {
    var texts: [[UInt8]] = []
    var meanings: [Meaning] = []
    for signature in LogSignature.table {
      for text in signature.texts {
        texts.append(Array(text.utf8))
        meanings.append(.signature(signature))
        for form in base64Forms(of: Array(text.utf8)) {
          texts.append(form)
          meanings.append(.encoded(signature))
        }
      }
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
    var run = whole.nextRun(from: 0)
    var place = 0
    while let match = matcher.next(in: bytes, from: place), match.offset < end {
      while let announcement = run, announcement < match.offset {
        announce(bytes, announcement)
        run = whole.nextRun(from: announcement + 1)
      }
      lines.advance(to: match.offset, in: bytes)
      switch meanings[match.text] {
      case .signature(let signature):
        place = match.offset + 1
        guard stands(signature, in: bytes, at: match.offset) else { continue }
        place = add(match.text, signature, bytes, match.offset)
      case .encoded(let signature):
        place = decode(signature, bytes, match.offset)
      }
    }
    while let announcement = run {
      announce(bytes, announcement)
      run = whole.nextRun(from: announcement + 1)
    }
  }

  /// Whether the rest of a signature is in the same line as its text.
  private func stands(
    _ signature: LogSignature, in bytes: UnsafeRawBufferPointer, at offset: Int
  ) -> Bool {
    guard let rest = signature.rest else { return true }
    let start = bytes.lineStart(before: offset, limit: max(0, offset - 1000))
    let end = bytes.lineEnd(after: offset, limit: min(bytes.count, offset + 1000))
    return String(decoding: bytes[start..<end], as: UTF8.self).contains(rest)
  }

  private mutating func announce(_ bytes: UnsafeRawBufferPointer, _ offset: Int) {
    let start = bytes.lineStart(before: offset, limit: max(0, offset - Self.headLimit))
    if RawJSONLine.isPossible(bytes[start..<offset]) {
      for vertex in jsonLine(bytes, start, offset)?.vertexes ?? [] {
        if let name = vertex.name { findings.name(.digest(vertex.digest), name) }
      }
      return
    }
    let end = bytes.lineEnd(after: offset, limit: min(bytes.count, offset + 300))
    let line = LogLine(bytes[start..<end])
    guard let step = line.announcedStep else { return }
    findings.begin(step, number: line.stepNumber)
  }

  /// Reads the line of rawjson that begins at `start`.
  private func jsonLine(
    _ bytes: UnsafeRawBufferPointer, _ start: Int, _ offset: Int
  ) -> RawJSONLine? {
    let end = bytes.lineEnd(after: offset, limit: bytes.count)
    return RawJSONLine(bytes[start..<end]) { lead(of: bytes, before: start) }
  }

  /// What stands before a place, as far as it is still known.
  private func lead(of bytes: UnsafeRawBufferPointer, before place: Int) -> [UInt8] {
    let near = bytes[max(0, place - Self.searchedLimit)..<place]
    return searched.suffix(Self.searchedLimit - near.count) + near
  }

  /// Adds what stands at a place, and returns where to go on: no line counts twice for one text.
  private mutating func add(
    _ text: Int, _ signature: LogSignature, _ bytes: UnsafeRawBufferPointer, _ offset: Int
  ) -> Int {
    let start = bytes.lineStart(before: offset, limit: max(0, offset - 4 * Self.headLimit))
    let isWhole = start == 0 ? lineHead.isEmpty : bytes[start - 1] == 0x0a
    let next = offset + matcher.length(of: text)
    let number =
      isWhole
      ? LogLine.stepNumber(bytes, start)
      : lineHead.withUnsafeBytes { LogLine.stepNumber($0, 0) }
    if findings.count(signature, number: number) { return next }
    let end = bytes.lineEnd(after: offset, limit: min(bytes.count, offset + 300))
    let from = max(start, offset - 200)
    findings.add(
      signature, line: lines.current, excerpt: LogLine(bytes[from..<end]).text, number: number)
    return next
  }

  /// Reads the output in a line of rawjson, and returns where that line ends.
  private mutating func decode(
    _ signature: LogSignature, _ bytes: UnsafeRawBufferPointer, _ offset: Int
  ) -> Int {
    let start = bytes.lineStart(before: offset, limit: 0)
    let end = bytes.lineEnd(after: offset, limit: bytes.count)
    let isWhole = start > 0 || lineHead.isEmpty
    guard isWhole, let line = jsonLine(bytes, start, offset) else {
      // Digits that happen to be the same, or a line that is too long to be decoded.
      if !isWhole {
        findings.add(
          signature, line: lines.current, excerpt: signature.texts[0], number: nil)
      }
      return offset + 1
    }
    for log in line.logs {
      Array(log.data ?? .init()).withUnsafeBytes { output in
        var place = 0
        while let match = matcher.next(in: output, from: place) {
          place = match.offset + 1
          guard case .signature(let signature) = meanings[match.text],
            stands(signature, in: output, at: match.offset)
          else { continue }
          let end = output.lineEnd(after: match.offset, limit: output.count)
          let start = output.lineStart(before: match.offset, limit: max(0, match.offset - 200))
          findings.add(
            signature, line: lines.current, excerpt: LogLine(output[start..<end]).text,
            digest: log.vertex)
          place = end
        }
      }
    }
    return end
  }
}

/// Counts lines, never twice the same bytes.
private struct LineCounter {
  private(set) var total = 0
  private var counted = 0

  /// The number of the line at which counting stands, from 1.
  var current: Int { total + 1 }

  mutating func begin() { counted = 0 }

  mutating func advance(to place: Int, in bytes: UnsafeRawBufferPointer) {
    guard place > counted else { return }
    total += bytes.lineFeeds(in: counted..<place)
    counted = place
  }

  /// The last line has no line feed.
  mutating func endLast() { total += 1 }
}
