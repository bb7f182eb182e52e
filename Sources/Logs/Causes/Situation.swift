import Platforms

/// All that is known of a hit once the log has been read: what decides what it means.
struct Situation: Sendable {
  /// The line, as far as it is kept.
  let text: String
  /// What the pattern's stars stood for.
  let captures: [String]
  let facts: LogFacts
  /// The platform of the step, or the one that the log is about.
  let platform: Platform?
  /// The platform of the machine.
  let host: Platform?
  /// Whether the step's programs are emulated; nil if that is not known.
  let isForeign: Bool?
  /// Whether a builder ran it, not a container engine.
  let isInBuilder: Bool
  /// Whether the guest is known to have 32 bits.
  let is32Bit: Bool

  /// The program or script that the line names.
  var program: String? {
    if let path = captures.map(\.trimmingQuotes).last(where: {
      $0.contains("/") && !$0.contains(" ")
    }) {
      return path
    }
    let words = text.split { $0 == " " || $0 == "\t" }.map { $0.trimmingQuotes }
    return words.last { word in
      word.contains("/") && !word.contains("://") && !word.hasPrefix("linux/")
        && !word.hasPrefix("fork/")
    }.map { word in
      // Shells put a colon behind it.
      word.hasSuffix(":") ? String(word.dropLast()) : word
    }
  }

  /// Whether the program is a script, by its name.
  var isScript: Bool {
    guard let name = program?.split(separator: "/").last else { return false }
    return [".sh", ".bash", ".py", ".rb", ".pl", ".js", ".mjs", "entrypoint"].contains {
      name.hasSuffix($0)
    }
  }

  /// The platform that the emulator's own name tells: `qemu-aarch64`, `aarch64-binfmt-P`.
  var emulated: Platform? {
    for word in text.split(whereSeparator: { " :/'".contains($0) }) {
      var name = word
      if name.hasPrefix("qemu-") {
        name = name.dropFirst("qemu-".count)
        if name.hasSuffix("-static") { name = name.dropLast("-static".count) }
      } else if let end = name.ranges(of: "-binfmt").first {
        name = name[..<end.lowerBound]
      } else {
        continue
      }
      if let platform = Platform(in: name) { return platform }
    }
    return nil
  }
}
