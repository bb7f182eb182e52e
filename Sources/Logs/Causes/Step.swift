import Platforms

/// A step of a build, as a log tells of it.
struct Step {
  /// How it ended, as far as the log says.
  enum Outcome: Equatable {
    case open
    case done
    case cancelled
    /// With the status that the log tells.
    case failed(Int?)
  }

  /// What names it in the log; nil for what ran in no step of a builder.
  let name: StepName?
  /// What the log calls it; empty for what ran in no step of a builder.
  let title: String
  /// The platform in its title, normalised.
  let platform: Platform?
  /// The platform that it builds for, where that is another one: `linux/amd64->arm64`.
  let crossTarget: Platform?
  /// Where it was named.
  let line: Int
  var outcome = Outcome.open
  /// The line that told its end.
  var endLine: Int?
  /// Whether BuildKit ran it under an emulator of its own.
  var usesBundledEmulator = false
  /// When it was named, or printed last.
  var lastTime: Int?
  var printCount = 0
  var hits: [Int] = []
  /// Whether a text shows a guest of 32 bits.
  var shows32Bits = false

  /// How much of a title is kept.
  static var titleLimit: Int { 300 }

  init(name: StepName?, title: Bytes, platforms: StepPlatforms, line: Int) {
    let kept = title[part: 0..<min(title.count, Self.titleLimit)]
    self.name = name
    self.title = kept.text
    self.line = line
    self.platform = platforms.platform
    crossTarget = platforms.target
  }

  /// Whether it is one of the builder's own, such as loading a file: those run no program.
  var runsProgram: Bool {
    title.isEmpty || title.contains("RUN ") || !title.hasPrefix("[")
  }
}

/// The platforms that a title names in its brackets: `[linux/arm64 build 3/5]`.
struct StepPlatforms {
  var platform: Platform?
  /// The platform that it builds for, where that is another one: `linux/amd64->arm64`.
  var target: Platform?

  init() {}

  /// Reads the word that names them.
  init(_ word: Bytes) {
    let text = word.text
    let sides = text.split(separator: ">", maxSplits: 1)
    if sides.count == 2, sides[0].hasSuffix("-") {
      platform = Platform(in: sides[0].dropLast())
      target = Platform(in: sides[1])
    } else {
      platform = Platform(in: text)
    }
  }

  /// The word of a title that names them.
  static func word(in title: Bytes) -> Bytes? {
    guard title.first == UInt8(ascii: "["), let end = title.find(UInt8(ascii: "]")), end < 200
    else { return nil }
    let words = title[part: 1..<end]
    for system: StaticString in ["linux/", "windows/"] {
      guard let start = words.find(system), start == 0 || words[start - 1] == 0x20 else { continue }
      return words[part: start..<(words.find(0x20, from: start) ?? words.count)]
    }
    return nil
  }
}

extension Platform {
  /// The platform that a word of a log names; nil for any other word.
  init?(in word: some StringProtocol) {
    let text = word.trimmingQuotes
    guard text.utf8.count < 40 else { return nil }
    do throws(PlatformSyntaxError) {
      self = try Platform(parsing: text).normalized
    } catch {
      guard let meant = Platform.meant(by: text) else { return nil }
      self = meant.normalized
    }
  }

  /// Whether its programs have pointers of 32 bits.
  var has32Bits: Bool { ["arm", "386", "mips", "mipsle"].contains(architecture) }

  /// Whether a machine of this platform may run programs of another without an emulator.
  func mayRun(_ other: Platform) -> Bool {
    architecture == other.architecture
      || Architecture.named(architecture)?.compatible.contains(other.architecture) == true
  }
}

extension StringProtocol {
  /// Without quotation marks, brackets and commas around it.
  var trimmingQuotes: String {
    let marks = "\"'`,;:()[]{} ‘’“”"
    var text = Substring(self)
    while let last = text.last, marks.contains(last) { text.removeLast() }
    while let first = text.first, marks.contains(first) { text.removeFirst() }
    return String(text)
  }
}
