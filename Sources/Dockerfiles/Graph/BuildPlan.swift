package import Platforms

/// What is executed to build an image for one platform.
package struct BuildPlan: Sendable {
  /// What was asked for.
  package let request: BuildRequest
  /// All stages of the file, needed or not.
  package internal(set) var stages: [PlannedStage]
  /// The stage that becomes the image.
  package let target: Int

  /// The RUN steps that are executed, by stage.
  package var steps: [Step] {
    stages.indices.filter { stages[$0].isNeeded && !stages[$0].isReplaced }.flatMap { index in
      stages[index].instructions.indices.compactMap { position -> Step? in
        let instruction = stages[index].instructions[position]
        guard case .run(let run) = instruction.operation else { return nil }
        return Step(
          line: instruction.line, stage: index, position: position,
          platform: stages[index].platform, run: run)
      }
    }
  }
}

/// A stage as it is built for one platform.
package struct PlannedStage: Sendable {
  /// The line of its FROM.
  package let line: Int
  /// Its name, lower case.
  package let name: String?
  /// What stands behind FROM.
  package let base: Base
  /// The text of the flag, variables and all.
  package let platformFlag: String?
  /// The platform that the flag names.
  package let flagged: Platform?
  /// The platform of its steps.
  package let platform: Platform
  /// Names of checks that a comment above its FROM mutes.
  package let skipped: [String]
  /// What is executed in it, the triggers of ONBUILD first.
  package internal(set) var instructions: [Instruction]
  /// Where each instruction copies or mounts from, by its position.
  package internal(set) var sources: [Int: [Source]] = [:]
  /// The variables.
  package internal(set) var variables = Variables(base: nil)
  /// Whether the image needs it.
  package internal(set) var isNeeded = false
  /// Whether a named context stands in for it.
  package let isReplaced: Bool

  /// What stands behind FROM.
  package enum Base: Hashable, Sendable {
    case scratch
    case stage(Int)
    case image(String)
  }

  /// Where an instruction takes files from.
  package struct Source: Hashable, Sendable {
    /// A stage, or the name of an image.
    package let place: Place
    /// The paths in it; empty for all.
    package let paths: [String]
    /// Where they appear.
    package let destination: String
    /// Whether it is a mount, which is gone after the step.
    package let isMount: Bool

    /// A stage, an image, or a context that has a name.
    package enum Place: Hashable, Sendable {
      case stage(Int)
      case image(String)
      case context
    }
  }
}

/// A RUN that is executed.
package struct Step: Sendable {
  /// The line that BuildKit names.
  package let line: Int
  /// The stage, counted from 0.
  package let stage: Int
  /// The instruction within the stage, counted from 0.
  package let position: Int
  /// The platform it is executed on.
  package let platform: Platform
  /// What is executed.
  package let run: Run
}
