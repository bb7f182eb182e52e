import CommandLineKit
import Platforms
import Text

extension [Platform] {
  /// Adds the platforms in a word, which may hold several, separated by commas or blanks.
  ///
  /// - Parameters:
  ///   - orCommand: whether the word may have been meant as a command.
  ///   - orAll: whether the command has an option `--all`.
  ///   - local: what `local` means, in any case of letters, in a list that buildx reads: the platform of
  ///     the machine that runs it (`util/platformutil` of buildx).
  mutating func append(
    platformsIn word: String, orCommand mayBeCommand: Bool = false, orAll hasAll: Bool = false,
    local: Platform? = nil
  ) throws(UsageError) {
    let parts = word.split { $0 == "," || $0.isWhitespace }.map(String.init)
    guard !parts.isEmpty else { throw .platform(word, problem: "empty platform") }
    if mayBeCommand, let command = MeantWords.commands[word] {
      throw .custom(
        problem: "\(quoted(word)) is neither a command nor a platform",
        hint: "did you mean 'crossready \(command)'?")
    }
    if hasAll, word == "all" {
      throw .custom(problem: "'all' is no platform", hint: "did you mean '--all'?")
    }
    if let kind = KindOfFile(word) {
      throw .file(word, kind, insteadOf: "a platform", command: "check")
    }
    for part in parts {
      let isLocal = part.lowercased() == "local"
      let platform =
        if isLocal, let local { local } else { try Platform(judgedFor: part) }
      if !contains(platform) { append(platform) }
    }
  }
}

extension Completion {
  /// All platforms that can be judged, and the names that are understood for them.
  static var platforms: Completion {
    .list {
      Platform.judged.map(\.description)
        + Architecture.table.flatMap { row in
          [row.name] + row.spellings.filter(\.isName).map(\.word)
        }
    }
  }
}

extension Platform {
  /// The canonical platform that a word names, if it can be judged.
  fileprivate init(judgedFor word: String) throws(UsageError) {
    if let named = Platform.named(word), Platform.judged.contains(named) {
      self = named
      return
    }
    let parsed: Platform
    do throws(PlatformSyntaxError) {
      parsed = try Platform(parsing: word).normalized
    } catch {
      throw .platform(word, problem: error.problem(with: word))
    }
    // A Windows version, or anything else that no probe covers, is no Linux platform of ours.
    guard Platform.judged.contains(parsed) else {
      throw .platform(word, problem: "there is no probe for \(quoted(word))")
    }
    self = parsed
  }
}

extension PlatformSyntaxError {
  /// What is wrong with the word.
  fileprivate func problem(with word: String) -> String {
    switch self {
    case .empty: "empty platform"
    case .wildcard: "\(quoted(word)) has a wildcard, which no platform may have"
    case .tooManyParts(let count):
      "\(quoted(word)) has \(count) parts, a platform at most 3 (os/arch/variant)"
    case .invalidPart(let part):
      "\(quoted(part)) in \(quoted(word)) is no part of a platform"
    case .unknownWord: "\(quoted(word)) is no platform"
    }
  }
}

/// What a misspelled word may mean. The part that all platforms share says nothing about it.
private func nearestName(to word: String) -> String? {
  let system = "linux/"
  let names = Platform.judged.map { String($0.description.dropFirst(system.count)) }
  guard !word.hasPrefix(system) else {
    return nearest(to: String(word.dropFirst(system.count)), among: names).map { system + $0 }
  }
  let known =
    Platform.judged.map(\.description) + Architecture.table.map(\.name)
    + program.commandNames
  return nearest(to: word, among: known.filter { $0 != word })
}

extension UsageError {
  /// A word that is no platform to judge, with what was probably meant.
  fileprivate static func platform(_ word: String, problem: String) -> UsageError {
    let meant = Platform.meant(by: word)?.description ?? nearestName(to: word)
    return .custom(
      problem: problem,
      hint: meant.map { "did you mean '\($0)'?" }
        ?? "platforms: \(Platform.table.map(\.description).joined(separator: " "))")
  }
}

extension Option {
  /// The same as an operand, for those who type it as docker's option.
  static func platform(_ keyPath: any WritableKeyPath<Options, [Platform]> & Sendable) -> Option {
    .value(
      "platform", "PLATFORM", "the same as the operand PLATFORM", repeats: true,
      completing: .platforms,
      apply: { word, options throws(UsageError) in
        try options[keyPath: keyPath].append(platformsIn: word)
      }
    ).asOperand
  }
}
