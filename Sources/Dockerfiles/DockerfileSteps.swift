import Text

/// Where the steps of a Dockerfile stand, by their commands.
package struct DockerfileSteps: Sendable, Equatable {
  private let path: String
  private let lines: [String: Int]

  /// The steps of a file that stands at a path.
  package init(of file: Dockerfile, at path: String) {
    self.path = path
    var lines: [String: Int] = [:]
    for instruction in file.stages.flatMap(\.instructions) {
      guard case .run(let run) = instruction.operation else { continue }
      let command =
        switch run.command {
        case .shell: run.script
        // Of a shell in the form of a list, what it is to do.
        case .exec(let words): words.last ?? ""
        }
      let key = Self.key(command)
      lines[key] = lines[key] ?? instruction.line
      lines[Self.key(run.script)] = lines[Self.key(run.script)] ?? instruction.line
    }
    self.lines = lines
  }

  /// `Dockerfile:12`, where the step of this command begins; nil if no step has it.
  package func place(of command: String) -> String? {
    lines[Self.key(command)].map { "\(path):\($0)" }
  }

  /// A command without what its line breaks are.
  private static func key(_ command: String) -> String {
    command.replacing("\\\n", with: " ").split { $0.isWhitespace }.joined(separator: " ")
  }
}
