/// A Dockerfile: what it declares before the first FROM, and its stages.
package struct Dockerfile: Sendable {
  /// The frontend that the file asks for with `# syntax=`; nil for the engine's own.
  package let syntax: String?
  /// Names of checks that the file mutes, lower case.
  package let skipped: [String]
  /// The ARGs before the first FROM.
  package let globals: [Instruction]
  /// The stages as they stand.
  package let stages: [Stage]
  /// The escape character.
  let escape: UInt8

  /// One FROM and what follows it.
  package struct Stage: Sendable {
    /// The line of the FROM.
    package let line: Int
    /// The name behind AS, lower case; nil if it has none.
    package let name: String?
    /// The image or stage behind FROM, variables and all.
    package let base: String
    /// The text of the flag, variables and all; nil if there is none.
    package let platformFlag: String?
    /// What a comment above the FROM mutes.
    package let skipped: [String]
    /// The instructions.
    package internal(set) var instructions: [Instruction]
  }

  /// More stages than any file has; each may copy all variables of another.
  private static let stageLimit = 2_000

  /// Reads a file as BuildKit does.
  package init(parsing bytes: [UInt8]) throws(DockerfileError) {
    let (lines, directives) = try LogicalLines.reading(bytes)
    escape = directives.escape
    syntax = directives.syntax
    skipped = directives.skipped
    var globals: [Instruction] = []
    var stages: [Stage] = []
    for line in lines {
      guard line.keyword == "FROM" else {
        let instruction = try line.instruction(escape: escape)
        if !stages.isEmpty {
          stages[stages.count - 1].instructions.append(instruction)
        } else if line.keyword == "ARG" {
          globals.append(instruction)
        } else {
          throw DockerfileError(line: line.line, .instructionBeforeFrom(line.keyword))
        }
        continue
      }
      stages.append(try line.stage())
      if stages.count > Self.stageLimit { throw DockerfileError(line: line.line, .tooLarge) }
    }
    guard !stages.isEmpty else {
      throw DockerfileError(line: lines.last?.line ?? 0, .noInstruction)
    }
    self.globals = globals
    self.stages = stages
  }
}

extension LogicalLine {
  /// The stage that a FROM begins.
  fileprivate func stage() throws(DockerfileError) -> Dockerfile.Stage {
    let words = plainWords(of: rest)
    var name: String?
    if words.count == 3, words[1].lowercased() == "as" {
      let word = words[2].lowercased()
      let bytes = Array(word.utf8)
      guard let first = bytes.first, first >= 0x61, first <= 0x7a,
        bytes.allSatisfy({
          $0 >= 0x61 && $0 <= 0x7a || $0 >= 0x30 && $0 <= 0x39 || "-_.".utf8.contains($0)
        })
      else { throw DockerfileError(line: line, .stageName(words[2])) }
      name = word
    } else if words.count != 1 {
      throw DockerfileError(line: line, .wordsOfFrom(words.count))
    }
    let platform = try checkedFlags().last { $0.name == "platform" }?.value ?? nil
    return Dockerfile.Stage(
      line: line, name: name, base: words[0],
      platformFlag: platform.flatMap { $0.isEmpty ? nil : $0 }, skipped: skipped, instructions: [])
  }
}
