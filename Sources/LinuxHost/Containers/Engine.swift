import Facts
import Text

/// An engine that answers, and how to start its program.
package struct Engine: Sendable {
  /// The names of all engines, in the order in which they are tried.
  package static let names = EngineKind.all.map(\.program)

  /// What it is.
  let kind: EngineKind
  /// What it answered.
  fileprivate(set) var answer: EngineAnswer
  /// Its program.
  let path: String
  /// The whole environment, as `NAME=value`: contexts, addresses and the user's set-up are in it.
  let environment: [String]

  /// A start of its program.
  func call(
    _ arguments: [String], standardInput: Child.StandardInput = .empty,
    outputLimit: Int = 65_536, timeout: Duration
  ) -> Child {
    Child(
      path: path, arguments: [kind.program] + arguments, environment: environment,
      standardInput: standardInput, outputLimit: outputLimit, timeout: timeout)
  }
}

extension Engine {
  /// How a start of its program ended, and why, without what it only says meanwhile.
  func ending<Inspection>(_ outcome: ChildOutcome<Inspection>) -> EngineCall {
    var call = EngineCall(outcome)
    let reasons = kind.reasons(lines(of: outcome.standardError))
    // What is left out may be all that there is.
    if !reasons.isEmpty { call.words = OutsideText(Array(reasons.joined(separator: [10]))) }
    return call
  }
}

extension EngineFacts {
  /// Looks for engines and asks each in turn, until one answers. Where DOCKER_HOST or a context says
  /// which one is meant, no other is asked.
  ///
  /// - Parameters:
  ///   - name: the only one to ask; nil for any.
  ///   - question: words for its program whose answer is wanted as well.
  ///   - patience: the deadline of that question, where it is another.
  static func observing(
    _ name: String?, asking question: [String]? = nil, patience: Duration? = nil,
    environment: [String: String],
    timeout: Duration,
    signals: borrowing HeldSignals, progress: @escaping (Progress) -> Void
  ) throws(Interrupted) -> FoundEngine {
    progress(.began("asking the container engine"))
    let variables = environment.map { "\($0.key)=\($0.value)" }.sorted()
    var all: [EngineFacts] = []
    for kind in EngineKind.all where name == nil || name == kind.program {
      var facts = EngineFacts(program: kind.program)
      defer { all.append(facts) }
      guard let path = ProgramSearch(environment: environment).path(of: kind.program) else {
        continue
      }
      facts.path = KernelText(path)
      let questions =
        [(EngineKind.question, timeout)] + (question.map { [($0, patience ?? timeout)] } ?? [])
      let outcomes = try run(
        questions.map { words, timeout in
          Child(
            path: path, arguments: [kind.program] + words, environment: variables,
            outputLimit: 4 << 20, timeout: timeout)
        }, signals: signals, progress: progress)
      let outcome = outcomes[0]
      facts.call = EngineCall(outcome)
      var isMeant = kind.isChosen(environment)
      // A program named docker may be podman: the answer tells.
      for answering in EngineKind.all {
        switch answering.answer(outcome.standardOutput, environment) {
        case .works(var answer) where outcome.end == .exited(0):
          if answer.scheme == nil, let context = answer.context {
            answer.scheme = try scheme(
              ofContext: context.text,
              Child(
                path: path, arguments: [kind.program], environment: variables, timeout: timeout),
              signals)
          }
          facts.answer = answer
          let engine = Engine(
            kind: answering, answer: answer, path: path, environment: variables)
          return FoundEngine(
            facts: all + [facts], engine: engine, answer: outcomes.dropFirst().first)
        case .fails(let words, let isChosen):
          isMeant = isMeant || isChosen
          if !words.isEmpty { facts.call?.words = OutsideText(words) }
        case .works, nil:
          break
        }
      }
      if isMeant { break }
    }
    return FoundEngine(facts: all, engine: nil, answer: nil)
  }
}

extension EngineFacts {
  /// The scheme of the address that a context of Docker's names; nil where it does not say.
  private static func scheme(
    ofContext name: String, _ program: Child, _ signals: borrowing HeldSignals
  ) throws(Interrupted) -> String? {
    var child = program
    child.arguments += ["context", "inspect", "--format", "{{.Endpoints.docker.Host}}", name]
    let outcome = try run([child], signals: signals)[0]
    guard outcome.hasSucceeded else { return nil }
    let address = String(decoding: outcome.standardOutput, as: UTF8.self)
    return address.split(separator: ":").first.map(String.init)
  }
}

/// What looking for an engine came to.
struct FoundEngine {
  /// Those that were asked.
  private(set) var facts: [EngineFacts]
  /// The one that answered.
  private(set) var engine: Engine?
  /// The end of the program that was asked the other question.
  let answer: ChildOutcome<Void>?

  /// Asks an engine that has an address which machine it is on, unless its kernel tells already: a
  /// service of this machine may listen on a port, as that of the image docker:dind does.
  mutating func locate(
    beside kernel: KernelFacts, timeout: Duration, _ signals: borrowing HeldSignals,
    _ progress: @escaping (Progress) -> Void
  ) throws(Interrupted) {
    guard let engine, engine.answer.isAddressed, engine.answer.isDesktop != true,
      let release = kernel.uname.value?.release.description, engine.answer.kernel == release
    else { return }
    switch try EngineMachine.asking(engine, timeout: timeout, signals, progress) {
    case .this: isOnThisMachine = true
    case .another: isOnThisMachine = false
    case .unknown: break
    }
  }

  private var isOnThisMachine: Bool? {
    get { engine?.answer.isOnThisMachine }
    set {
      self.engine?.answer.isOnThisMachine = newValue
      for index in facts.indices where facts[index].answer != nil {
        facts[index].answer?.isOnThisMachine = newValue
      }
    }
  }
}

extension EngineCall {
  /// How a start of an engine's program ended.
  init<Inspection>(_ outcome: ChildOutcome<Inspection>) {
    self.init(words: OutsideText(outcome.standardError))
    switch outcome.end {
    case .notStarted(let failure): errno = failure.errno
    case .exited(let status): exitStatus = status
    case .signaled(let number): signal = number
    case .timedOut: timedOut = true
    case .skipped: break
    }
  }
}
