/// Why a Dockerfile cannot be built: what BuildKit refuses too, with the line that it names.
package struct DockerfileError: Error, Hashable, Sendable {
  /// The line of the file, counted from 1; 0 where there is none to name.
  package let line: Int
  /// What is wrong there.
  package let reason: Reason

  package init(line: Int, _ reason: Reason) {
    self.line = line
    self.reason = reason
  }

  /// What is wrong.
  package enum Reason: Hashable, Sendable {
    case emptyFile
    case noInstruction
    /// The line behind the named one has more than 65,535 bytes.
    case lineTooLong
    case directiveTwice(String)
    case escapeCharacter(String)
    case unterminatedHeredoc(String)
    case unknownInstruction(String)
    case instructionBeforeFrom(String)
    case listWithOtherThanStrings
    case missingArguments(String)
    case wordWithoutEquals(String)
    case blankName(String)
    case unknownFlag(String)
    case flagWithoutValue(String)
    case flagTwice(String)
    case wordsOfFrom(Int)
    case stageName(String)
    case onBuild(String)
    case heredocAsDestination
    case mountField(String)
    case mountType(String)
    case variableInFrom(String)
    case noStageOfNumber(String)
    case noTarget(String)
    /// Variables that no ARG above the first FROM declares.
    case undeclared([String])
    case emptyBase(String, missing: [String])
    case emptyPlatform(String, missing: [String])
    case platform(String)
    case imageName(String, missing: [String])
    case laterStage(String)
    case cycle(String)
    case expansion(ExpansionError)
    /// What is there only to be too much, such as values that double in each line.
    case tooLarge
  }

  /// The build arguments that would mend it, if that is all there is to it.
  package var missingArguments: [String] {
    switch reason {
    case .emptyBase(_, let missing), .emptyPlatform(_, let missing), .imageName(_, let missing):
      missing
    case .expansion(.required(let name, _)): [name]
    default: []
    }
  }
}

/// Why a word with variables has no value (BuildKit's shell/lex.go).
package enum ExpansionError: Error, Hashable, Sendable {
  case quoteNeverEnds
  case braceNeverEnds
  case badSubstitution
  case unsupportedModifier(String)
  case required(name: String, message: String)
  case nestedTooDeep
  case valueTooLong
}
