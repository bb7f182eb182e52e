/// Makes events of lines that have lost their prefixes.
struct EventReader {
  /// What the section is about that BuildKit prints behind a failure, between two lines of dashes.
  private enum Summary {
    case none
    case expected
    case of(StepName?)
  }

  private var summary = Summary.none
  /// The step whose output a display for terminals shows.
  private var shown: StepName?
  /// The step that BuildKit named last: old releases number all output with 0.
  private var named: StepName?
  /// Whether a builder that runs one step at a time has named one.
  private var isClassic = false
  /// Steps by the digests of their titles, for summaries.
  private var titles: [UInt64: StepName] = [:]

  private var remembered: (step: StepName, title: UInt64)?

  private static var titleLimit: Int { 1000 }
  /// The titles on a terminal, of which so many fit on none.
  private var cutTitles: [[UInt8]] = []
  private static var cutTitleLimit: Int { 100 }

  /// Hands on what a line tells.
  mutating func read(_ line: Bytes, _ body: (LogEvent) -> Void) {
    guard let first = line.first else { return }
    if first == UInt8(ascii: "#"), let buildKit = BuildKitLine(line) {
      return read(buildKit, body)
    }
    if first == UInt8(ascii: "-"), line.trimmedAtEnd.allSatisfy({ $0 == UInt8(ascii: "-") }) {
      if line.trimmedAtEnd.count == 6 { toggleSummary() } else { summary = .none }
      return
    }
    if first == 0x20 || first == UInt8(ascii: "=") || first == UInt8(ascii: "["),
      let terminal = TerminalLine(line)
    {
      return read(terminal, body)
    }
    if case .expected = summary, let title = Self.summaryTitle(line) {
      summary = .of(titles[title.digest] ?? name(title, body))
      return
    }
    if first == 0x20, Mention.isExcerpt(line) { return }
    if let classic = ClassicLine(line) { return read(classic, body) }
    if CancelLine.mayBeOne(first), let reason = CancelLine.reason(line) {
      body(.cancels(reason))
      return
    }
    if FailureLine.isOne(line) {
      body(.ends(nil, .failed(line)))
      return FailureLine.quotesCommand(line) ? () : body(.prints(.failing, line))
    }
    if case .of(let step) = summary {
      return body(.prints(step, BuildKitLine.output(line) ?? line))
    }
    body(.prints(isClassic ? .current : nil, line))
  }

  private mutating func toggleSummary() {
    if case .of = summary { summary = .none } else { summary = .expected }
  }

  /// The title in ` > [linux/arm64 3/5] RUN make:`.
  private static func summaryTitle(_ line: Bytes) -> Bytes? {
    let start = line.indentation
    guard line.holds("> ", at: start) else { return nil }
    let title = line.dropping(start + 2).trimmedAtEnd
    return title.last == UInt8(ascii: ":") ? title[part: 0..<title.count - 1] : title
  }

  private mutating func name(_ title: Bytes, _ body: (LogEvent) -> Void) -> StepName {
    let step = StepName.title(Array(title))
    body(.begins(step, title: title))
    return step
  }

  private mutating func remember(_ title: Bytes, _ step: StepName) {
    let digest = title.digest
    // BuildKit names a step again and again.
    if remembered?.title == digest, remembered?.step == step { return }
    remembered = (step, digest)
    if titles.count >= Self.titleLimit { titles.removeAll(keepingCapacity: true) }
    titles[digest] = step
  }

  private mutating func read(_ line: BuildKitLine, _ body: (LogEvent) -> Void) {
    let step = StepName.number(line.number)
    switch line.content {
    case .title(let title):
      summary = .none
      named = step
      remember(title, step)
      body(.begins(step, title: title))
    case .output(let text):
      guard line.number == 0 else { return body(.prints(step, text)) }
      if case .of(let step) = summary { return body(.prints(step, text)) }
      body(.prints(named, text))
    case .done: body(.ends(step, .done))
    case .cancelled: body(.ends(step, .cancelled))
    case .failed(let message):
      body(.ends(step, .failed(message)))
      if !FailureLine.quotesCommand(message) { body(.prints(step, message)) }
    case .other(let text):
      // Of vertices without brackets, such as `exporting to image`, the title comes first.
      if line.number > 0 { body(.begins(step, title: text)) }
    }
  }

  /// The step with a title that is cut where the line ends: with a word such as ERROR before it, earlier.
  private mutating func onTerminal(_ title: Bytes) -> StepName {
    if let known = cutTitles.first(where: { $0.starts(with: title) || title.starts(with: $0) }) {
      return .title(known)
    }
    if cutTitles.count >= Self.cutTitleLimit { cutTitles.removeFirst() }
    cutTitles.append(Array(title))
    return .title(Array(title))
  }

  private mutating func read(_ line: TerminalLine, _ body: (LogEvent) -> Void) {
    switch line {
    case .step(let title):
      shown = onTerminal(title)
      body(.begins(onTerminal(title), title: title))
      remember(title, onTerminal(title))
    case .failed(let title):
      body(.begins(onTerminal(title), title: title))
      body(.ends(onTerminal(title), .failed(title.dropping(title.count))))
    case .cancelled(let title):
      body(.begins(onTerminal(title), title: title))
      body(.ends(onTerminal(title), .cancelled))
    case .output(let text): body(.prints(shown, text))
    case .finished: body(.finishes)
    case .other: break
    }
  }

  private mutating func read(_ line: ClassicLine, _ body: (LogEvent) -> Void) {
    switch line {
    case .step(let title):
      if isClassic { body(.ends(.current, .done)) }
      isClassic = true
      body(.begins(.current, title: title))
    case .done: body(.ends(.current, .done))
    case .other: break
    }
  }
}
