/// Joins physical lines into instructions, as BuildKit's parser/parser.go does.
struct LogicalLines {
  private var source: PhysicalLines
  private(set) var directives = Directives()
  private var skipped: [String] = []

  /// All instructions of a file.
  static func reading(
    _ bytes: [UInt8]
  ) throws(DockerfileError) -> (lines: [LogicalLine], directives: Directives) {
    guard !bytes.isEmpty else { throw DockerfileError(line: 0, .emptyFile) }
    var reader = LogicalLines(source: PhysicalLines(bytes))
    var lines: [LogicalLine] = []
    while let line = try reader.next() { lines.append(line) }
    if reader.source.isTooLong { throw DockerfileError(line: reader.source.count, .lineTooLong) }
    guard !lines.isEmpty else { throw DockerfileError(line: reader.source.count, .noInstruction) }
    return (lines, reader.directives)
  }

  private init(source: PhysicalLines) { self.source = source }

  private mutating func next() throws(DockerfileError) -> LogicalLine? {
    while let raw = source.next() {
      let first = raw.withoutLeadingBlanks
      let start = source.count
      if try directives.take(first, line: start) { continue }
      if first.first == UInt8(ascii: "#") {
        skipped += Directives.skippedChecks(ofComment: first)
        continue
      }
      var (part, isContinued) = cut(first)
      if part.isEmpty, !isContinued {
        skipped = []
        continue
      }
      var joined = Array(part)
      while isContinued, let raw = source.next() {
        let bare = raw.withoutLeadingBlanks
        if bare.isEmpty || bare.first == UInt8(ascii: "#") { continue }
        (part, isContinued) = cut(raw)
        joined += part
      }
      return try instruction(line: start, joined)
    }
    return nil
  }

  /// Cuts the escape character at the end; two in a row continue nothing.
  private func cut(_ line: ArraySlice<UInt8>) -> (ArraySlice<UInt8>, isContinued: Bool) {
    var end = line
    while let last = end.last, last == 0x20 || last == 0x09 { end.removeLast() }
    guard end.popLast() == directives.escape, end.last != directives.escape else {
      return (line, false)
    }
    return (end, true)
  }

  private mutating func instruction(
    line: Int, _ joined: [UInt8]
  ) throws(DockerfileError) -> LogicalLine {
    var result = LogicalLine(line: line, joined: joined[...])
    result.skipped = skipped
    skipped = []
    let inner = result.innermost
    try inner.checkSyntax(escape: directives.escape)
    guard ["RUN", "COPY", "ADD"].contains(inner.keyword), !inner.isJSON else { return result }
    for var heredoc in Heredoc.announced(in: joined.text) {
      var body: [UInt8] = []
      let end = Array(heredoc.name.utf8)
      var isEnded = false
      while let raw = source.next() {
        let line = heredoc.cutsTabs ? raw.drop { $0 == 0x09 } : raw
        if line.elementsEqual(end) {
          isEnded = true
          break
        }
        body += line
        body.append(UInt8(ascii: "\n"))
      }
      guard isEnded else { throw DockerfileError(line: line, .unterminatedHeredoc(heredoc.name)) }
      heredoc.body = body.text
      result.heredocs.append(heredoc)
    }
    return result
  }
}
