package import Dockerfiles
import Emulators
import Facts
package import Hangs
package import Logs

/// The JSON form of what emulated processes do, schema 1.
package struct HangDocument: Codable {
  let seconds: Double
  let answer: Nullable<String>
  let sentence: String
  let hangs: Bool
  let unseenCount: Int
  let hidesProcesses: Bool
  let memoryKills: [String: Int]
  let trees: [TreePart]
  let lastWords: Nullable<LogDocument.FindingPart>
  let exitStatus: Int32

  package init(
    _ report: HangReport, lastWords: LogFinding? = nil, hungFor: Double? = nil,
    steps: DockerfileSteps? = nil, lastLines: [String: [String]] = [:]
  ) {
    seconds = report.seconds
    answer = Nullable(report.answer?.rawValue)
    sentence = HangSentence.of(report)
    hangs = report.hangs
    unseenCount = report.unseenCount
    hidesProcesses = report.hidesProcesses
    memoryKills = report.memoryKills
    trees = report.trees.map { TreePart($0, steps, lastLines) }
    self.lastWords = Nullable(lastWords.map(LogDocument.FindingPart.init))
    exitStatus = report.exitStatus(hungFor: hungFor).rawValue
  }

  /// An emulated process that no emulated process started, and all that it did start.
  struct TreePart: Codable {
    let answer: String
    let sentence: String
    let hangs: Bool
    let culprit: Int
    let verdict: String
    let container: Nullable<Container>
    let buildStep: Nullable<String>
    let buildStepPlace: Nullable<String>
    let lastLines: Nullable<[String]>
    let processes: [ProcessPart]

    init(
      _ tree: ProcessTree, _ steps: DockerfileSteps?, _ printed: [String: [String]]
    ) {
      answer = tree.answer.rawValue
      sentence = HangSentence.of(tree)
      hangs = tree.hangs
      culprit = tree.culprit.process.pid
      verdict = tree.culprit.verdict.rawValue
      container = Nullable(tree.container)
      buildStep = Nullable(tree.buildStep)
      buildStepPlace = Nullable(tree.buildStep.flatMap { steps?.place(of: $0) })
      lastLines = Nullable(tree.container.flatMap { printed[$0.id] })
      processes = tree.nodes.map(ProcessPart.init)
    }
  }

  /// One process; parents come first.
  struct ProcessPart: Codable {
    let pid: Int
    let parent: Int
    let program: Nullable<String>
    let architecture: Nullable<String>
    let arguments: Nullable<[String]>
    let emulator: Nullable<Emulator>
    let verdict: String
    let answer: String
    let hangs: Bool
    let startedSecondsAgo: Nullable<Double>
    let processorSeconds: Double
    let waitedSeconds: Nullable<Double>
    let waitedAtMost: Bool
    let waitsFor: Nullable<String>
    let evidence: [String]
    let knownCause: Nullable<CausePart>
    let advice: Nullable<String>

    init(_ node: JudgedProcess) {
      pid = node.process.pid
      parent = node.process.parent
      program = Nullable(node.process.guest.path)
      architecture = Nullable(node.process.guest.architecture)
      arguments = Nullable(node.process.guest.arguments)
      emulator = Nullable(node.process.emulator)
      verdict = node.verdict.rawValue
      answer = node.answer.rawValue
      hangs = node.hangs
      startedSecondsAgo = Nullable(node.age)
      processorSeconds = node.processorSeconds
      waitedSeconds = Nullable(node.waited?.seconds)
      waitedAtMost = node.waited?.isAtMost ?? false
      waitsFor = Nullable(node.object)
      evidence = node.evidence
      knownCause = Nullable(node.cause.map { CausePart($0, node.process) })
      advice = Nullable(node.advice)
    }
  }

  /// A known cause.
  struct CausePart: Codable {
    let id: String
    let certain: Bool
    let explanation: String
    let remedy: String
    let evidence: String
    let commands: [String]

    init(_ cause: Trouble, _ process: SampledProcess) {
      id = cause.id
      certain = cause.process?.isCertain == true
      explanation = cause.consequence
      remedy = cause.remedy
      evidence = cause.evidence.joined(separator: "; ")
      commands = cause.commands(for: process)
    }
  }
}
