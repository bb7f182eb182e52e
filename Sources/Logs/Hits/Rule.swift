import Platforms

/// A text of a program, and what it means in the step that printed it.
struct Rule: Sendable {
  let pattern: LinePattern
  /// What must not stand in the same line: others print the same.
  let exceptions: [[UInt8]]
  /// Whether only an emulator prints it, so that its step is a foreign one.
  let isOfEmulator: Bool
  /// Whether it shows a guest of 32 bits, by an address of eight digits.
  let shows32Bits: Bool
  /// What it tells of the log as a whole; it may stand in any line.
  let note: (@Sendable ([String], inout LogFacts) -> Void)?
  /// What it means, once all of the log is known; nil for nothing.
  let meaning: (@Sendable (Situation) -> Meaning?)?

  init(
    _ pattern: String, unless exceptions: [String] = [], ofEmulator: Bool = false,
    shows32Bits: Bool = false, note: (@Sendable ([String], inout LogFacts) -> Void)? = nil,
    _ meaning: @escaping @Sendable (Situation) -> Meaning?
  ) {
    self.pattern = LinePattern(pattern)
    self.exceptions = exceptions.map { Array($0.utf8) }
    isOfEmulator = ofEmulator
    self.shows32Bits = shows32Bits
    self.note = note
    self.meaning = meaning
  }

  /// A text that is no error.
  init(_ pattern: String, note: @escaping @Sendable ([String], inout LogFacts) -> Void) {
    self.pattern = LinePattern(pattern)
    (exceptions, isOfEmulator, shows32Bits, meaning) = ([], false, false, nil)
    self.note = note
  }

  /// What the pattern's stars stand for, if the line is meant.
  func match(_ line: Bytes) -> [Range<Int>]? {
    guard let captures = pattern.match(line) else { return nil }
    for exception in exceptions {
      let isThere = exception.withUnsafeBytes { $0.place(in: line, from: 0) != nil }
      if isThere { return nil }
    }
    return captures
  }
}

/// What a text means.
struct Meaning: Sendable {
  let cause: LogCause
  var role: LogFinding.Role
  /// The platform that it is about, where the text says so.
  var platform: Platform?
  /// The file or program that it names.
  var subject: String?
  /// Whether it follows from any other cause in its step.
  var yields = false

  init(
    _ cause: LogCause, _ role: LogFinding.Role = .cause, platform: Platform? = nil,
    subject: String? = nil, yields: Bool = false
  ) {
    self.cause = cause
    self.role = role
    self.platform = platform
    self.subject = subject
    self.yields = yields
  }
}

extension Rule {
  /// A text that means the same everywhere.
  static func always(
    _ pattern: String, unless exceptions: [String] = [], ofEmulator: Bool = false,
    _ cause: LogCause,
    _ role: LogFinding.Role = .cause
  ) -> Rule {
    Rule(pattern, unless: exceptions, ofEmulator: ofEmulator) { situation in
      Meaning(
        cause, role, platform: ofEmulator ? situation.emulated : nil,
        subject: situation.captures.first ?? situation.program)
    }
  }

  /// A text that only tells something of a foreign step: elsewhere it is what a program prints that is
  /// broken by itself.
  static func foreign(
    _ pattern: String, unless exceptions: [String] = [], _ cause: LogCause,
    elsewhere hint: LogCause? = nil
  ) -> Rule {
    Rule(pattern, unless: exceptions) { situation in
      if situation.isForeign == true { return Meaning(cause, subject: situation.captures.first) }
      return hint.map { Meaning($0, .hint) }
    }
  }
}
