import CommandLineKit
import Text

/// What a word names that is a file, by its name alone: each kind has one command that reads it.
enum KindOfFile: Sendable, CaseIterable {
  case log
  case archive
  case compose
  case bake
  case dockerfile
  /// A path of which the name tells no more.
  case path

  /// The kind of a word; nil where it looks like no file.
  init?(_ word: String) {
    guard !word.contains("://") else { return nil }
    let name = word.split(separator: "/").last.map(String.init) ?? ""
    guard let kind = Self.allCases.first(where: { $0.isMeant(by: name, in: word) }) else {
      return nil
    }
    self = kind
  }

  private func isMeant(by name: String, in word: String) -> Bool {
    func ends(_ suffixes: String...) -> Bool { suffixes.contains { name.hasSuffix($0) } }
    func begins(_ prefixes: String...) -> Bool { prefixes.contains { name.hasPrefix($0) } }
    return switch self {
    case .log: ends(".log")
    case .archive: ends(".tar", ".tar.gz", ".tgz", ".tar.zst", ".oci")
    case .compose: ends(".yml", ".yaml") && name.contains("compose")
    case .bake: ends(".hcl") && name.contains("bake")
    case .dockerfile:
      // With a capital: images have none, and one is called docker/dockerfile.
      name == "Dockerfile" || name == "Containerfile" || ends(".Dockerfile", ".dockerfile")
        // Who saves what a build printed may call it after the Dockerfile.
        || begins("Dockerfile.", "Containerfile.") && !ends(".txt", ".out")
    case .path: ["/", "./", "../", "~/"].contains { (word + "/").hasPrefix($0) }
    }
  }

  /// What it is, with its article.
  var name: String {
    switch self {
    case .log: "a log"
    case .archive: "an archive"
    case .compose: "a compose file"
    case .bake: "a bake file"
    case .dockerfile: "a Dockerfile"
    case .path: "a path"
    }
  }

  /// The command line that reads it.
  ///
  /// - Parameter command: the command that was given it, which reads what compose or bake prints of it if
  ///   it can.
  func reader(of word: String, insteadOf command: String) -> String {
    let path = Shell.quoted(word)
    let targets = command == "dockerfile" ? "dockerfile" : "verify"
    return switch self {
    case .log: "crossready diagnose \(path)"
    case .archive, .path: "crossready audit \(path)"
    case .dockerfile: "crossready dockerfile \(path)"
    case .compose:
      TargetsFile(path: word, isBake: false, command: targets).pipeline
    case .bake:
      TargetsFile(path: word, isBake: true, command: targets).pipeline
    }
  }
}

extension UsageError {
  /// A word that is a file of a kind, where something else is meant.
  ///
  /// - Parameter wanted: what is meant, with its article.
  static func file(
    _ word: String, _ kind: KindOfFile, insteadOf wanted: String, command: String
  ) -> UsageError {
    .custom(
      problem: "\(quoted(word)) is \(kind.name), not \(wanted)",
      hint: "run: \(kind.reader(of: word, insteadOf: command))")
  }
}

extension String {
  /// Refuses a file that another command reads.
  ///
  /// - Parameters:
  ///   - kinds: those that the command reads itself.
  ///   - wanted: what it reads, with its article.
  func refuse(unless kinds: [KindOfFile], wanted: String, command: String) throws(UsageError) {
    guard let kind = KindOfFile(self), kind != .path, !kinds.contains(kind) else { return }
    throw .file(self, kind, insteadOf: wanted, command: command)
  }
}
